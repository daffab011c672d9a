"""MSE: where to try it, and its wrong derivations; and points for losses of targets."""

import numpy as np

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.errors import diff, entries, rows
from diagnose.checking.wrong.losses import counts, mean, n, share

FORMULA = {
    "out": "loss = mean of (x - y)^2 over all entries that count",
    "dx": "dx = dout * 2 * (x - y) / n",
}


def targeted(pair, draw, init=()) -> list[At]:
    """Return points of a loss of x and y, which pair(*shape) draws: shapes and masks."""

    def at(setting, *shape, trait="", **mask):
        x, y = pair(*shape)
        return At(setting, x, init, inputs={"y": y, **mask}, trait=trait)

    return [
        at("all sizes unequal", 5, 3),
        at("as many examples as features", 4, 4),
        at("one example", 1, 3, trait="one example"),
        at("one feature", 5, 1, trait="one feature"),
        at("a single number", 1, 1, trait="one feature"),
        at("x of one axis", 5, trait="more axes"),
        at("x of three axes", 2, 3, 4, trait="more axes"),
        at("a mask", 5, 3, trait="masked", mask=draw.rng.permutation(15).reshape(5, 3) < 9),
        at("a mask, three axes", 2, 3, 4, trait="masked", mask=draw.mask(2, 3, 4)),
    ]


def sweep(draw) -> list[At]:
    """Return the points: shapes and masks, x beside its target, and far from it."""

    def pair(*shape):
        return draw(*shape), draw(*shape)

    return [
        *targeted(pair, draw),
        At("x far off", 1000 * draw(5, 3), inputs={"y": draw(5, 3)}, trait="large"),
    ]


MISTAKES = [
    *counts(lambda t: diff(t) ** 2, lambda t: 2 * diff(t)),
    *entries(lambda t, d: 2 * d),
    Mistake(
        "out",
        "the square is left out",
        "The loss is the mean of x - y: square it first.",
        mean(diff),
    ),
    Mistake(
        "out",
        "the loss is a mean of absolute errors",
        "The loss is the mean of abs(x - y): it should be that of (x - y)^2.",
        mean(lambda t: abs(diff(t))),
    ),
    Mistake(
        "out",
        "the root is taken",
        "The loss is the root of the mean square: leave the root out.",
        lambda t: np.sqrt(t.out),
    ),
    Mistake(
        "out",
        "the loss is halved",
        "The loss is the mean of (x - y)^2 / 2: there is no 1/2 here.",
        lambda t: t.out / 2,
    ),
    Mistake(
        "out",
        "the mean is squared",
        "The loss is the square of the mean of x - y: square each difference, then take the "
        "mean.",
        lambda t: mean(diff)(t) ** 2,
    ),
    Mistake(
        "out",
        "the target is added",
        "The loss is the mean of (x + y)^2: it should be that of (x - y)^2.",
        mean(lambda t: (t.x + t.y) ** 2),
    ),
    Mistake(
        "out",
        "x and y are squared apart",
        "The loss is the mean of x^2 - y^2: square the difference, (x - y)^2.",
        mean(lambda t: t.x**2 - np.asarray(t.y) ** 2),
    ),
    Mistake(
        "out",
        "the target is left out",
        "The loss is the mean of x^2: it should be that of (x - y)^2.",
        mean(lambda t: t.x**2),
    ),
    Mistake(
        "out",
        "the loss is half the sum",
        "The loss is the sum of (x - y)^2 / 2: take the mean, with no 1/2.",
        lambda t: t.out * n(t) / 2,
    ),
    Mistake(
        "out",
        "the loss is half the mean over the examples",
        "The loss is the sum of (x - y)^2 divided by 2 * N, N examples: divide by n, the "
        "number of all entries, with no 2.",
        lambda t: t.out * n(t) / rows(t) / 2,
    ),
    Mistake(
        "out",
        "the loss is the length of x - y",
        "The loss is the root of the sum of (x - y)^2: take the mean of the squares, and no "
        "root.",
        lambda t: np.sqrt(t.out * n(t)),
    ),
    Mistake(
        "out",
        "the mean error is taken off",
        "The loss is the variance of x - y: square x - y itself, with no mean taken off.",
        lambda t: t.out - mean(diff)(t) ** 2,
    ),
    Mistake(
        "dx",
        "the two is forgotten",
        "dx is (x - y) / n: the slope of a square has a 2, 2 * (x - y) / n.",
        share(diff),
    ),
    Mistake(
        "dx",
        "the difference is the wrong way round",
        "dx is 2 * (y - x) / n, of the wrong sign: the slope in x is 2 * (x - y) / n.",
        share(lambda t: -2 * diff(t)),
    ),
    Mistake(
        "dx",
        "dx is of absolute errors",
        "dx is sign(x - y) / n, the slope of abs(x - y): that of its square is 2 * (x - y) / "
        "n.",
        share(lambda t: np.sign(diff(t))),
    ),
    Mistake(
        "dx",
        "dx has the square itself",
        "dx is (x - y)^2 / n: the slope of a square is 2 * (x - y).",
        share(lambda t: diff(t) ** 2),
    ),
    Mistake(
        "dx",
        "the exponent is not lowered",
        "dx is 2 * (x - y)^2 / n: the slope of a square is 2 * (x - y).",
        share(lambda t: 2 * diff(t) ** 2),
    ),
    Mistake(
        "dx",
        "the target is added in dx",
        "dx is 2 * (x + y) / n: it should be made of x - y.",
        share(lambda t: 2 * (t.x + t.y)),
    ),
    Mistake(
        "dx",
        "dx is of absolute differences",
        "dx is 2 * abs(x - y) / n: it is negative where x < y.",
        share(lambda t: 2 * abs(diff(t))),
    ),
]
