"""Leaky rectified linear unit: out = x where x > 0, slope * x elsewhere."""

import numpy as np


def init(slope=0.01):
    return {"slope": float(slope)}


def forward(x, cache):
    cache["x"] = x
    return np.where(x > 0, x, cache["slope"] * x)


def backward(dout, cache):
    on = cache["x"] > 0
    return np.where(on, dout, cache["slope"] * dout)
