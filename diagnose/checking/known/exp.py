"""Exp: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.relu import several
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.chain import CHAIN

FORMULA = {"out": "out = exp(x)", "dx": "dx = dout * out"}


def sweep(draw) -> list[At]:
    """Return the points: shapes, and numbers whose exponential is very large or small."""
    return [
        *several(draw),
        At("numbers of up to 300", 300 * np.tanh(draw(4, 3)), trait="large"),
    ]


MISTAKES = [
    Mistake("out", "out is a power of 2", "out is 2^x: use np.exp.", lambda t: np.exp2(t.x)),
    Mistake("out", "out is a power of 10", "out is 10^x: use np.exp.", lambda t: 10.0**t.x),
    Mistake(
        "out",
        "one is taken off",
        "out is exp(x) - 1, which is np.expm1: use np.exp.",
        lambda t: np.expm1(t.x),
    ),
    Mistake(
        "out",
        "the exponent has a minus",
        "out is exp(-x): it should be exp(x).",
        lambda t: np.exp(-t.x),
    ),
    Mistake(
        "out",
        "the largest x is taken off",
        "out is exp(x - x.max()), as in a softmax, where a common factor cancels: here it "
        "does not, so take exp(x) itself.",
        lambda t: np.exp(t.x - t.x.max()),
    ),
    Mistake(
        "out",
        "the largest of each row is taken off",
        "out is exp(x - max of its row), as in a softmax, where a common factor cancels: "
        "here it does not, so take exp(x) itself.",
        lambda t: np.exp(t.x - t.x.max(axis=-1, keepdims=True)),
    ),
    Mistake(
        "dx",
        "the slope is 1",
        "dx is dout itself: the exponential is its own slope, so dx = dout * out.",
        lambda t: t.dout,
    ),
    Mistake(
        "dx",
        "the slope is x",
        "dx is dout * x: the exponential is its own slope, so multiply by out, not by x.",
        lambda t: t.dout * t.x,
    ),
    Mistake(
        "dx",
        "the rule for powers is used",
        "dx is dout * x * exp(x - 1), the rule for x^n: here x is the exponent, and the slope "
        "is exp(x).",
        lambda t: t.dout * t.x * np.exp(t.x - 1),
    ),
    Mistake(
        "dx",
        "exp is taken again",
        "dx is dout * exp(out): out is exp(x) already, and is the slope.",
        lambda t: t.dout * np.exp(t.out),
    ),
    Mistake(
        "dx",
        "dout is divided by out",
        "dx is dout / out: the slope of exp is out, so multiply.",
        lambda t: t.dout / t.out,
    ),
    Mistake(
        "dx",
        "the slope has a factor x",
        "dx is dout * x * exp(x): the slope of exp(x) is exp(x) alone.",
        lambda t: t.dout * t.x * t.out,
    ),
    Mistake(
        "dx",
        "exp is taken of dout",
        "dx is exp(dout): the exponential was of x, so dx = dout * exp(x).",
        lambda t: np.exp(t.dout),
    ),
    Mistake(
        "dx",
        "dout stands in the exponent",
        "dx is exp(dout * x): dout multiplies the slope from outside, dx = dout * exp(x).",
        lambda t: np.exp(t.dout * t.x),
    ),
    *CHAIN,
]
