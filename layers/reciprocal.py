"""Reciprocal: out = 1 / x, entry by entry, for x other than 0.

Shapes
    x, dx, out, dout    any, all the same

Gradient
    Differentiate both sides of out * x = 1:  dout/dx * x + out = 0, so

        dout/dx = -out / x = -1 / x^2
        dx = -dout * out * out

    A quotient a / b is multiply of a and the reciprocal of b.

Source
    CS231n, "Backpropagation, Intuitions", where it is the last of the sigmoid's gates.
"""

import numpy as np


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out, and save it: the slope reads best from there."""
    cache["out"] = out = 1 / x
    return out


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    out = cache["out"]
    return -dout * out * out
