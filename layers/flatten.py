"""Flatten: out = x with all axes but the first laid out as one.

Shapes
    x, dx        (N, ...)
    out, dout    (N, D)    D = the product of the other axes; 1 where there are none

Gradient
    Entries only change their places, so each gradient goes back to where its entry was.

        dx = dout in the shape of x

Source
    torch.nn.Flatten. Images lie in (C, H, W) order, so feature d is pixel d % (H W).
"""

import math

import numpy as np


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out, a view of x where its memory order allows one; save the shape."""
    cache["shape"] = x.shape
    return x.reshape(x.shape[0], math.prod(x.shape[1:]))


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    return dout.reshape(cache["shape"])
