"""Log: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.relu import several
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.chain import CHAIN

FORMULA = {"out": "out = log(x)", "dx": "dx = dout / x"}


def sweep(draw) -> list[At]:
    """Return the points: shapes, and numbers far from 1, all above 0."""
    return [
        *several(draw.positive),
        At("small numbers", 1e-3 * draw.positive(4, 3)),
        At("large numbers", 1000 * draw.positive(4, 3), trait="large"),
    ]


MISTAKES = [
    Mistake("out", "out is to base 2", "out is log2(x): use np.log.", lambda t: np.log2(t.x)),
    Mistake(
        "out", "out is to base 10", "out is log10(x): use np.log.", lambda t: np.log10(t.x)
    ),
    Mistake(
        "out",
        "one is added",
        "out is log(1 + x), which is np.log1p: use np.log.",
        lambda t: np.log1p(t.x),
    ),
    Mistake(
        "dx",
        "dout is multiplied by x",
        "dx is dout * x: the slope of log(x) is 1 / x, so divide.",
        lambda t: t.dout * t.x,
    ),
    Mistake(
        "dx",
        "dout is divided by out",
        "dx is dout / out: the slope is 1 / x, of the input. Save x in forward.",
        lambda t: t.dout / t.out,
    ),
    Mistake(
        "dx",
        "dout is multiplied by out",
        "dx is dout * out: multiply dout by the slope of out, 1 / x.",
        lambda t: t.dout * t.out,
    ),
    Mistake(
        "dx",
        "x is squared",
        "dx is dout / x^2, the slope of 1 / x but for its sign: that of log(x) is 1 / x.",
        lambda t: t.dout / t.x**2,
    ),
    Mistake(
        "dx",
        "the slope is 1",
        "dx is dout itself: the slope of log(x) is 1 / x.",
        lambda t: t.dout,
    ),
    Mistake(
        "dx",
        "the fraction is upside down",
        "dx is x / dout: it should be dout / x.",
        lambda t: t.x / t.dout,
    ),
    Mistake(
        "dx",
        "exp is taken of x",
        "dx is dout / exp(x): the slope of log(x) is 1 / x, so divide by x itself.",
        lambda t: t.dout * np.exp(-t.x),
    ),
    Mistake(
        "dx",
        "the logarithm is taken of dout",
        "dx is made of log(abs(dout)): the logarithm was of x, so dx = dout / x.",
        lambda t: np.log(abs(t.dout)),
    ),
    Mistake(
        "dx",
        "one is added to x",
        "dx is dout / (1 + x), the slope of log(1 + x): that of log(x) is 1 / x.",
        lambda t: t.dout / (1 + t.x),
    ),
    *CHAIN,
]
