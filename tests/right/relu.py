"""Rectified linear unit: out = max(x, 0)."""

import numpy as np


def init():
    return {}


def forward(x, cache):
    cache["x"] = x
    return np.maximum(x, 0)


def backward(dout, cache):
    return dout * (cache["x"] > 0)
