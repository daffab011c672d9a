"""Maximum: out = the largest of x[0], x[1], ..., of arrays that broadcast together.

Of several that are the largest, the first takes the gradient.
"""

import numpy as np


def init():
    return {}


def forward(x, cache):
    out = x[0]
    for a in x[1:]:
        out = np.maximum(out, a)
    cache["x"], cache["out"] = x, out
    return out


def backward(dout, cache):
    x, out, dx = cache["x"], cache["out"], []
    free = np.ones(np.shape(out), bool)
    for a in x:
        on = (a == out) & free
        free = free & ~on
        dx.append(unbroadcast(dout * on, np.shape(a)))
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
