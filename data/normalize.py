"""Normalize: give each channel mean 0 and deviation 1, by figures from the training set alone.

    out = (x - mean) / std

Inputs that are all positive, as pixels are, push all weights of a unit the same way at each
step, and inputs of unequal size give the weights unequal rates. The figures are part of the
net: what it is shown later is normalized by the same ones.

Shapes
    x, out       (N, C, ...)    images or points; mean and std are over all axes but C
    mean, std    (C,)

Source
    LeCun et al., "Efficient BackProp" (1998), 4.3; CS231n, "Neural Networks 2".
"""

import math

import numpy as np

from arrays.blocks import slices
from arrays.threads import each

BLOCK = 1 << 16  # numbers at a time


def measure(x: np.ndarray, rows=1000) -> dict:
    """Return {"mean", "std"} in float32, summed a block of rows at a time.

    The std of a constant channel is given as 1. Raises ValueError for no examples.
    """
    if not len(x):
        raise ValueError("normalization figures need one or more examples")
    others = (0, *range(2, x.ndim))
    n = x.size // x.shape[1]
    parts = [x[start : start + rows] for start in range(0, len(x), rows)]
    mean = sum(each(lambda part: part.sum(others, dtype=np.float64), parts)) / n
    centre = mean.reshape(-1, *[1] * (x.ndim - 2))
    var = sum(each(lambda part: ((part - centre) ** 2).sum(others), parts)) / n
    std = np.sqrt(var)
    std[std <= 1e-7 * abs(mean)] = 1  # a constant, but for the rounding of its mean
    return {"mean": mean.astype(np.float32), "std": std.astype(np.float32)}


def apply(x: np.ndarray, figures: dict) -> np.ndarray:
    """Return x normalized, in float32. Raises ValueError if x has other channels."""
    mean, std = figures["mean"], figures["std"]
    if x.shape[1] != len(mean):
        raise ValueError(f"x has {x.shape[1]} channels, and was normalized with {len(mean)}")
    shape = (-1, *[1] * (x.ndim - 2))
    mean, std, out = mean.reshape(shape), std.reshape(shape), np.empty(x.shape, np.float32)

    def fill(some):
        out[some] = (x[some] - mean) / std

    each(fill, slices(len(x), math.prod(x.shape[1:]), BLOCK))
    return out
