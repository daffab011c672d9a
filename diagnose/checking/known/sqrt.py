"""Sqrt: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.relu import several
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.chain import CHAIN

FORMULA = {"out": "out = sqrt(x)", "dx": "dx = dout / (2 * out)"}


def sweep(draw) -> list[At]:
    """Return the points: shapes, and numbers far from 1, all above 0."""
    return [
        *several(draw.positive),
        At("small numbers", 1e-3 * draw.positive(4, 3)),
        At("large numbers", 1000 * draw.positive(4, 3), trait="large"),
    ]


MISTAKES = [
    Mistake("out", "out is a square", "out is x^2: it should be its root.", lambda t: t.x**2),
    Mistake("out", "out is half of x", "out is x / 2: use np.sqrt.", lambda t: t.x / 2),
    Mistake(
        "out",
        "out is one over the root",
        "out is 1 / sqrt(x): it should be sqrt(x).",
        lambda t: t.x**-0.5,
    ),
    Mistake(
        "out", "out is a cube root", "out is x^(1/3): use np.sqrt.", lambda t: np.cbrt(t.x)
    ),
    Mistake(
        "dx",
        "the two is forgotten",
        "dx is dout / out: the slope of sqrt(x) is 1 / (2 * out), so divide by 2 * out.",
        lambda t: t.dout / t.out,
    ),
    Mistake(
        "dx",
        "x stands for out",
        "dx is dout / (2 * x): below stands the root, 2 * out. Save out in forward.",
        lambda t: t.dout / (2 * t.x),
    ),
    Mistake(
        "dx",
        "out stands above",
        "dx is dout * out / 2: out belongs below, dout / (2 * out). In dout / 2 * out the "
        "bracket is missing.",
        lambda t: t.dout * t.out / 2,
    ),
    Mistake(
        "dx",
        "dout is multiplied by twice out",
        "dx is dout * 2 * out, a slope turned round: it should be dout / (2 * out).",
        lambda t: t.dout * 2 * t.out,
    ),
    Mistake(
        "dx",
        "the root is taken twice",
        "dx is dout / (2 * sqrt(out)): out is sqrt(x) already.",
        lambda t: t.dout / (2 * np.sqrt(t.out)),
    ),
    Mistake(
        "dx",
        "the two is in the root",
        "dx is dout / sqrt(2 * x): the 2 stands before the root, 2 * sqrt(x).",
        lambda t: t.dout / np.sqrt(2 * t.x),
    ),
    Mistake(
        "dx",
        "dx is a square's",
        "dx is 2 * dout * x, the slope of x^2: that of sqrt(x) is 1 / (2 * out).",
        lambda t: 2 * t.dout * t.x,
    ),
    Mistake(
        "dx",
        "the exponent is lowered too far",
        "dx is dout / (2 * x * out), x^(-3/2): the slope of x^(1/2) is x^(-1/2) / 2.",
        lambda t: t.dout / (2 * t.x * t.out),
    ),
    Mistake(
        "dx",
        "dout is multiplied by out",
        "dx is dout * out: multiply dout by the slope of out, 1 / (2 * out).",
        lambda t: t.dout * t.out,
    ),
    *CHAIN,
]
