"""SVM: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.nll import labelled
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.losses import counts, mean, share
from diagnose.checking.wrong.svm import (
    both,
    lead,
    margin,
    number,
    on,
    pulled,
    terms,
    total,
    wrong,
)

FORMULA = {
    "out": "loss = mean over i of sum over k != y[i] of max(0, x[i, k] - x[i, y[i]] + margin)",
    "dx": "dx = dout / n at a k whose term is above 0, -dout / n times their number at y[i]",
}


def sweep(draw) -> list[At]:
    """Return the points: shapes, labels, masks; margins; large scores; kinks."""
    y = draw.rng.permutation([2, 0, 2, 1, 0])
    kinks = np.round(draw(5, 4))
    kinks[0] = np.where(np.arange(4) == y[0], 1.0, 0.0)  # x[i, y[i]] ahead by the margin

    def at(setting, x, trait, init=()):
        return At(setting, x, init, inputs={"y": y}, trait=trait)

    return [
        *(away(point) for point in labelled(draw, draw)),
        away(at("margin=0.4", draw(5, 4), "setting", (0.4,))),
        away(at("margin=2.5", draw(5, 4), "setting", (2.5,))),
        away(at("large scores", 1000 * draw(5, 4), "large")),
        at("equal scores", np.full((5, 4), 0.7), "constant"),
        at("a lead of the margin, at the kink", kinks, "kink"),
    ]


def away(point):
    """Put the wrong classes' scores that are within 0.02 of the kink beyond it."""
    (margin,), x, y = point.init or (1.0,), point.x, point.inputs["y"]
    near = abs(x - np.take_along_axis(x, y[..., None], -1) + margin) < 0.02
    point.x = x + 0.05 * near
    return point


MISTAKES = [
    *counts(lambda t: terms(t).sum(axis=-1), both(on)),
    Mistake(
        "out",
        "the true class is a term",
        "The loss is too large by the margin: the sum over k leaves y[i] out, set its term to "
        "0.",
        total(lambda t: np.maximum(0, lead(t) + margin(t))),
    ),
    Mistake(
        "out",
        "the margin is left out",
        "A term is max(0, x[i, k] - x[i, y[i]]): add the margin inside.",
        total(lambda t: np.maximum(0, lead(t))),
    ),
    Mistake(
        "out",
        "the margin is taken off",
        "A term is max(0, x[i, k] - x[i, y[i]] - margin): the margin is added.",
        total(lambda t: np.maximum(0, lead(t) - margin(t))),
    ),
    Mistake(
        "out",
        "terms below 0 count",
        "The terms are not cut off at 0: take max(0, term) of each.",
        total(lambda t: (lead(t) + margin(t)) * wrong(t)),
    ),
    Mistake(
        "out",
        "the difference is the wrong way round",
        "A term is max(0, x[i, y[i]] - x[i, k] + margin): it is the wrong class's score that "
        "should be lower, x[i, k] - x[i, y[i]].",
        total(lambda t: np.maximum(0, margin(t) - lead(t)) * wrong(t)),
    ),
    Mistake(
        "out",
        "the terms are squared",
        "The loss is of max(0, ...)^2: the terms are not squared here.",
        total(lambda t: terms(t) ** 2),
    ),
    Mistake(
        "out",
        "only the largest term counts",
        "The loss has each example's largest term: it is the sum of all of them.",
        mean(lambda t: terms(t).max(axis=-1)),
    ),
    Mistake(
        "out",
        "the mean is over the classes too",
        "Your loss is divided by n * K, K the classes. It should be divided by n alone: the "
        "sum of all terms / n.",
        mean(lambda t: terms(t).mean(axis=-1)),
    ),
    Mistake(
        "out",
        "the margin is 1 in forward",
        "The terms of forward have a margin of 1: read margin from the cache.",
        total(lambda t: np.maximum(0, lead(t) + 1) * wrong(t)),
    ),
    Mistake(
        "out",
        "the number of terms is the loss",
        "The loss counts the terms above 0: add up the terms themselves.",
        total(on),
    ),
    Mistake(
        "out",
        "the mean is over the wrong classes too",
        "The loss is divided by K - 1 as well: it is the mean over the n examples of their "
        "sums.",
        lambda t: t.out / (t.x.shape[-1] - 1),
    ),
    Mistake(
        "out",
        "the margin is outside of the maximum",
        "A term is max(0, x[i, k] - x[i, y[i]]) + margin: the margin is added inside, "
        "before the maximum.",
        total(lambda t: (np.maximum(0, lead(t)) + margin(t)) * wrong(t)),
    ),
    Mistake(
        "out",
        "the margin is in place of 0",
        "A term is max(margin, x[i, k] - x[i, y[i]]): it is max(0, x[i, k] - x[i, y[i]] + "
        "margin).",
        total(lambda t: np.maximum(margin(t), lead(t)) * wrong(t)),
    ),
    Mistake(
        "out",
        "terms below 0 count with their size",
        "The terms are abs(x[i, k] - x[i, y[i]] + margin): take max(0, ...) of each.",
        total(lambda t: abs(lead(t) + margin(t)) * wrong(t)),
    ),
    Mistake(
        "out",
        "the true score is left out",
        "A term is max(0, x[i, k] + margin): take x[i, y[i]] off.",
        total(lambda t: np.maximum(0, t.x + margin(t)) * wrong(t)),
    ),
    Mistake(
        "dx",
        "the true class is pulled once",
        "dx is -1 / n at the true class: its score is in every term, so it is minus the number "
        "of those above 0.",
        share(pulled(on, lambda t: -1.0)),
    ),
    Mistake(
        "dx",
        "the true class gets nothing",
        "dx is 0 at the true class: its score is in every term, with slope -1 in those above "
        "0.",
        share(pulled(on, lambda t: 0.0)),
    ),
    Mistake(
        "dx",
        "wrong classes get nothing",
        "dx is 0 but at the true class: a wrong class whose term is above 0 gets 1 / n.",
        share(pulled(lambda t: 0.0, lambda t: -number(on(t)))),
    ),
    Mistake(
        "dx",
        "the true class counts itself",
        "dx at the true class counts its own term too, which is the margin and always above "
        "0: set that term to 0 before the terms above 0 are counted.",
        share(pulled(on, lambda t: -number(on(t)) - 1)),
    ),
    Mistake(
        "dx",
        "the true class is one too high",
        "dx at the true class is 1 minus the number of terms above 0, over n: it is minus "
        "that number, without the 1.",
        share(pulled(on, lambda t: 1 - number(on(t)))),
    ),
    Mistake(
        "dx",
        "the true class counts all wrong ones",
        "dx is -(K - 1) / n at the true class: count only the terms above 0.",
        share(pulled(on, lambda t: 1.0 - t.x.shape[-1])),
    ),
    Mistake(
        "dx",
        "terms that are 0 pass",
        "dx is 1 / n at all wrong classes: where the term is 0 it is 0, and the true class "
        "does not count it.",
        share(both(lambda t: 1.0)),
    ),
    Mistake(
        "dx",
        "terms that are 0 pass with the true class's own",
        "dx is 1 / n at all wrong classes and -K / n at the true one: only terms above 0 "
        "count, term > 0 and not >= 0, and its own is none of them.",
        share(pulled(lambda t: 1.0, lambda t: -t.x.shape[-1])),
    ),
    Mistake(
        "dx",
        "the true class is pushed up",
        "dx at the true class has the wrong sign: raising its score lowers every term, so it "
        "is minus the number of terms above 0, over n.",
        share(pulled(on, lambda t: number(on(t)))),
    ),
    Mistake(
        "dx",
        "the terms stand for their slopes",
        "dx is made of the terms: the slope of max(0, term) is 1 where it is above 0.",
        share(both(terms)),
    ),
    Mistake(
        "dx",
        "dx is of squared terms",
        "dx is made of 2 * term, as if terms were squared: the slope is 1 where one is above "
        "0.",
        share(both(lambda t: 2 * terms(t))),
    ),
    Mistake(
        "dx",
        "the margin is left out",
        "A wrong class counts where x[i, k] > x[i, y[i]]: it does when its term, margin "
        "included, is above 0.",
        share(both(lambda t: lead(t) > 0)),
    ),
    Mistake(
        "dx",
        "the mask is made of the scores",
        "A wrong class counts where x[i, k] > 0: it does when its term is above 0.",
        share(both(lambda t: t.x > 0)),
    ),
    Mistake(
        "dx",
        "the margin is 1 in backward",
        "The terms of backward have a margin of 1: read margin from the cache.",
        share(both(lambda t: lead(t) > -1)),
    ),
    Mistake(
        "dx",
        "n counts entries",
        "dx is divided by the number of all scores: the mean is over the n examples.",
        lambda t: t.dx / t.x.shape[-1],
    ),
]
