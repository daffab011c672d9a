"""Softplus: out = log(1 + e^x), entry by entry, a ReLU with its corner rounded.

Shapes
    x, dx, out, dout    any, all the same

Gradient
    Differentiate the logarithm, and divide above and below by e^x:

        dout/dx = e^x / (1 + e^x) = 1 / (1 + exp(-x))
        dx = dout * sigmoid(x)

    A ReLU's slope is a step, this one's a sigmoid; and out > 0, so it can be a deviation or
    a rate. It is off from the ReLU by log 2 at 0, and by e^-|x| or less on both sides:

        log(1 + e^x) = max(x, 0) + log(1 + e^-|x|)

    which is how it is computed: e^x could overflow, e^-|x| cannot.

Source
    Dugas et al. (2000), "Incorporating Second-Order Functional Knowledge for Better Option
    Pricing". torch.nn.Softplus returns x itself beyond x = 20, which is off by 2e-9.
"""

import numpy as np

from arrays.entrywise import entrywise
from layers import sigmoid


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save x."""
    cache["x"] = x
    return entrywise(rounded_corner, x)


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    return entrywise(slope_times, dout, cache["x"])


def rounded_corner(x, out):
    np.negative(x, out=out)
    np.minimum(x, out, out=out)  # -|x|, in a form that holds for complex x too
    np.exp(out, out=out)
    np.log1p(out, out=out)  # log(1 + z) would lose a z below 1e-7
    out += np.maximum(x, 0)


def slope_times(dout, x, dx):
    sigmoid.squash(x, dx)
    dx *= dout
