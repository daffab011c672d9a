"""Attention: out = softmax(q @ k.T / sqrt(d)) @ v for each head, between affine maps."""

import numpy as np


def init(D, heads, rng, *, causal=False, dtype=np.float32):
    cache = {}
    for s in "qkvo":
        cache["w" + s] = (np.sqrt(1 / D) * rng.standard_normal((D, D))).astype(dtype)
        cache["b" + s] = np.zeros(D, dtype)
    cache |= {"d" + key: np.zeros_like(a) for key, a in cache.items()}
    return cache | {"heads": heads, "causal": causal}


def split(a, heads):
    """Return (N, T, D) as (N, heads, T, d)."""
    N, T, D = a.shape
    return a.reshape(N, T, heads, D // heads).transpose(0, 2, 1, 3)


def join(a):
    """Return (N, heads, T, d) as (N, T, D)."""
    N, heads, T, d = a.shape
    return a.transpose(0, 2, 1, 3).reshape(N, T, heads * d)


def softmax(s, on):
    """Return the softmax over the last axis where on is True, and 0 elsewhere."""
    s = np.where(on, s, -1e30)
    e = np.exp(s - s.max(axis=-1, keepdims=True, initial=-1e30)) * on
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def forward(x, cache):
    cache["x"], heads = x, cache["heads"]
    query, key, value = x if isinstance(x, tuple) else (x, x, x)
    q = split(query @ cache["wq"] + cache["bq"], heads)
    k = split(key @ cache["wk"] + cache["bk"], heads)
    v = split(value @ cache["wv"] + cache["bv"], heads)
    (N, _, T, d), S = q.shape, k.shape[2]
    on = np.ones((N, 1, T, S), bool)
    if cache.get("mask") is not None:
        on = on & cache["mask"][:, None, None, :]
    if cache["causal"]:
        on = on & np.tri(T, S, dtype=bool)
    scale = float(1 / np.sqrt(d))
    p = softmax(scale * (q @ k.swapaxes(2, 3)), on)
    joined = join(p @ v)
    cache |= {"q": q, "k": k, "v": v, "p": p, "joined": joined, "scale": scale}
    return joined @ cache["wo"] + cache["bo"]


def backward(dout, cache):
    x, q, k, v, p = (cache[name] for name in ("x", "q", "k", "v", "p"))
    query, key, value = x if isinstance(x, tuple) else (x, x, x)
    djoined = split(affine_back(dout, cache["joined"], "o", cache), cache["heads"])
    dv = p.swapaxes(2, 3) @ djoined
    dp = djoined @ v.swapaxes(2, 3)
    ds = p * (dp - (dp * p).sum(axis=-1, keepdims=True))
    dq = cache["scale"] * (ds @ k)
    dk = cache["scale"] * (ds.swapaxes(2, 3) @ q)
    dquery = affine_back(join(dq), query, "q", cache)
    dkey = affine_back(join(dk), key, "k", cache)
    dvalue = affine_back(join(dv), value, "v", cache)
    return (dquery, dkey, dvalue) if isinstance(x, tuple) else dquery + dkey + dvalue


def affine_back(dout, a, s, cache):
    """Set the gradients of w and b that s names; return da."""
    D = a.shape[-1]
    cache["dw" + s] = a.reshape(-1, D).T @ dout.reshape(-1, D)
    cache["db" + s] = dout.sum(axis=(0, 1))
    return dout @ cache["w" + s].T
