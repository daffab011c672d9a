"""Leaky ReLU: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.relu import large, several, with_zeros
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.chain import CHAIN
from diagnose.checking.wrong.leaky_relu import sides

FORMULA = {
    "out": "out = x where x > 0, slope * x elsewhere",
    "dx": "dx = dout where x > 0, slope * dout elsewhere",
}


def sweep(draw) -> list[At]:
    """Return the points: shapes, other slopes, and zeros, where the kink is."""
    return [
        *several(draw, (0.2,)),
        At("the slope that init has by itself", draw(5, 3), trait="setting"),
        At("slope=0.7", draw(5, 3), (0.7,), trait="setting"),
        At("slope=0, a ReLU", draw(5, 3), (0.0,), trait="setting"),
        At("large numbers", large(draw, 4, 3), (0.2,), trait="large"),
        At("x of 0, at the kink", with_zeros(draw), (0.2,), trait="kink"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "out bends the other way",
        "out is slope * x where x > 0, and x below: it is x above 0 that stays as it is.",
        lambda t: sides(t, t.slope * t.x, t.x),
    ),
    Mistake(
        "out",
        "out is a relu's",
        "out is 0 where x < 0: there it should be slope * x.",
        lambda t: sides(t, t.x, 0),
    ),
    Mistake(
        "out",
        "slope is added on both sides",
        "out is max(x, 0) + slope * x, so that its slope on the right is 1 + slope: where x > "
        "0 out is x alone.",
        lambda t: sides(t, t.x, 0) + t.slope * t.x,
    ),
    Mistake(
        "out",
        "the left side rises",
        "out is -slope * x where x < 0, above 0: it should be slope * x, which is negative "
        "there.",
        lambda t: sides(t, t.x, -t.slope * t.x),
    ),
    Mistake(
        "out",
        "the left side is flat",
        "out is slope itself where x < 0: it should be slope * x.",
        lambda t: sides(t, t.x, t.slope),
    ),
    Mistake(
        "out",
        "the slope of forward is fixed",
        "out is 0.01 * x where x < 0, whatever slope is: read slope from the cache.",
        lambda t: sides(t, t.x, 0.01 * t.x),
    ),
    Mistake(
        "dx",
        "the slope of backward is fixed",
        "dx is 0.01 * dout where x < 0, whatever slope is: read slope from the cache.",
        lambda t: sides(t, 1, 0.01) * t.dout,
    ),
    Mistake(
        "dx",
        "dx is a relu's",
        "dx is 0 where x < 0: a unit that is off still passes slope * dout.",
        lambda t: sides(t, t.dout, 0),
    ),
    Mistake(
        "dx",
        "the two sides are swapped",
        "dx is slope * dout where x > 0 and dout below: it is the left side that is flatter.",
        lambda t: sides(t, t.slope, 1) * t.dout,
    ),
    Mistake(
        "dx",
        "the mask is made of dout",
        "Which side an entry is on is read off dout: it is the sign of x that tells.",
        lambda t: np.where(t.dout > 0, t.dout, t.slope * t.dout),
    ),
    Mistake(
        "dx",
        "the left slope is multiplied by x",
        "dx is dout * slope * x where x < 0, the value in place of the slope: leave x out.",
        lambda t: sides(t, 1, t.slope * t.x) * t.dout,
    ),
    Mistake(
        "dx",
        "dout is multiplied by out",
        "dx is dout * out: multiply dout by the slope of out, 1 or slope, and not by out "
        "itself.",
        lambda t: t.dout * t.out,
    ),
    Mistake(
        "dx",
        "slope is added on both sides",
        "dx is (1 + slope) * dout where x > 0: it should be dout there, and slope * dout where "
        "x < 0.",
        lambda t: sides(t, 1 + t.slope, t.slope) * t.dout,
    ),
    Mistake(
        "dx",
        "the left slope is negative",
        "dx is -slope * dout where x < 0: out = slope * x rises there too, so leave the minus "
        "out.",
        lambda t: sides(t, 1, -t.slope) * t.dout,
    ),
    Mistake(
        "dx",
        "the left side lacks dout",
        "dx is slope itself where x < 0: it should be slope * dout.",
        lambda t: sides(t, t.dout, t.slope),
    ),
    *CHAIN,
]
