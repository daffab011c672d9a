"""Square: out = x^2, entry by entry.

Shapes
    x, dx, out, dout    any, all the same

Gradient
    x * x uses x twice, and the gradients of both uses add up: dout * x + dout * x, or

        dx = dout * 2 * x

    The slope is in proportion to x, so of squared errors the largest pull the most, and one
    that is far out can drown the rest.

Source
    CS231n, "Backpropagation, Intuitions": in its staged computation, xpysqr = xpy**2.
"""

import numpy as np


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save x."""
    cache["x"] = x
    return x * x


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    return dout * 2 * cache["x"]
