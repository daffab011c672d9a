"""Sigmoid: out = 1 / (1 + exp(-x)), entry by entry, which squashes x into 0..1.

Shapes
    x, dx, out, dout    any, all the same

Gradient
    Differentiate the quotient, and write the result in terms of out, where it is short:

        dout/dx = exp(-x) / (1 + exp(-x))^2 = out * (1 - out)
        dx = dout * out * (1 - out)

    The slope is at most 1/4, and near 0 wherever out is near 0 or 1: a saturated unit passes
    no gradient on, and of ten sigmoids in a row at most 1/4^10, a millionth, is left.

    exp(-x) overflows for large negative x. With z = exp(-|x|), which cannot,

        out = 1 / (1 + z) where x > 0,    z / (1 + z) elsewhere

Source
    CS231n, "Backpropagation, Intuitions"; LeCun et al., "Efficient BackProp" (1998), 4.4.
"""

import numpy as np


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out, and save it: the slope reads best from there."""
    z = np.exp(np.minimum(x, -x))  # -|x|, in a form that holds for complex x too
    cache["out"] = out = np.maximum(z, x > 0) / (1 + z)  # max is 1 where x > 0, as z <= 1
    return out


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    out = cache["out"]
    return dout * out * (1 - out)
