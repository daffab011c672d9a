"""Group normalization: each of G groups of channels of one image gets mean 0, variance 1."""

import numpy as np


def init(C, G, *, eps=1e-5, dtype=np.float32):
    return {
        "gamma": np.ones(C, dtype),
        "beta": np.zeros(C, dtype),
        "dgamma": np.zeros(C, dtype),
        "dbeta": np.zeros(C, dtype),
        "G": G,
        "eps": eps,
    }


def grouped(x, G):
    """Return x as (N, G, entries of a group)."""
    N, C, *places = x.shape
    return x.reshape(N, G, C // G * int(np.prod(places)))


def along_channels(a, x):
    """Return a, of shape (C,), so that it broadcasts with x."""
    return a.reshape(1, -1, *[1] * (x.ndim - 2))


def forward(x, cache):
    groups = grouped(x, cache["G"])
    mean = groups.mean(axis=2, keepdims=True)
    var = groups.var(axis=2, keepdims=True)
    rstd = 1 / np.sqrt(var + cache["eps"])
    xhat = ((groups - mean) * rstd).reshape(x.shape)
    cache["xhat"], cache["rstd"] = xhat, rstd
    return along_channels(cache["gamma"], x) * xhat + along_channels(cache["beta"], x)


def backward(dout, cache):
    xhat, rstd, G = cache["xhat"], cache["rstd"], cache["G"]
    axes = (0, *range(2, dout.ndim))
    cache["dbeta"] = dout.sum(axis=axes)
    cache["dgamma"] = (dout * xhat).sum(axis=axes)
    dxhat = grouped(dout * along_channels(cache["gamma"], dout), G)
    xhat = grouped(xhat, G)
    dmean = dxhat.mean(axis=2, keepdims=True)
    dvar = (dxhat * xhat).mean(axis=2, keepdims=True)
    dx = rstd * (dxhat - dmean - xhat * dvar)
    return dx.reshape(dout.shape)
