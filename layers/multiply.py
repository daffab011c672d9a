"""Multiply: out = x[0] * x[1] * ..., of two or more arrays that broadcast together.

Shapes
    x, dx        a tuple, each of any shape that broadcasts with the others, () included
    out, dout    the shape they broadcast to

Gradient
    The slope in one input is the product of the others. Of two, a and b, each has the other's
    value for its slope: the gate switches them.

        da = dout * b,    db = dout * a               each summed over the axes it was spread on
        dx[i] = dout * product of x[j], j not i       not out / x[i], which fails at 0

    So the size of the data is the size of the gradient of its weights: in x * w, x a thousand
    times larger makes dw as much larger, and wants a learning rate a thousand times smaller.
    That is why data are normalized first.

Source
    CS231n, "Backpropagation, Intuitions": the multiply gate and its "unintuitive effects".
"""

from functools import reduce

import numpy as np

from arrays.broadcast import shapes, unbroadcast


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: tuple, cache: dict) -> np.ndarray:
    """Return out; save x and its shapes. TypeError if x is not a tuple."""
    cache["x"], cache["shapes"] = x, shapes(x)
    return reduce(np.multiply, x)


def backward(dout: np.ndarray, cache: dict) -> tuple:
    """Return dx, a tuple."""
    x, dx = cache["x"], []
    for i, shape in enumerate(cache["shapes"]):
        others = x[:i] + x[i + 1 :]
        dx.append(unbroadcast(reduce(np.multiply, others, dout), shape))
    return tuple(dx)
