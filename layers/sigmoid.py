"""Sigmoid: out = 1 / (1 + exp(-x)), entry by entry, which squashes x into 0..1.

Shapes
    x, dx, out, dout    any, all the same

Gradient
    Differentiate the quotient, and write the result in terms of out, where it is short:

        dout/dx = exp(-x) / (1 + exp(-x))^2 = out * (1 - out)
        dx = dout * out * (1 - out)

    The slope is at most 1/4, and near 0 wherever out is near 0 or 1: a saturated unit passes
    no gradient on, and of ten sigmoids in a row at most 1/4^10, a millionth, is left.

    exp(-x) overflows for large negative x, and its inf gives out = 0. That is right to the
    last digit but where out itself is smaller than what has all its digits, 1e-38 in float32.

Source
    CS231n, "Backpropagation, Intuitions"; LeCun et al., "Efficient BackProp" (1998), 4.4.
"""

import numpy as np

from arrays.entrywise import entrywise


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out, and save it: the slope reads best from there."""
    cache["out"] = entrywise(squash, x)
    return cache["out"]


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    return entrywise(slope_times, dout, cache["out"])


def squash(x, out):
    np.negative(x, out=out)
    with np.errstate(over="ignore"):
        np.exp(out, out=out)
    out += 1
    np.divide(1, out, out=out)


def slope_times(dout, out, dx):
    np.subtract(1, out, out=dx)
    dx *= out
    dx *= dout
