"""Scale: out = a * x, with a fixed number a.

Shapes
    x, dx, out, dout    any, all the same

Gradient
    The slope is a everywhere:

        dx = a * dout

    Many in a row multiply up, a^T after T of them: gradients vanish with |a| < 1 and explode
    with |a| > 1, as a recurrent net's do with its weights.

Source
    CS231n, "Backpropagation, Intuitions", where f_a(x) = a x with a = -1 opens the sigmoid.
"""

import math

import numpy as np


def init(a: float) -> dict:
    """Keep a. Raises ValueError unless it is finite."""
    if not math.isfinite(a):
        raise ValueError(f"scale needs a finite a, not a={a}")
    return {"a": float(a)}  # one of NumPy's would make float32 float64


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out."""
    return cache["a"] * x


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    return cache["a"] * dout
