"""Batch normalization of each channel: out = gamma * (x - mean) / sqrt(var + eps) + beta."""

import numpy as np


def init(C, *, momentum=0.9, eps=1e-5, dtype=np.float32):
    return {
        "gamma": np.ones(C, dtype),
        "beta": np.zeros(C, dtype),
        "dgamma": np.zeros(C, dtype),
        "dbeta": np.zeros(C, dtype),
        "running_mean": np.zeros(C, dtype),
        "running_var": np.ones(C, dtype),
        "momentum": momentum,
        "eps": eps,
        "train": True,
    }


def layout(x):
    """Return the axes that are summed over, and the shape in which (C,) meets x."""
    return (0, *range(2, x.ndim)), (1, -1) + (1,) * (x.ndim - 2)


def forward(x, cache):
    axes, shape = layout(x)
    if cache["train"]:
        n = x.size // x.shape[1]
        if n < 2:
            raise ValueError("one entry a channel has no variance")
        mean = x.mean(axis=axes)
        var = x.var(axis=axes)
        m = cache["momentum"]
        cache["running_mean"] = m * cache["running_mean"] + (1 - m) * mean
        cache["running_var"] = m * cache["running_var"] + (1 - m) * var * n / (n - 1)
    else:
        mean, var = cache["running_mean"], cache["running_var"]
    rstd = 1 / np.sqrt(var + cache["eps"]).reshape(shape)
    xhat = (x - mean.reshape(shape)) * rstd
    cache["xhat"], cache["rstd"], cache["by_batch"] = xhat, rstd, cache["train"]
    return cache["gamma"].reshape(shape) * xhat + cache["beta"].reshape(shape)


def backward(dout, cache):
    axes, shape = layout(dout)
    xhat, rstd = cache["xhat"], cache["rstd"]
    cache["dbeta"] = dout.sum(axis=axes)
    cache["dgamma"] = (dout * xhat).sum(axis=axes)
    dxhat = dout * cache["gamma"].reshape(shape)
    if not cache["by_batch"]:
        return dxhat * rstd
    dmean = dxhat.mean(axis=axes, keepdims=True)
    dvar = (dxhat * xhat).mean(axis=axes, keepdims=True)
    return rstd * (dxhat - dmean - xhat * dvar)
