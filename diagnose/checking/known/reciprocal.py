"""Reciprocal: where to try it, and its wrong derivations."""

from diagnose.checking.known.relu import several
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.chain import CHAIN

FORMULA = {"out": "out = 1 / x", "dx": "dx = -dout * out * out"}


def sweep(draw) -> list[At]:
    """Return the points: shapes, and numbers far from 1."""
    return [
        *several(draw),
        At("large numbers", 1000 * draw(4, 3), trait="large"),
        At("small numbers", 1e-3 * draw(4, 3)),
    ]


MISTAKES = [
    Mistake(
        "out",
        "out is the slope",
        "out is -1 / x^2, the slope of 1 / x: out is 1 / x.",
        lambda t: -1 / t.x**2,
    ),
    Mistake("out", "x is squared", "out is 1 / x^2: it should be 1 / x.", lambda t: 1 / t.x**2),
    Mistake(
        "out", "the minus is too many", "out is -1 / x: it should be 1 / x.", lambda t: -1 / t.x
    ),
    Mistake(
        "dx",
        "out is not squared",
        "dx is -dout * out: the slope of 1 / x is -1 / x^2, so multiply by out once more.",
        lambda t: -t.dout * t.out,
    ),
    Mistake(
        "dx",
        "the slope is out",
        "dx is dout * out: multiply dout by the slope of out, -out * out.",
        lambda t: t.dout * t.out,
    ),
    Mistake(
        "dx",
        "dout is divided by the square of out",
        "dx is -dout / out^2, which is -dout * x^2: the slope is -out^2, so multiply.",
        lambda t: -t.dout * t.x**2,
    ),
    Mistake(
        "dx",
        "x stands for out",
        "dx is dout * x^2: the slope of 1 / x is -1 / x^2, which is -out * out. Save out, "
        "and put the minus.",
        lambda t: t.dout * t.x**2,
    ),
    Mistake(
        "dx",
        "one factor too many",
        "dx is -dout * out^3: the slope of 1 / x is -1 / x^2, -out * out.",
        lambda t: -t.dout * t.out**3,
    ),
    Mistake(
        "dx",
        "the exponent's factor is that of a square",
        "dx is -2 * dout / x^3, the slope of 1 / x^2: that of 1 / x is -1 / x^2.",
        lambda t: -2 * t.dout / t.x**3,
    ),
    Mistake(
        "dx",
        "the slope is minus one",
        "dx is -dout: the slope is -1 / x^2, so -dout * out * out.",
        lambda t: -t.dout,
    ),
    Mistake(
        "dx",
        "the reciprocal is of dout",
        "dx is -1 / dout^2: the slope is to be taken at x, and dx = -dout / x^2.",
        lambda t: -1 / t.dout**2,
    ),
    *CHAIN,
]
