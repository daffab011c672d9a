"""Tanh: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.relu import large, several
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.chain import CHAIN

FORMULA = {
    "out": "out = (exp(x) - exp(-x)) / (exp(x) + exp(-x))",
    "dx": "dx = dout * (1 - out * out)",
}


def sweep(draw) -> list[At]:
    """Return the points: shapes, and numbers at which exp overflows."""
    return [
        *several(draw),
        At("large numbers", large(draw, 4, 3), trait="large"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "out is a sigmoid",
        "out is 1 / (1 + exp(-x)), between 0 and 1: tanh lies between -1 and 1.",
        lambda t: (1 + np.tanh(t.x / 2)) / 2,
    ),
    Mistake(
        "out",
        "out is stretched to twice the width",
        "out is 2 * sigmoid(x) - 1, which is tanh(x / 2): tanh(x) = 2 * sigmoid(2 * x) - 1.",
        lambda t: np.tanh(t.x / 2),
    ),
    Mistake(
        "out",
        "the denominator is two",
        "out is (exp(x) - exp(-x)) / 2, the sinh: divide by exp(x) + exp(-x).",
        lambda t: np.sinh(t.x),
    ),
    Mistake(
        "out",
        "the fraction is upside down",
        "out is (exp(x) + exp(-x)) / (exp(x) - exp(-x)): the difference belongs on top.",
        lambda t: 1 / np.tanh(t.x),
    ),
    Mistake(
        "dx",
        "out is not squared",
        "dx is dout * (1 - out): the slope of tanh is 1 - out * out.",
        lambda t: t.dout * (1 - t.out),
    ),
    Mistake(
        "dx",
        "the minus is a plus",
        "dx is dout * (1 + out^2): the slope of tanh is 1 - out^2.",
        lambda t: t.dout * (1 + t.out**2),
    ),
    Mistake(
        "dx",
        "the slope is taken at x",
        "dx is dout * (1 - x^2): the formula is in out, not in x. Save out in forward.",
        lambda t: t.dout * (1 - t.x**2),
    ),
    Mistake(
        "dx",
        "tanh is taken again",
        "dx is dout * (1 - tanh(out)^2): out is tanh(x) already, so the slope is 1 - out^2.",
        lambda t: t.dout * (1 - np.tanh(t.out) ** 2),
    ),
    Mistake(
        "dx",
        "the slope is a sigmoid's",
        "dx is dout * out * (1 - out), a sigmoid's: the slope of tanh is 1 - out * out.",
        lambda t: t.dout * t.out * (1 - t.out),
    ),
    Mistake(
        "dx",
        "the one is left out",
        "dx is dout * out^2: the slope of tanh is 1 - out^2.",
        lambda t: t.dout * t.out**2,
    ),
    Mistake(
        "dx",
        "the slope is out",
        "dx is dout * out: multiply dout by the slope of out, 1 - out * out.",
        lambda t: t.dout * t.out,
    ),
    Mistake(
        "dx",
        "the slope is squared",
        "dx is dout * (1 - out^2)^2: the slope is 1 - out^2, once.",
        lambda t: t.dout * (1 - t.out**2) ** 2,
    ),
    Mistake(
        "dx",
        "the slope is taken at dout",
        "dx is dout * (1 - dout^2): the slope is that of out, 1 - out^2.",
        lambda t: t.dout * (1 - t.dout**2),
    ),
    Mistake(
        "dx",
        "dout stands inside the bracket",
        "dx is 1 - dout * out^2: dout multiplies the whole slope, dx = dout * (1 - out^2).",
        lambda t: 1 - t.dout * t.out**2,
    ),
    *CHAIN,
]
