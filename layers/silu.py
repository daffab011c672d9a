"""Sigmoid linear unit, or swish: out = x s(x), with s(x) = 1 / (1 + exp(-x)) the sigmoid.

Shapes
    x, dx, s, out, dout    any, all the same

Gradient
    The sigmoid's slope is s (1 - s), so by the product rule

        dout/dx = s + x s (1 - s),    and x s is out:
        dx = dout * (s + out * (1 - s))

    The slope is 1/2 at 0, 1 far on the right and 0 far on the left, and negative left of
    x = -1.28, where out is least, -0.28. It is a gate that x opens for itself.

Source
    Elfwing, Uchibe and Doya (2017), arXiv:1702.03118; as swish, Ramachandran, Zoph and Le
    (2017), arXiv:1710.05941. Agrees with torch.nn.SiLU.
"""

import numpy as np

from arrays.entrywise import entrywise
from layers import sigmoid


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save s and out."""
    cache["out"], cache["s"] = entrywise(gated, x, dtypes=(None, None))
    return cache["out"]


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    return entrywise(slope_times, dout, cache["out"], cache["s"])


def gated(x, out, s):
    sigmoid.squash(x, s)
    np.multiply(x, s, out=out)


def slope_times(dout, out, s, dx):
    np.subtract(1, s, out=dx)
    dx *= out
    dx += s
    dx *= dout
