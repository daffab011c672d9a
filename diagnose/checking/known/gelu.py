"""GELU: where to try it, and its wrong derivations."""

import math

import numpy as np

from diagnose.checking.known.relu import large, several
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.chain import CHAIN
from diagnose.checking.wrong.gelu import Phi, cubic, erf, phi, slope_of_cubic

FORMULA = {
    "out": "out = x * Phi(x), Phi(x) = (1 + erf(x / sqrt 2)) / 2",
    "dx": "dx = dout * (Phi(x) + x * phi(x)), phi(x) = exp(-x^2 / 2) / sqrt(2 pi)",
}


def sweep(draw) -> list[At]:
    """Return the points: shapes, and numbers far out."""
    return [
        *several(draw),
        At("large numbers", large(draw, 4, 3), trait="large"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "out is the approximation by tanh",
        "out is x * (1 + tanh(...)) / 2, which is near x * Phi(x) but another function: use "
        "erf.",
        lambda t: t.x * (1 + np.tanh(cubic(t))) / 2,
    ),
    Mistake(
        "out",
        "out is the approximation by a sigmoid",
        "out is x * sigmoid(1.702 * x), which is only near x * Phi(x): use erf.",
        lambda t: t.x / (1 + np.exp(-1.702 * t.x)),
    ),
    Mistake(
        "out",
        "out is phi alone",
        "out is Phi(x), without the factor x: it should be x * Phi(x).",
        lambda t: Phi(t.x),
    ),
    Mistake(
        "out",
        "the root of two is left out",
        "erf is taken of x: Phi(x) = (1 + erf(x / sqrt 2)) / 2.",
        lambda t: t.x * (1 + erf(t.x)) / 2,
    ),
    Mistake(
        "out",
        "the one before erf is left out",
        "out is x * erf(x / sqrt 2) / 2: Phi has a 1 as well, (1 + erf(x / sqrt 2)) / 2.",
        lambda t: t.x * erf(t.x / math.sqrt(2)) / 2,
    ),
    Mistake(
        "out",
        "the density stands for phi",
        "out is x times the density exp(-x^2 / 2) / sqrt(2 pi): Phi is its integral, from erf.",
        lambda t: t.x * phi(t.x),
    ),
    Mistake(
        "dx",
        "phi is taken as a constant",
        "dx is dout * Phi(x), as if Phi did not depend on x: add its slope, x * phi(x).",
        lambda t: t.dout * Phi(t.x),
    ),
    Mistake(
        "dx",
        "the factor x is taken as a constant",
        "dx is dout * x * phi(x): by the product rule x has a slope too, which gives Phi(x) "
        "more.",
        lambda t: t.dout * t.x * phi(t.x),
    ),
    Mistake(
        "dx",
        "the density lacks its x",
        "dx is dout * (Phi(x) + phi(x)): in the product rule phi is multiplied by x.",
        lambda t: t.dout * (Phi(t.x) + phi(t.x)),
    ),
    Mistake(
        "dx",
        "the density is taken off",
        "dx is dout * (Phi(x) - x * phi(x)): the two terms of the product rule add up.",
        lambda t: t.dout * (Phi(t.x) - t.x * phi(t.x)),
    ),
    Mistake(
        "dx",
        "the density is not normalized",
        "phi is exp(-x^2 / 2) in dx: divide it by sqrt(2 pi).",
        lambda t: t.dout * (Phi(t.x) + t.x * np.exp(-t.x * t.x / 2)),
    ),
    Mistake(
        "dx",
        "the density lacks the half in its exponent",
        "phi is made of exp(-x^2): it should be exp(-x^2 / 2) / sqrt(2 pi).",
        lambda t: t.dout * (Phi(t.x) + t.x * np.exp(-t.x * t.x) / math.sqrt(2 * math.pi)),
    ),
    Mistake(
        "dx",
        "the density has two pi without the root",
        "phi is exp(-x^2 / 2) / (2 pi): it is divided by sqrt(2 pi).",
        lambda t: t.dout * (Phi(t.x) + t.x * phi(t.x) / math.sqrt(2 * math.pi)),
    ),
    Mistake(
        "dx",
        "dx is of the approximation by tanh",
        "dx is the slope of x * (1 + tanh(...)) / 2: that of x * Phi(x) is Phi(x) + x * "
        "phi(x).",
        lambda t: t.dout * slope_of_cubic(t),
    ),
    Mistake(
        "dx",
        "the slope is taken at out",
        "dx is dout * (Phi(out) + out * phi(out)): the slope is to be taken at x. Save x.",
        lambda t: t.dout * (Phi(t.out) + t.out * phi(t.out)),
    ),
    *CHAIN,
]
