"""Rmsnorm: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.rmsnorm import (
    dx,
    dx_with_gamma_last,
    mean,
    over_examples,
    rrms,
    total,
    xhat,
)

FORMULA = {
    "out": "out = gamma * xhat,  xhat = x * rrms,  rrms = 1 / sqrt(mean(x^2) + eps)",
    "dx": "dx = rrms * (dxhat - xhat * mean(dxhat * xhat)),  dxhat = gamma * dout, "
    "mean over the features",
    "dgamma": "dgamma = dout * xhat summed over all axes but the last",
}


def sweep(draw) -> list[At]:
    """Return the points: x of any number of axes, the last one long D."""
    zero = draw(5, 4)
    zero[1] = 0
    return [
        At("all sizes unequal", draw(5, 4), (4,)),
        At("one example", draw(1, 4), (4,), trait="one example"),
        At("as many examples as features", draw(4, 4), (4,)),
        At("one feature with eps of 0.5", draw(5, 1), (1,), {"eps": 0.5}, trait="one feature"),
        At("x of three axes", draw(2, 5, 4), (4,), trait="more axes"),
        At("x of one axis", draw(4), (4,), trait="more axes"),
        At("a row of zeros", zero, (4,), trait="constant"),
        At("eps of 0.5", draw(5, 4), (4,), {"eps": 0.5}, trait="eps"),
        At("no examples", draw(0, 4), (4,), trait="no examples"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "gamma is left out",
        "out is xhat: each feature is stretched, gamma * xhat.",
        xhat,
    ),
    Mistake(
        "out",
        "eps is outside the root",
        "x is divided by sqrt(mean(x^2)) + eps: eps stands under the root.",
        lambda t: t.gamma * t.x / (np.sqrt(mean(t.x**2)) + t.eps),
    ),
    Mistake(
        "out",
        "eps is forgotten",
        "x is divided by sqrt(mean(x^2)): it is sqrt(mean(x^2) + eps), which is never 0.",
        lambda t: t.gamma * t.x / np.sqrt(mean(t.x**2)),
    ),
    Mistake(
        "out",
        "the root is forgotten",
        "x is divided by its mean square: divide by the root of that.",
        lambda t: t.gamma * t.x * rrms(t) ** 2,
    ),
    Mistake(
        "out",
        "the mean is taken off, as in layernorm",
        "xhat is made of x - mean(x): rmsnorm takes no mean off, xhat = x * rrms.",
        lambda t: t.gamma * (t.x - mean(t.x)) / np.sqrt(t.x.var(-1, keepdims=True) + t.eps),
    ),
    Mistake(
        "out",
        "the variance stands for the mean square",
        "x is divided by its standard deviation: divide by sqrt(mean(x^2) + eps), no mean "
        "taken off.",
        lambda t: t.gamma * t.x / np.sqrt(t.x.var(-1, keepdims=True) + t.eps),
    ),
    Mistake(
        "out",
        "the squares are summed, not averaged",
        "You divide x by sqrt(sum(x^2) + eps). It should be sqrt(mean(x^2) + eps).",
        lambda t: t.gamma * t.x / np.sqrt((t.x**2).sum(-1, keepdims=True) + t.eps),
    ),
    Mistake(
        "out",
        "the mean square runs over the examples",
        "The mean of x^2 is taken over the examples: it runs over the features of each row, "
        "axis -1 with keepdims=True.",
        lambda t: t.gamma * t.x / np.sqrt(over_examples(t.x**2) + t.eps),
    ),
    Mistake(
        "out",
        "one mean square for the whole batch",
        "The mean of x^2 is taken over all of x: each row has its own, axis -1 with "
        "keepdims=True.",
        lambda t: t.gamma * t.x / np.sqrt((t.x**2).mean() + t.eps),
    ),
    Mistake(
        "out",
        "all rows have the mean square of the first",
        "All rows are divided by the root of the first one's mean square: each has its own, so "
        "index none of them.",
        lambda t: t.gamma * t.x * rrms(t)[:1],
    ),
    Mistake(
        "dx",
        "rrms is taken as a constant",
        "dx is rrms * dxhat alone: rrms is made of x too. Take xhat * mean(dxhat * xhat) off "
        "dxhat.",
        dx(lambda dxhat, xhat, rrms: 0),
    ),
    Mistake(
        "dx",
        "gamma is left out of dx",
        "dx is made of dout where dxhat = gamma * dout belongs.",
        lambda t: rrms(t) * (t.dout - xhat(t) * mean(t.dout * xhat(t))),
    ),
    Mistake(
        "dx",
        "gamma is taken out of the mean",
        "dx is gamma * rrms * (dout - xhat * mean(dout * xhat)): gamma differs along a row, so "
        "the mean is of dxhat * xhat with dxhat = gamma * dout.",
        dx_with_gamma_last,
    ),
    Mistake(
        "dx",
        "the mean is of dout, not dxhat",
        "dx has mean(dout * xhat): the mean is of dxhat * xhat with dxhat = gamma * dout.",
        lambda t: rrms(t) * (t.gamma * t.dout - xhat(t) * mean(t.dout * xhat(t))),
    ),
    Mistake(
        "dx",
        "rrms is left out of dx",
        "dx is dxhat - xhat * mean(dxhat * xhat): all of it is multiplied by rrms.",
        lambda t: t.gamma * t.dout - xhat(t) * mean(t.gamma * t.dout * xhat(t)),
    ),
    Mistake(
        "dx",
        "the sum is not divided by D",
        "dx has sum(dxhat * xhat): the mean square is a sum / D, so take the mean.",
        dx(lambda dxhat, xhat, rrms: xhat * (dxhat * xhat).sum(-1, keepdims=True)),
    ),
    Mistake(
        "dx",
        "the way through rrms has the wrong sign",
        "dx adds xhat * mean(dxhat * xhat): rrms falls as x grows, so it is taken off.",
        dx(lambda dxhat, xhat, rrms: -xhat * mean(dxhat * xhat)),
    ),
    Mistake(
        "dx",
        "the 2 of the square is forgotten",
        "dx has half of the way through rrms: x^2 has the slope 2 x, which the 1/2 of the root "
        "cancels, so take off xhat * mean(dxhat * xhat) whole.",
        dx(lambda dxhat, xhat, rrms: xhat * mean(dxhat * xhat) / 2),
    ),
    Mistake(
        "dx",
        "the 1/2 of the root is forgotten",
        "dx has twice the way through rrms: 1 / sqrt(v) has the slope -v^(-3/2) / 2, so take "
        "off xhat * mean(dxhat * xhat) once.",
        dx(lambda dxhat, xhat, rrms: 2 * xhat * mean(dxhat * xhat)),
    ),
    Mistake(
        "dx",
        "mean(dxhat) is taken off, as in layernorm",
        "dx has - mean(dxhat), which is the way through layernorm's mean: here there is none, "
        "dx = rrms * (dxhat - xhat * mean(dxhat * xhat)).",
        dx(lambda dxhat, xhat, rrms: mean(dxhat) + xhat * mean(dxhat * xhat)),
    ),
    Mistake(
        "dx",
        "x stands for one xhat",
        "dx has one rrms too few on the way through it: take off xhat * mean(dxhat * xhat), "
        "with xhat = x * rrms in both places.",
        dx(lambda dxhat, xhat, rrms: xhat * mean(dxhat * xhat) / rrms),
    ),
    Mistake(
        "dx",
        "x stands for both xhat",
        "dx has x * mean(dxhat * x), two rrms too few: take off xhat * mean(dxhat * xhat), "
        "with xhat = x * rrms in both places.",
        dx(lambda dxhat, xhat, rrms: xhat * mean(dxhat * xhat) / rrms**2),
    ),
    Mistake(
        "dx",
        "the mean runs over the examples",
        "dx takes the mean of dxhat * xhat over the examples: it runs over the features, axis "
        "-1 with keepdims=True.",
        dx(lambda dxhat, xhat, rrms: xhat * over_examples(dxhat * xhat)),
    ),
    Mistake(
        "dx",
        "one mean for the whole batch",
        "dx takes one mean of dxhat * xhat over the whole batch: each row has its own, axis -1 "
        "with keepdims=True.",
        dx(lambda dxhat, xhat, rrms: xhat * (dxhat * xhat).mean()),
    ),
    Mistake(
        "dgamma",
        "dgamma is of x, not xhat",
        "dgamma is sum(dout * x): gamma multiplies xhat, so it is sum(dout * xhat).",
        lambda t: total(t.dout * t.x, t),
    ),
    Mistake(
        "dgamma",
        "dgamma has a factor gamma",
        "dgamma is sum(dout * gamma * xhat), made of out or of dxhat: it is sum(dout * xhat).",
        lambda t: total(t.gamma * t.dout * xhat(t), t),
    ),
    Mistake(
        "dgamma",
        "dgamma is without xhat",
        "dgamma is sum(dout): gamma multiplies xhat, so it is sum(dout * xhat).",
        lambda t: total(t.dout, t),
    ),
]
