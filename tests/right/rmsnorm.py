"""Root mean square normalization of each row: out = gamma * x / sqrt(mean(x^2) + eps)."""

import numpy as np


def init(D, *, eps=1e-6, dtype=np.float32):
    return {"gamma": np.ones(D, dtype), "dgamma": np.zeros(D, dtype), "eps": eps}


def forward(x, cache):
    square = (x**2).mean(axis=-1, keepdims=True)
    rrms = 1 / np.sqrt(square + cache["eps"])
    xhat = x * rrms
    cache["xhat"], cache["rrms"] = xhat, rrms
    return cache["gamma"] * xhat


def backward(dout, cache):
    xhat, rrms = cache["xhat"], cache["rrms"]
    rows = tuple(range(dout.ndim - 1))
    cache["dgamma"] = (dout * xhat).sum(axis=rows)
    dxhat = dout * cache["gamma"]
    along = (dxhat * xhat).mean(axis=-1, keepdims=True)
    return rrms * (dxhat - xhat * along)
