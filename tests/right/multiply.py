"""Multiply: out = x[0] * x[1] * ..., of arrays that broadcast together."""

import numpy as np


def init():
    return {}


def forward(x, cache):
    cache["x"] = x
    out = x[0]
    for a in x[1:]:
        out = out * a
    return out


def backward(dout, cache):
    x, dx = cache["x"], []
    for i in range(len(x)):
        grad = dout
        for j in range(len(x)):
            if j != i:
                grad = grad * x[j]
        dx.append(unbroadcast(grad, np.shape(x[i])))
    return tuple(dx)


def unbroadcast(dout, shape):
    """Return dout summed over the axes that broadcasting to it added or stretched."""
    dout = np.asarray(dout)
    while dout.ndim > len(shape):
        dout = dout.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            dout = dout.sum(axis=axis, keepdims=True)
    return dout
