"""MAE: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.clip import away
from diagnose.checking.known.mse import targeted
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.errors import diff, entries
from diagnose.checking.wrong.losses import counts, mean, on, share

FORMULA = {
    "out": "loss = mean of |x - y| over all entries that count",
    "dx": "dx = dout * sign(x - y) / n",
}


def sweep(draw) -> list[At]:
    """Return the points: shapes and masks, x far from its target, and x on it."""

    def pair(*shape):
        d, y = away(draw(*shape) - 0.7, 0), draw(*shape)
        d.flat[:2], y.flat[:2] = (1.4, -2.5)[: d.size], (-0.9, 3.0)[: d.size]
        return y + d, y

    x, y = pair(5, 3)
    return [
        *targeted(pair, draw),
        At("x far off", 1000 * draw(5, 3), inputs={"y": y}, trait="large"),
        At("x on its target, at the kink", np.where(draw.mask(5, 3), y, x), inputs={"y": y}),
    ]


MISTAKES = [
    Mistake(
        "out",
        "the loss is the median",
        "The loss is the median of abs(x - y): it should be the mean.",
        lambda t: np.median(abs(diff(t))[on(t)]),
    ),
    *counts(lambda t: abs(diff(t)), lambda t: np.sign(diff(t))),
    *entries(lambda t, d: np.sign(d))[:3],
    Mistake(
        "out",
        "the absolute value is left out",
        "The loss is the mean of x - y, in which errors of two signs cancel: take abs(x - y).",
        mean(diff),
    ),
    Mistake(
        "out",
        "the loss is a mean of squares",
        "The loss is the mean of (x - y)^2: it should be that of abs(x - y).",
        mean(lambda t: diff(t) ** 2),
    ),
    Mistake(
        "out",
        "the absolute value is of the mean",
        "The loss is abs of the mean of x - y: take abs of each difference, then the mean.",
        lambda t: abs(mean(diff)(t)),
    ),
    Mistake(
        "out",
        "the target is added",
        "The loss is the mean of abs(x + y): it should be that of abs(x - y).",
        mean(lambda t: abs(t.x + t.y)),
    ),
    Mistake(
        "out",
        "absolute values are subtracted",
        "The loss is the mean of abs(x) - abs(y): take the absolute value of the difference.",
        mean(lambda t: abs(t.x) - abs(t.y)),
    ),
    Mistake(
        "out",
        "differences below 0 are left out",
        "The loss is the mean of max(x - y, 0): where x < y the difference counts as well.",
        mean(lambda t: np.maximum(diff(t), 0)),
    ),
    Mistake(
        "out",
        "the target is left out",
        "The loss is the mean of abs(x): it should be that of abs(x - y).",
        mean(lambda t: abs(t.x)),
    ),
    Mistake(
        "out",
        "the loss is the root of the mean square",
        "The loss is the root of the mean of (x - y)^2: it should be the mean of abs(x - y).",
        lambda t: np.sqrt(mean(lambda t: diff(t) ** 2)(t)),
    ),
    Mistake(
        "dx",
        "dx is a square's",
        "dx is (x - y) / n: the slope of abs(x - y) is its sign, 1 or -1.",
        share(diff),
    ),
    Mistake(
        "dx",
        "dx is twice a square's half",
        "dx is 2 * (x - y) / n, the slope of a square: that of abs(x - y) is its sign.",
        share(lambda t: 2 * diff(t)),
    ),
    Mistake(
        "dx",
        "the sign is left out",
        "dx is 1 / n everywhere: where x < y the slope is -1.",
        share(lambda t: np.ones(t.x.shape)),
    ),
    Mistake(
        "dx",
        "dx is the absolute value",
        "dx is abs(x - y) / n: its slope is the sign of x - y.",
        share(lambda t: abs(diff(t))),
    ),
    Mistake(
        "dx",
        "negative differences have no gradient",
        "dx is 0 where x < y: the slope there is -1.",
        share(lambda t: 1.0 * (diff(t) > 0)),
    ),
    Mistake(
        "dx",
        "the target is added in dx",
        "dx is sign(x + y) / n: it is the sign of x - y.",
        share(lambda t: np.sign(t.x + t.y)),
    ),
    Mistake(
        "dx",
        "the difference is the wrong way round",
        "dx is sign(y - x) / n: the slope in x is sign(x - y) / n.",
        share(lambda t: -np.sign(diff(t))),
    ),
    Mistake(
        "dx",
        "the sign is a quotient",
        "dx is (x - y) / abs(x - y) / n, which is 0 / 0 where x is on its target: np.sign "
        "is 0 there.",
        share(lambda t: diff(t) / abs(diff(t))),
    ),
]
