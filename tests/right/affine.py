"""Affine: out = x @ w + b, along the last axis of x."""

import numpy as np


def init(D, M, rng, *, scale="kaiming", dtype=np.float32):
    w = draw(scale, D, M, rng).astype(dtype)
    b = np.zeros(M, dtype)
    return {"w": w, "b": b, "dw": np.zeros_like(w), "db": np.zeros_like(b)}


def draw(scale, D, M, rng):
    normal = rng.standard_normal((D, M))
    if scale == "orthogonal":
        q, _ = np.linalg.qr(normal if D >= M else normal.T)
        return q if D >= M else q.T
    variances = {"kaiming": 2 / D, "xavier": 2 / (D + M), "lecun": 1 / D, "zeros": 0}
    return normal * (np.sqrt(variances[scale]) if scale in variances else scale)


def forward(x, cache):
    cache["x"] = x
    return x @ cache["w"] + cache["b"]


def backward(dout, cache):
    x, w = cache["x"], cache["w"]
    rows = x.reshape(-1, x.shape[-1])
    drows = dout.reshape(-1, dout.shape[-1])
    cache["dw"] = rows.T @ drows
    cache["db"] = drows.sum(axis=0)
    return dout @ w.T
