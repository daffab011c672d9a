"""SiLU: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.relu import large, several
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.chain import CHAIN
from diagnose.checking.wrong.sigmoid import squash

FORMULA = {
    "out": "out = x * s, s = 1 / (1 + exp(-x))",
    "dx": "dx = dout * (s + out * (1 - s))",
}


def sweep(draw) -> list[At]:
    """Return the points: shapes, and numbers at which exp overflows."""
    return [
        *several(draw),
        At("large numbers", large(draw, 4, 3), trait="large"),
    ]


def times_dout(slope):
    """Return the wrong function for a slope given as slope(x, s), s the sigmoid of x."""
    return lambda t: t.dout * slope(t.x, squash(t.x))


MISTAKES = [
    Mistake(
        "out",
        "out is the sigmoid alone",
        "out is s = 1 / (1 + exp(-x)): it should be x * s.",
        lambda t: squash(t.x),
    ),
    Mistake(
        "out",
        "the minus in exp is left out",
        "out is x / (1 + exp(x)): the sigmoid has exp(-x) below.",
        lambda t: t.x * squash(-t.x),
    ),
    Mistake(
        "out",
        "out has a tanh for the sigmoid",
        "out is x * tanh(x): it should be x * s, s = 1 / (1 + exp(-x)).",
        lambda t: t.x * np.tanh(t.x),
    ),
    Mistake(
        "out",
        "out is near a gelu",
        "out is x * sigmoid(1.702 * x), an approximation of gelu: silu has no factor in s.",
        lambda t: t.x * squash(1.702 * t.x),
    ),
    Mistake(
        "dx",
        "the sigmoid is taken as a constant",
        "dx is dout * s, as if s did not depend on x: add x times its slope, x * s * (1 - s).",
        times_dout(lambda x, s: s),
    ),
    Mistake(
        "dx",
        "the factor x is taken as a constant",
        "dx is dout * x * s * (1 - s): by the product rule x has a slope too, which gives s "
        "more.",
        times_dout(lambda x, s: x * s * (1 - s)),
    ),
    Mistake(
        "dx",
        "the sigmoid's slope lacks its x",
        "dx is dout * (s + s * (1 - s)): in the product rule the slope of s is multiplied by "
        "x.",
        times_dout(lambda x, s: s + s * (1 - s)),
    ),
    Mistake(
        "dx",
        "the sigmoid's slope lacks its s",
        "dx is dout * (s + x * (1 - s)): the slope of the sigmoid is s * (1 - s).",
        times_dout(lambda x, s: s + x * (1 - s)),
    ),
    Mistake(
        "dx",
        "the sigmoid's slope lacks one minus s",
        "dx is dout * (s + x * s): the slope of the sigmoid is s * (1 - s).",
        times_dout(lambda x, s: s + x * s),
    ),
    Mistake(
        "dx",
        "dx is a sigmoid's",
        "dx is dout * s * (1 - s): out is x * s, so take the product rule, s + x * s * (1 - "
        "s).",
        times_dout(lambda x, s: s * (1 - s)),
    ),
    Mistake(
        "dx",
        "the two terms are subtracted",
        "dx is dout * (s - x * s * (1 - s)): the two terms of the product rule add up.",
        times_dout(lambda x, s: s - x * s * (1 - s)),
    ),
    Mistake(
        "dx",
        "one minus s is one minus out",
        "dx is dout * (s + out * (1 - out)): it should be 1 - s in the bracket.",
        times_dout(lambda x, s: s + x * s * (1 - x * s)),
    ),
    Mistake(
        "dx",
        "s is out where it stands alone",
        "dx is dout * (out + out * (1 - s)): the first term is s, the slope of x times s.",
        times_dout(lambda x, s: x * s + x * s * (1 - s)),
    ),
    Mistake(
        "dx",
        "x multiplies a whole silu",
        "dx is dout * (s + x * out * (1 - s)): out has its factor x already.",
        times_dout(lambda x, s: s + x * x * s * (1 - s)),
    ),
    Mistake(
        "dx",
        "the slope is taken at out",
        "dx has the sigmoid of out: s is the sigmoid of x. Save s, or x.",
        lambda t: t.dout * squash(t.out) * (1 + t.out * (1 - squash(t.out))),
    ),
    *CHAIN,
]
