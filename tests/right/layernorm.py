"""Layer normalization of each row: out = gamma * (x - mean) / sqrt(var + eps) + beta."""

import numpy as np


def init(D, *, eps=1e-5, dtype=np.float32):
    return {
        "gamma": np.ones(D, dtype),
        "beta": np.zeros(D, dtype),
        "dgamma": np.zeros(D, dtype),
        "dbeta": np.zeros(D, dtype),
        "eps": eps,
    }


def forward(x, cache):
    centered = x - x.mean(axis=-1, keepdims=True)
    var = (centered**2).mean(axis=-1, keepdims=True)
    rstd = 1 / np.sqrt(var + cache["eps"])
    xhat = centered * rstd
    cache["xhat"], cache["rstd"] = xhat, rstd
    return cache["gamma"] * xhat + cache["beta"]


def backward(dout, cache):
    xhat, rstd = cache["xhat"], cache["rstd"]
    rows = tuple(range(dout.ndim - 1))
    cache["dbeta"] = dout.sum(axis=rows)
    cache["dgamma"] = (dout * xhat).sum(axis=rows)
    dxhat = dout * cache["gamma"]
    dx = dxhat - dxhat.mean(axis=-1, keepdims=True)
    dx = dx - xhat * (dxhat * xhat).mean(axis=-1, keepdims=True)
    return dx * rstd
