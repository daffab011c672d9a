"""ReLU: where to try it, and its wrong derivations; and points for all entrywise layers."""

import numpy as np

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.chain import CHAIN

FORMULA = {"out": "out = max(x, 0)", "dx": "dx = dout * (x > 0)"}


def several(draw, init=()) -> list[At]:
    """Return points of several shapes, for a layer that acts entry by entry."""
    return [
        At("x of two axes", draw(5, 3), init),
        At("one example", draw(1, 3), init, trait="one example"),
        At("a single number", draw(1, 1), init, trait="one feature"),
        At("x of one axis", draw(4), init, trait="more axes"),
        At("x of three axes", draw(2, 3, 4), init, trait="more axes"),
    ]


def large(draw, *shape: int) -> np.ndarray:
    """Return numbers around +-1000, but for the first row, which keeps the scale of dx."""
    x = 1000 * draw(*shape)
    x[0] /= 1000
    return x


def with_zeros(draw) -> np.ndarray:
    """Return an array in which some entries are 0 exactly."""
    x = draw(4, 3)
    x[draw.mask(4, 3)] = 0
    return x


def sweep(draw) -> list[At]:
    """Return the points: shapes, large numbers, and zeros, where the kink is."""
    return [
        *several(draw),
        At("large numbers", large(draw, 4, 3), trait="large"),
        At("x of 0, at the kink", with_zeros(draw), trait="kink"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "out is the other side",
        "out keeps x where it is below 0 and is 0 above: it is min(x, 0), and should be "
        "max(x, 0).",
        lambda t: np.minimum(t.x, 0),
    ),
    Mistake(
        "out",
        "out is the absolute value",
        "out is abs(x): where x < 0 it should be 0, not -x.",
        lambda t: abs(t.x),
    ),
    Mistake(
        "out",
        "out is the mask",
        "out is 1 where x > 0: it should be x there, the mask times x.",
        lambda t: np.where(t.x > 0, 1.0, 0.0),
    ),
    Mistake(
        "out",
        "out is a leaky relu's",
        "out is 0.01 * x where x < 0: a ReLU is 0 there.",
        lambda t: np.where(t.x > 0, t.x, 0.01 * t.x),
    ),
    Mistake(
        "dx",
        "the mask is made of dout",
        "The mask is dout > 0. It is x that was cut off in forward: dx = dout * (x > 0).",
        lambda t: t.dout * (t.dout > 0),
    ),
    Mistake(
        "dx",
        "both x and dout are masked",
        "dx is 0 also where dout < 0. Only the sign of x counts: dx = dout * (x > 0), and dout "
        "may be negative.",
        lambda t: t.dout * (t.dout > 0) * (t.x > 0),
    ),
    Mistake(
        "dx",
        "the mask is the wrong way round",
        "dout passes where x < 0 and is stopped where x > 0: the mask should be x > 0.",
        lambda t: t.dout * (t.x < 0),
    ),
    Mistake(
        "dx",
        "dout is multiplied by out",
        "dx is dout * max(x, 0): the slope where x > 0 is 1, not x. Multiply by the mask x > "
        "0.",
        lambda t: t.dout * np.maximum(t.x, 0),
    ),
    Mistake(
        "dx",
        "dout is multiplied by x",
        "dx is dout * x: the slope is 1 where x > 0 and 0 elsewhere, so dx = dout * (x > 0).",
        lambda t: t.dout * t.x,
    ),
    Mistake(
        "dx",
        "the slope is -1 on the left",
        "dx is -dout where x < 0, as if out were abs(x): out does not move there, and dx is 0.",
        lambda t: t.dout * np.sign(t.x),
    ),
    Mistake(
        "dx",
        "the slope is a leaky relu's",
        "dx is 0.01 * dout where x < 0: a ReLU lets nothing through there.",
        lambda t: t.dout * np.where(t.x > 0, 1, 0.01),
    ),
    *CHAIN,
]
