"""ELU: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.relu import large, several, with_zeros
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.chain import CHAIN
from diagnose.checking.wrong.elu import curve
from diagnose.checking.wrong.leaky_relu import sides

FORMULA = {
    "out": "out = x where x > 0, alpha * (exp(x) - 1) elsewhere",
    "dx": "dx = dout where x > 0, dout * alpha * exp(x) elsewhere",
}


def sweep(draw) -> list[At]:
    """Return the points: shapes, other alphas, large numbers, and zeros, where the kink is."""
    return [
        *several(draw, (1.7,)),
        At("the alpha that init has by itself", draw(5, 3), trait="setting"),
        At("alpha=0.3", draw(5, 3), (0.3,), trait="setting"),
        At("large numbers", large(draw, 4, 3), (1.7,), trait="large"),
        At("x of 0, at the kink", with_zeros(draw), (1.7,), trait="kink"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "alpha is left out of out",
        "out is exp(x) - 1 where x < 0: it lacks its factor alpha.",
        lambda t: sides(t, t.x, curve(t) - 1),
    ),
    Mistake(
        "out",
        "the minus one is left out",
        "out is alpha * exp(x) where x < 0 and jumps at 0: it should be alpha * (exp(x) - 1).",
        lambda t: sides(t, t.x, t.alpha * curve(t)),
    ),
    Mistake(
        "out",
        "the minus one is left out on both sides",
        "out is too large by alpha: max(x, 0) + alpha * exp(min(x, 0)) lacks the - 1, alpha * "
        "(exp(min(x, 0)) - 1).",
        lambda t: sides(t, t.x + t.alpha, t.alpha * curve(t)),
    ),
    Mistake(
        "out",
        "alpha multiplies the exponential alone",
        "out is alpha * exp(x) - 1 where x < 0: the bracket is missing, alpha * (exp(x) - 1).",
        lambda t: sides(t, t.x, t.alpha * curve(t) - 1),
    ),
    Mistake(
        "out",
        "alpha multiplies both sides",
        "out is alpha * x where x > 0: alpha belongs to the left side only.",
        lambda t: t.alpha * sides(t, t.x, curve(t) - 1),
    ),
    Mistake(
        "out",
        "out is a relu's",
        "out is 0 where x < 0: there it should be alpha * (exp(x) - 1).",
        lambda t: sides(t, t.x, 0),
    ),
    Mistake(
        "dx",
        "alpha is left out of dx",
        "dx is dout * exp(x) where x < 0: the slope there is alpha * exp(x).",
        lambda t: curve(t) * t.dout,
    ),
    Mistake(
        "dx",
        "the slope is out on the left",
        "dx is dout * out where x < 0. Of out = alpha * exp(x) - alpha the slope is "
        "alpha * exp(x), which is out + alpha.",
        lambda t: sides(t, 1, t.alpha * (curve(t) - 1)) * t.dout,
    ),
    Mistake(
        "dx",
        "alpha is taken as 1",
        "dx is dout * (out + 1) where x < 0: it should be out + alpha there, alpha * exp(x).",
        lambda t: sides(t, 1, t.alpha * (curve(t) - 1) + 1) * t.dout,
    ),
    Mistake(
        "dx",
        "the slope is taken at out",
        "dx is dout * alpha * exp(out) where x < 0: the exponential is of x, not of out.",
        lambda t: sides(t, 1, t.alpha * np.exp(np.minimum(t.out, 0))) * t.dout,
    ),
    Mistake(
        "dx",
        "dx is a relu's",
        "dx is 0 where x < 0: there the slope is alpha * exp(x).",
        lambda t: sides(t, 1, 0) * t.dout,
    ),
    Mistake(
        "dx",
        "the left slope is everywhere",
        "dx is dout * alpha * exp(x) also where x > 0: there out is x, and dx is dout.",
        lambda t: t.alpha * np.exp(t.x) * t.dout,
    ),
    Mistake(
        "dx",
        "alpha multiplies both slopes",
        "dx is alpha * dout where x > 0: there the slope is 1, alpha belongs to the left side.",
        lambda t: t.alpha * curve(t) * t.dout,
    ),
    Mistake(
        "dx",
        "the two sides are swapped",
        "dx is dout where x < 0 and dout * alpha * exp(x) where x > 0: it is the other way "
        "round.",
        lambda t: sides(t, t.alpha * np.exp(t.x), 1) * t.dout,
    ),
    Mistake(
        "dx",
        "the mask is made of dout",
        "Which side an entry is on is read off dout: it is the sign of x that tells.",
        lambda t: np.where(t.dout > 0, 1, t.alpha * np.exp(t.x)) * t.dout,
    ),
    *CHAIN,
]
