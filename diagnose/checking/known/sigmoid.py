"""Sigmoid: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.relu import large, several
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.chain import CHAIN
from diagnose.checking.wrong.sigmoid import squash

FORMULA = {"out": "out = 1 / (1 + exp(-x))", "dx": "dx = dout * out * (1 - out)"}


def sweep(draw) -> list[At]:
    """Return the points: shapes, and numbers at which exp overflows."""
    return [
        *several(draw),
        At("large numbers", large(draw, 4, 3), trait="large"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "out is right for positive x only",
        "out is 1 / (1 + exp(-abs(x))), the sigmoid of abs(x): below 0 it is z / (1 + z), with "
        "z = exp(-abs(x)).",
        lambda t: squash(abs(t.x)),
    ),
    Mistake(
        "out",
        "out is right for negative x only",
        "out is z / (1 + z) with z = exp(-abs(x)), the sigmoid of -abs(x): above 0 it is "
        "1 / (1 + z).",
        lambda t: squash(-abs(t.x)),
    ),
    Mistake(
        "out",
        "the minus in exp is left out",
        "out is 1 / (1 + exp(x)), which falls: it should be exp(-x) below.",
        lambda t: squash(-t.x),
    ),
    Mistake(
        "out",
        "out is a tanh",
        "out is tanh(x), between -1 and 1: a sigmoid lies between 0 and 1.",
        lambda t: np.tanh(t.x),
    ),
    Mistake(
        "out",
        "the plus one is a minus",
        "out is 1 / (1 - exp(-x)): it should be 1 + exp(-x) below.",
        lambda t: 1 / -np.expm1(-t.x),
    ),
    Mistake(
        "dx",
        "the slope is out",
        "dx is dout * out: the slope of a sigmoid is out * (1 - out), so 1 - out is missing.",
        lambda t: t.dout * t.out,
    ),
    Mistake(
        "dx",
        "the slope is one minus out",
        "dx is dout * (1 - out): the slope of a sigmoid is out * (1 - out), so out is missing.",
        lambda t: t.dout * (1 - t.out),
    ),
    Mistake(
        "dx",
        "the slope is taken at x",
        "dx is dout * x * (1 - x): the formula is in out, not in x. Save out in forward.",
        lambda t: t.dout * t.x * (1 - t.x),
    ),
    Mistake(
        "dx",
        "out is squashed again",
        "dx is dout * s * (1 - s) with s the sigmoid of out: out is the sigmoid of x already.",
        lambda t: t.dout * squash(t.out) * (1 - squash(t.out)),
    ),
    Mistake(
        "dx",
        "the slope is a tanh's",
        "dx is dout * (1 - out^2), which is the slope of tanh: a sigmoid's is out * (1 - out).",
        lambda t: t.dout * (1 - t.out**2),
    ),
    Mistake(
        "dx",
        "one minus out has out squared",
        "dx is dout * out * (1 - out^2): the slope of a sigmoid is out * (1 - out).",
        lambda t: t.dout * t.out * (1 - t.out**2),
    ),
    Mistake(
        "dx",
        "the minus is a plus",
        "dx is dout * out * (1 + out): the slope of a sigmoid is out * (1 - out).",
        lambda t: t.dout * t.out * (1 + t.out),
    ),
    Mistake(
        "dx",
        "the inner derivative is left out",
        "dx is dout * out^2, the slope of 1 / z alone: multiply by exp(-x), that of 1 + "
        "exp(-x), which leads to out * (1 - out).",
        lambda t: t.dout * t.out**2,
    ),
    Mistake(
        "dx",
        "the slope is taken at dout",
        "dx is dout * (1 - dout): the slope is that of out, and dx = dout * out * (1 - out).",
        lambda t: t.dout * (1 - t.dout),
    ),
    Mistake(
        "dx",
        "one factor is of dout",
        "dx is dout * out * (1 - dout): it is 1 - out that belongs there.",
        lambda t: t.dout * t.out * (1 - t.dout),
    ),
    Mistake(
        "dx",
        "one factor is of x",
        "dx is dout * out * (1 - x): it is 1 - out that belongs there.",
        lambda t: t.dout * t.out * (1 - t.x),
    ),
    *CHAIN,
]
