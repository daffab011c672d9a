"""Softplus: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.relu import large, several
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.chain import CHAIN
from diagnose.checking.wrong.sigmoid import squash

FORMULA = {"out": "out = log(1 + exp(x))", "dx": "dx = dout / (1 + exp(-x))"}


def sweep(draw) -> list[At]:
    """Return the points: shapes, and numbers at which exp overflows."""
    return [
        *several(draw),
        At("large numbers", large(draw, 4, 3), trait="large"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "the exponent has a minus",
        "out is log(1 + exp(-x)), which falls: it should be exp(x).",
        lambda t: np.logaddexp(0, -t.x),
    ),
    Mistake(
        "out",
        "the exponent is minus the absolute value",
        "out is log(1 + exp(-abs(x))), right for x < 0 alone: add max(x, 0).",
        lambda t: np.log1p(np.exp(-abs(t.x))),
    ),
    Mistake(
        "out",
        "the absolute value is left out",
        "out is max(x, 0) + log(1 + exp(-x)), right for x > 0 alone: it should be "
        "exp(-abs(x)).",
        lambda t: np.maximum(t.x, 0) + np.logaddexp(0, -t.x),
    ),
    Mistake(
        "out",
        "out is a relu's",
        "out is max(x, 0), with the corner: softplus is log(1 + exp(x)).",
        lambda t: np.maximum(t.x, 0),
    ),
    Mistake(
        "out",
        "the exponential is left out",
        "out is log(1 + x): it should be log(1 + exp(x)).",
        lambda t: np.log(np.where(t.x > -1, 1 + t.x, np.nan)),
    ),
    Mistake(
        "out",
        "the logarithm is to base 2",
        "out is log2(1 + exp(x)): the natural logarithm is meant, np.log.",
        lambda t: np.logaddexp(0, t.x) / np.log(2),
    ),
    Mistake(
        "dx",
        "the slope is a relu's",
        "dx is dout * (x > 0): the slope of softplus is the sigmoid of x, smooth at 0.",
        lambda t: t.dout * (t.x > 0),
    ),
    Mistake(
        "dx",
        "the inner derivative is left out",
        "dx is dout / (1 + exp(x)), the slope of the logarithm alone: multiply it by exp(x), "
        "the slope of 1 + exp(x).",
        lambda t: t.dout * squash(-t.x),
    ),
    Mistake(
        "dx",
        "the slope is a sigmoid's slope",
        "dx is dout * s * (1 - s): the slope of softplus is the sigmoid s itself.",
        lambda t: t.dout * squash(t.x) * squash(-t.x),
    ),
    Mistake(
        "dx",
        "the slope of the logarithm is left out",
        "dx is dout * exp(x): divide by 1 + exp(x), as the logarithm has a slope as well.",
        lambda t: t.dout * np.exp(t.x),
    ),
    Mistake(
        "dx",
        "the slope is taken at out",
        "dx is dout * sigmoid(out): the sigmoid is of x. Save x in forward.",
        lambda t: t.dout * squash(t.out),
    ),
    Mistake(
        "dx",
        "the slope is out",
        "dx is dout * out: multiply dout by the slope of out, the sigmoid of x.",
        lambda t: t.dout * t.out,
    ),
    Mistake(
        "dx",
        "the slope is a tanh",
        "dx is dout * tanh(x): the slope of softplus is the sigmoid, 1 / (1 + exp(-x)).",
        lambda t: t.dout * np.tanh(t.x),
    ),
    *CHAIN,
]
