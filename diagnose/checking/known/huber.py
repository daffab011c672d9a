"""Huber: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.clip import away
from diagnose.checking.known.mse import targeted
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.errors import diff, entries
from diagnose.checking.wrong.huber import clipped, far, half, of, sides, sign
from diagnose.checking.wrong.huber_line import LINE
from diagnose.checking.wrong.losses import counts, mean, share

FORMULA = {
    "out": "mean of d^2 / 2 where |d| <= delta, delta * (|d| - delta / 2) beyond, d = x - y",
    "dx": "dx = dout * d / n where |d| <= delta, else dout * delta * sign(d) / n",
}


def sweep(draw) -> list[At]:
    """Return the points: shapes and masks, other deltas, x far off, and x at the bound."""

    def pair(*shape):
        d = away(draw(*shape), -1.7, -1.0, -0.7, 0.7, 1.0, 1.7)
        d.flat[:4] = (0.3, -0.9, 1.4, -2.1)[: d.size]
        y = draw(*shape)
        return y + d, y

    def at(setting, trait, init=(0.7,), times=1.0):
        x, y = pair(5, 3)
        return At(setting, y + times * (x - y), init, inputs={"y": y}, trait=trait)

    bound = np.where(draw.mask(5, 3), 0.75, -0.75) * np.where(draw.mask(5, 3), 1, 0.5)
    return [
        *targeted(pair, draw, (0.7,)),
        at("the delta that init has by itself", "setting", ()),
        at("delta=1.7", "setting", (1.7,)),
        at("x far off", "large", times=1000),
        At("x at the bound", bound, (0.75,), inputs={"y": np.zeros((5, 3))}, trait="kink"),
    ]


MISTAKES = [
    *counts(sides(half, far), sides(diff, sign)),
    *entries(lambda t, d: clipped(d, t.delta)),
    Mistake(
        "out",
        "the parabola lacks its half",
        "The loss is d^2 where abs(d) <= delta: it should be d^2 / 2.",
        mean(sides(lambda t: diff(t) ** 2, far)),
    ),
    Mistake(
        "out",
        "neither side is halved",
        "The loss is d^2 within delta and delta * abs(d) beyond: it should be d^2 / 2 and "
        "delta * (abs(d) - delta / 2).",
        mean(sides(lambda t: diff(t) ** 2, lambda t: t.delta * abs(diff(t)))),
    ),
    *LINE,
    Mistake(
        "out",
        "the two sides are swapped",
        "The loss is a line within delta and a parabola beyond: it is the other way round.",
        mean(sides(far, half)),
    ),
    Mistake(
        "out",
        "the error is clipped",
        "The loss is half the square of a clipped d, flat beyond delta: there it should be a "
        "line, delta * (abs(d) - delta / 2).",
        mean(lambda t: clipped(diff(t), t.delta) ** 2 / 2),
    ),
    Mistake(
        "out",
        "delta is 1 in forward",
        "The loss of forward has a bound of 1: read delta from the cache.",
        mean(lambda t: np.where(abs(diff(t)) <= 1, half(t), abs(diff(t)) - 0.5)),
    ),
    Mistake(
        "out",
        "the loss is half a mean of squares",
        "The loss is d^2 / 2 everywhere: beyond delta it is delta * (abs(d) - delta / 2).",
        mean(half),
    ),
    Mistake(
        "out",
        "large negative errors are not held",
        "The loss is d^2 / 2 wherever d <= delta, however far below 0: compare abs(d) with "
        "delta.",
        mean(lambda t: np.where(diff(t) <= t.delta, half(t), far(t))),
    ),
    Mistake(
        "out",
        "the square is compared with delta",
        "The bound is d^2 <= delta: compare abs(d) with delta.",
        mean(lambda t: np.where(diff(t) ** 2 <= t.delta, half(t), far(t))),
    ),
    Mistake(
        "out",
        "the loss is divided by delta",
        "The loss is 1 / delta times the right one, the smooth L1 loss: leave the division "
        "out.",
        lambda t: t.out / t.delta,
    ),
    Mistake(
        "out",
        "the loss is smooth all along",
        "The loss is delta^2 * (sqrt(1 + (d / delta)^2) - 1), the pseudo-Huber loss: it "
        "should be d^2 / 2 up to delta, and a line beyond.",
        mean(lambda t: t.delta**2 * (np.sqrt(1 + (diff(t) / t.delta) ** 2) - 1)),
    ),
    Mistake(
        "out",
        "the target is left out",
        "The loss is made of x: it should be made of d = x - y.",
        mean(lambda t: of(t.x, t.delta)),
    ),
    Mistake(
        "dx",
        "dx has no bound",
        "dx is d / n everywhere: beyond delta the slope is delta * sign(d).",
        share(diff),
    ),
    Mistake(
        "dx",
        "beyond the bound nothing passes",
        "dx is 0 where abs(d) > delta: the loss is a line there, of slope delta * sign(d).",
        share(sides(diff, lambda t: 0.0)),
    ),
    Mistake(
        "dx",
        "the line's slope lacks delta",
        "dx is sign(d) / n beyond delta: the slope there is delta * sign(d).",
        share(sides(diff, lambda t: np.sign(diff(t)))),
    ),
    Mistake(
        "dx",
        "the line's slope lacks its sign",
        "dx is delta / n beyond delta: where d < 0 it is -delta / n.",
        share(sides(diff, lambda t: t.delta)),
    ),
    Mistake(
        "dx",
        "the slope is the line's everywhere",
        "dx is delta * sign(d) / n everywhere: within delta the slope is d.",
        share(sign),
    ),
    Mistake(
        "dx",
        "dx is of absolute errors",
        "dx is sign(d) / n everywhere: it is d / n within delta, delta * sign(d) / n beyond.",
        share(lambda t: np.sign(diff(t))),
    ),
    Mistake(
        "dx",
        "the parabola's slope is doubled",
        "dx is 2 * d / n within delta: the loss there is d^2 / 2, and its slope d.",
        share(sides(lambda t: 2 * diff(t), sign)),
    ),
    Mistake(
        "dx",
        "the parabola's slope is halved",
        "dx is d / (2 n) within delta: the loss there is d^2 / 2, and its slope d.",
        share(sides(lambda t: diff(t) / 2, sign)),
    ),
    Mistake(
        "dx",
        "the two sides are swapped",
        "dx is delta * sign(d) / n within delta and d / n beyond: it is the other way round.",
        share(sides(sign, diff)),
    ),
    Mistake(
        "dx",
        "delta is 1 in backward",
        "The slope of backward has a bound of 1: read delta from the cache.",
        share(lambda t: clipped(diff(t), 1.0)),
    ),
    Mistake(
        "dx",
        "the line keeps its distance",
        "dx is delta * d / n beyond delta: the slope of the line is delta * sign(d).",
        share(sides(diff, lambda t: t.delta * diff(t))),
    ),
    Mistake(
        "dx",
        "large negative errors are not held",
        "dx is d / n wherever d <= delta, however far below 0: compare abs(d) with delta, "
        "and take delta * sign(d) beyond.",
        share(lambda t: np.where(diff(t) <= t.delta, diff(t), sign(t))),
    ),
    Mistake(
        "dx",
        "large positive errors are not held",
        "dx is d / n wherever d >= -delta, however far above 0: compare abs(d) with delta, "
        "and take delta * sign(d) beyond.",
        share(lambda t: np.where(diff(t) >= -t.delta, diff(t), sign(t))),
    ),
    Mistake(
        "dx",
        "the square is compared with delta",
        "The bound is d^2 <= delta: compare abs(d) with delta.",
        share(lambda t: np.where(diff(t) ** 2 <= t.delta, diff(t), sign(t))),
    ),
    Mistake(
        "dx",
        "dx is divided by delta",
        "dx is 1 / delta times the right one, as of the smooth L1 loss: leave the division "
        "out.",
        lambda t: t.dx / t.delta,
    ),
    Mistake(
        "dx",
        "the difference is the wrong way round",
        "dx is made of y - x, and has the wrong sign: d is x - y.",
        lambda t: -t.dx,
    ),
]
