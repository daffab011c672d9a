"""BCE: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.mse import targeted
from diagnose.checking.known.relu import large
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.bce import FROM_SCORES, guarded, off, on, p
from diagnose.checking.wrong.errors import diff, entries
from diagnose.checking.wrong.logarithms import logarithms
from diagnose.checking.wrong.losses import counts, mean, share
from diagnose.checking.wrong.sigmoid import squash

FORMULA = {
    "out": "loss = -mean of y log p + (1 - y) log(1 - p), p = 1 / (1 + exp(-x))",
    "dx": "dx = dout * (p - y) / n",
}


def sweep(draw) -> list[At]:
    """Return the points: shapes and masks, targets of 0 and 1, and large scores."""

    def pair(*shape):
        return draw(*shape), 0.02 + 0.96 * draw.rng.random(shape)

    def at(setting, x, y, trait=""):
        return At(setting, x, inputs={"y": y}, trait=trait)

    return [
        *targeted(pair, draw),
        at("targets of 0 and 1", draw(5, 3), 1.0 * draw.mask(5, 3)),
        at("whole targets", draw(5, 3), draw.whole(2, 5, 3)),
        at("large scores", large(draw, 5, 3), 1.0 * draw.mask(5, 3), "large"),
        at("scores all about -1000", -1000 + draw(5, 3), 1.0 * draw.mask(5, 3), "large"),
        at("scores of 0", np.zeros((5, 3)), 0.5 * draw.mask(5, 3), "constant"),
    ]


MISTAKES = [
    *counts(lambda t: -t.y * on(t) - (1 - t.y) * off(t), lambda t: p(t) - t.y),
    *entries(lambda t, d: squash(d))[:2],
    Mistake(
        "out",
        "the second term is left out",
        "The loss is -mean of y log p: add (1 - y) log(1 - p).",
        mean(lambda t: -t.y * on(t)),
    ),
    Mistake(
        "out",
        "the first term is left out",
        "The loss is -mean of (1 - y) log(1 - p): add y log p.",
        mean(lambda t: -(1 - t.y) * off(t)),
    ),
    Mistake(
        "out",
        "the two targets are swapped",
        "The loss is -mean of (1 - y) log p + y log(1 - p): y belongs to log p.",
        mean(lambda t: -(1 - t.y) * on(t) - t.y * off(t)),
    ),
    Mistake(
        "out",
        "the terms are subtracted",
        "The loss is -mean of y log p - (1 - y) log(1 - p): the two terms add up.",
        mean(lambda t: -t.y * on(t) + (1 - t.y) * off(t)),
    ),
    Mistake(
        "out",
        "the terms are not weighted",
        "The loss is -mean of log p + log(1 - p): multiply the terms by y and 1 - y.",
        mean(lambda t: -on(t) - off(t)),
    ),
    Mistake(
        "out",
        "x times y is left out",
        "The loss is the mean of log(1 + exp(x)): take x * y off.",
        mean(lambda t: -off(t)),
    ),
    Mistake(
        "out",
        "x times y is added",
        "The loss is the mean of log(1 + exp(x)) + x * y: x * y is taken off.",
        mean(lambda t: t.x * t.y - off(t)),
    ),
    Mistake(
        "out",
        "the maximum is left out",
        "The loss is log(1 + exp(-abs(x))) - x * y: add max(x, 0), as log(1 + exp(x)) is "
        "max(x, 0) + log(1 + exp(-abs(x))).",
        mean(lambda t: np.log1p(np.exp(-abs(t.x))) - t.x * t.y),
    ),
    Mistake(
        "out",
        "the absolute value is left out",
        "The loss is max(x, 0) - x * y + log(1 + exp(-x)), right for x > 0 alone: it should "
        "be exp(-abs(x)).",
        mean(lambda t: np.maximum(t.x, 0) - t.x * t.y - on(t)),
    ),
    Mistake(
        "out",
        "the loss is squared",
        "The loss is the mean of (p - y)^2: it should be the cross-entropy, of logarithms.",
        mean(lambda t: (p(t) - t.y) ** 2),
    ),
    *logarithms(guarded, FROM_SCORES),
    Mistake(
        "out",
        "p is squashed again",
        "The sigmoid is taken twice: x are scores, and p is the sigmoid of them.",
        mean(lambda t: np.logaddexp(0, p(t)) - p(t) * t.y),
    ),
    Mistake(
        "out",
        "the minus is left out",
        "The loss is the mean of y log p + (1 - y) log(1 - p), which is below 0: put a "
        "minus before it.",
        lambda t: -t.out,
    ),
    Mistake(
        "out",
        "all targets are taken as 1",
        "The loss is -mean of log p: it should be that of y log p + (1 - y) log(1 - p).",
        mean(lambda t: -on(t)),
    ),
    Mistake(
        "out",
        "the logarithm of the sum is left out",
        "The loss is max(x, 0) - x * y: add log(1 + exp(-abs(x))).",
        mean(lambda t: np.maximum(t.x, 0) - t.x * t.y),
    ),
    Mistake(
        "out",
        "the scores are left out",
        "The loss is log(1 + exp(-abs(x))): add max(x, 0) - x * y.",
        mean(lambda t: np.log1p(np.exp(-abs(t.x)))),
    ),
    Mistake(
        "out",
        "the loss is a mean of absolute errors",
        "The loss is the mean of abs(p - y): it should be the cross-entropy, of logarithms.",
        mean(lambda t: abs(p(t) - t.y)),
    ),
    Mistake(
        "dx",
        "the target is forgotten",
        "dx is p / n: take y off, (p - y) / n.",
        share(p),
    ),
    Mistake(
        "dx",
        "p is right for positive scores only",
        "p is 1 / (1 + exp(-abs(x))), the sigmoid of abs(x): below 0 it is z / (1 + z), with "
        "z = exp(-abs(x)).",
        share(lambda t: squash(abs(t.x)) - t.y),
    ),
    Mistake(
        "dx",
        "p is right for negative scores only",
        "p is z / (1 + z) with z = exp(-abs(x)), the sigmoid of -abs(x): above 0 it is "
        "1 / (1 + z).",
        share(lambda t: squash(-abs(t.x)) - t.y),
    ),
    Mistake(
        "dx",
        "p has the wrong sign of x",
        "dx is (sigmoid(-x) - y) / n: p is sigmoid(x), 1 / (1 + exp(-x)).",
        share(lambda t: squash(-t.x) - t.y),
    ),
    Mistake(
        "dx",
        "the scores stand for p",
        "dx is (x - y) / n: it is p = sigmoid(x) that the target is taken off.",
        share(diff),
    ),
    Mistake(
        "dx",
        "the sigmoid's slope comes in twice",
        "dx is p * (1 - p) * (p - y) / n: (p - y) / n is the gradient of the scores already, "
        "as the sigmoid's slope has cancelled.",
        share(lambda t: p(t) * (1 - p(t)) * (p(t) - t.y)),
    ),
    Mistake(
        "dx",
        "dx is of the probabilities",
        "dx is (p - y) / (p * (1 - p)) / n, the gradient of p: go on through the sigmoid, "
        "which multiplies by p * (1 - p).",
        share(lambda t: (p(t) - t.y) / (p(t) * (1 - p(t)))),
    ),
    Mistake(
        "dx",
        "the second term is left out",
        "dx is -y * (1 - p) / n: the term (1 - y) log(1 - p) adds (1 - y) * p.",
        share(lambda t: -t.y * (1 - p(t))),
    ),
    Mistake(
        "dx",
        "the first term is left out",
        "dx is (1 - y) * p / n: the term y log p adds -y * (1 - p).",
        share(lambda t: (1 - t.y) * p(t)),
    ),
    Mistake(
        "dx",
        "the terms are subtracted",
        "dx is -(y * (1 - p) + (1 - y) * p) / n: the terms have different signs, "
        "(1 - y) * p - y * (1 - p).",
        share(lambda t: -t.y * (1 - p(t)) - (1 - t.y) * p(t)),
    ),
    Mistake(
        "dx",
        "the target is added",
        "dx is (p + y) / n: it should be (p - y) / n.",
        share(lambda t: p(t) + t.y),
    ),
    Mistake(
        "dx",
        "dx is of a squared error",
        "dx is 2 * (p - y) * p * (1 - p) / n, of (p - y)^2: that of the cross-entropy is "
        "(p - y) / n.",
        share(lambda t: 2 * (p(t) - t.y) * p(t) * (1 - p(t))),
    ),
    Mistake(
        "dx",
        "one is taken off everywhere",
        "dx is (p - 1) / n: take the target y off.",
        share(lambda t: p(t) - 1),
    ),
    Mistake(
        "dx",
        "the sign is read off dx",
        "dx is sign(p - y) / n: it should be (p - y) / n.",
        share(lambda t: np.sign(p(t) - t.y)),
    ),
]
