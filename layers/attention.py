"""Attention: each query takes a mean of the values, weighted by its likeness to their keys.

    q = (query wq + bq) / sqrt(d),  k = key wk + bk,  v = value wv + bv     d = D / heads
    p = softmax over the keys of q k.T, for each head, d columns of q, k and v, by itself
    out = joined wo + bo,  joined = p v, the heads side by side

A query may look at the keys that count and, if causal, step t at steps 0 to t. p is 0 at what
it may not look at. With nothing to look at, all its p are 0, and out there is exactly bo.

Shapes
    x, dx             (N, T, D)    query, key and value in one; or a tuple of the three
    query             (N, T, D)    with key and value (N, S, D); where x is alone S = T
    mask              (N, S)       cache["mask"], if it is there: booleans, True counts
    wq, wk, wv, wo    (D, D)       and their gradients
    bq, bk, bv, bo    (D,)         likewise
    q, k, v           (N, heads, T, d), (N, heads, S, d) and the same
    p                 (N, heads, T, S)
    out, dout         (N, T, D)

Gradient
    out is affine in joined, whose djoined is cut into heads like q. As in matmul and softmax,

        dv = p.T @ djoined                        each value, by how much it was looked at
        dp = djoined @ v.T
        ds = p * (dp - (dp * p).sum over keys)    s = q k.T, the scores
        dq = ds @ k,    dk = ds.T @ q

    Then q, by 1 / sqrt(d), k and v go back as in affine. An x alone is query, key and value,
    and at a fork gradients add up.

    Where the entries of query wq and key wk have variance 1, so have those of s, for any d:
    larger ones would leave p all but on one key, where softmax has no slope. bk adds q . bk to
    all scores of a query, which softmax cannot see: dbk is 0, but for rounding.

Source
    Vaswani et al. (2017), 3.2, arXiv:1706.03762. Agrees with torch.nn.MultiheadAttention,
    whose key_padding_mask is our ~mask, but for a query with nothing to look at: nan there.
"""

import math

import numpy as np

from arrays import initial
from arrays.heads import cut, join, seen, softmax
from arrays.product import product


def init(D: int, heads: int, rng, *, causal=False, dtype=np.float32) -> dict:
    """Draw each w (Xavier), set each b to 0. ValueError unless heads >= 1 divides D >= 1."""
    if min(D, heads) < 1 or D % heads:
        raise ValueError(f"attention needs heads >= 1 that divide D, not D={D}, heads={heads}")
    learned = {"w" + s: initial.draw("xavier", (D, D), D, D, rng, dtype) for s in "qkvo"}
    learned |= {"b" + s: np.zeros(D, dtype) for s in "qkvo"}
    zeros = {"d" + key: np.zeros_like(a) for key, a in learned.items()}
    return learned | zeros | {"heads": heads, "causal": causal}


def forward(x, cache: dict) -> np.ndarray:
    """Return out; save x, q, k, v, p and joined. ValueError if x or the mask does not fit."""
    cache["x"], heads = x, cache["heads"]
    inputs = checked(x, len(cache["wo"]))
    q, k, v = (cut(affine(a, s, cache), heads) for a, s in zip(inputs, "qkv", strict=True))
    q = q / math.sqrt(q.shape[-1])
    (N, _, T, _), S = q.shape, k.shape[2]
    p = softmax(q @ k.mT, seen(N, T, S, cache.get("mask"), cache["causal"]))
    joined = join(p @ v)
    cache |= {"q": q, "k": k, "v": v, "p": p, "joined": joined}
    return affine(joined, "o", cache)


def backward(dout: np.ndarray, cache: dict) -> np.ndarray | tuple:
    """Return dx; set the gradient of each w and b."""
    x, q, k, v, p, joined = (cache[key] for key in ("x", "q", "k", "v", "p", "joined"))
    djoined = cut(affine_back(dout, joined, "o", cache), cache["heads"])
    dv = p.mT @ djoined
    ds = djoined @ v.mT  # dp so far; in place, as the formula in one line takes twice as long
    ds -= np.vecdot(ds, p)[..., None]
    ds *= p
    dq, dk = ds @ k / math.sqrt(q.shape[-1]), ds.mT @ q
    ways = zip(map(join, (dq, dk, dv)), checked(x, len(cache["wo"])), "qkv", strict=True)
    dx = tuple(affine_back(d, a, s, cache) for d, a, s in ways)
    return dx if isinstance(x, tuple) else dx[0] + dx[1] + dx[2]


def affine(a: np.ndarray, s: str, cache: dict) -> np.ndarray:
    """Return a w + b with the w and b that s names, in one product over a's rows."""
    rows = a.reshape(-1, a.shape[-1])
    out = product(rows, cache["w" + s])
    out += cache["b" + s]
    return out.reshape(a.shape)


def affine_back(d: np.ndarray, a: np.ndarray, s: str, cache: dict) -> np.ndarray:
    """Return da, given that of a w + b; set dw and db."""
    rows, drows = (each.reshape(-1, a.shape[-1]) for each in (a, d))
    cache["db" + s] = drows.sum(axis=0)
    cache["dw" + s] = product(rows.T, drows)
    return product(drows, cache["w" + s].T).reshape(a.shape)


def checked(x, D: int) -> tuple:
    """Return query, key and value. Raises ValueError if they do not fit."""
    inputs = x if isinstance(x, tuple) else (x, x, x)
    query, *others = [np.shape(a) for a in inputs]
    S = others[0][1:2] if others else ()
    if len(query) != 3 or query[2] != D or others != [(query[0], *S, D)] * 2:
        came = " and ".join(str(shape) for shape in (query, *others))
        raise ValueError(
            f"attention needs x of shape (N, T, {D}), or query of that shape with key and "
            f"value of shape (N, S, {D}), not {came}"
        )
    return inputs
