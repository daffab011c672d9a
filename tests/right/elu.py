"""Exponential linear unit: out = x where x > 0, alpha (e^x - 1) elsewhere."""

import numpy as np


def init(alpha=1.0):
    return {"alpha": float(alpha)}


def forward(x, cache):
    cache["x"] = x
    left = cache["alpha"] * np.expm1(np.minimum(x, 0))
    return np.where(x > 0, x, left)


def backward(dout, cache):
    x, alpha = cache["x"], cache["alpha"]
    slope = alpha * np.exp(np.minimum(x, 0))
    return np.where(x > 0, dout, dout * slope)
