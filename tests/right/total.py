"""Total: out = sum_n x[n], over the first axis."""

import numpy as np


def init():
    return {}


def forward(x, cache):
    cache["shape"], cache["dtype"] = x.shape, x.dtype
    return x.sum(axis=0)


def backward(dout, cache):
    dx = np.zeros(cache["shape"], cache["dtype"])
    dx[:] = dout
    return dx
