"""Add: out = x[0] + x[1] + ..., of two or more arrays that broadcast together.

Shapes
    x, dx        a tuple, each of any shape that broadcasts with the others, () included
    out, dout    the shape they broadcast to

Gradient
    Every slope is 1, whatever the inputs are: the gate hands dout on to each of them, whole.
    An entry that broadcasting repeats is in several outs, and adds up their gradients.

        dx[i] = unbroadcast(dout, shape of x[i])    dout, summed over the axes it was spread on

    So the sum in a residual block, x + f(x), lets the gradient past f as if it were not there.

Source
    CS231n, "Backpropagation, Intuitions": the add gate distributes the gradient.
"""

from functools import reduce

import numpy as np

from arrays.broadcast import shapes, unbroadcast


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: tuple, cache: dict) -> np.ndarray:
    """Return out; save the inputs' shapes. TypeError if x is not a tuple."""
    cache["shapes"] = shapes(x)
    return reduce(np.add, x)


def backward(dout: np.ndarray, cache: dict) -> tuple:
    """Return dx, a tuple; an input of out's shape gets dout itself."""
    return tuple(unbroadcast(dout, shape) for shape in cache["shapes"])
