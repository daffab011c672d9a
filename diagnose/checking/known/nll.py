"""NLL: where to try it, and its wrong derivations; and points for losses of labels."""

import numpy as np

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.losses import counts, labels, mean, present, share, true

FORMULA = {
    "out": "loss = -mean of x[i, y[i]] over the examples i that count",
    "dx": "dx[i, y[i]] = -dout / n, 0 elsewhere",
}


def labelled(scores, draw, settings=None) -> list[At]:
    """Return points of a loss of scores(N, ..., K): shapes, labels, masks."""

    def at(setting, x, y, trait="", **mask):
        inputs = {"y": np.asarray(y), **mask}
        return At(setting, x, settings=settings or {}, inputs=inputs, trait=trait)

    y, mask = draw.rng.permutation([2, 0, 2, 1, 0]), draw.rng.permutation([1, 0, 1, 0, 1]) > 0
    steps = draw.mask(2, 3)
    return [
        at("all sizes unequal", scores(5, 4), y),
        at("as many examples as classes", scores(4, 4), draw.whole(4, 4)),
        at("the same label everywhere", scores(5, 4), np.full(5, 1), "repeated"),
        at("one example", scores(1, 4), [2], "one example"),
        at("two classes", scores(5, 2), draw.whole(2, 5)),
        at("one class", scores(5, 1), np.zeros(5, int), "one feature"),
        at("a mask", scores(5, 4), y, "masked", mask=mask),
        at(
            "a mask, labels of -1 under it",
            scores(5, 4),
            np.where(mask, y, -1),
            "masked",
            mask=mask,
        ),
        at("x of three axes", scores(2, 3, 4), draw.whole(4, 2, 3), "more axes"),
        at(
            "x of three axes, a mask",
            scores(2, 3, 4),
            draw.whole(4, 2, 3),
            "masked",
            mask=steps,
        ),
    ]


def sweep(draw) -> list[At]:
    """Return the points: shapes of log-probabilities, labels, masks; very low ones."""

    def scores(*shape):
        x = draw(*shape)
        return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))

    large = At("log-probabilities of -1000", -1000 - draw.positive(5, 4), trait="large")
    large.inputs["y"] = draw.whole(4, 5)
    return [*labelled(scores, draw), large]


def each(t):
    """Return minus the entry at each label."""
    return -(true(t) * t.x).sum(axis=-1)


MISTAKES = [
    *counts(each, lambda t: -true(t)),
    *labels(lambda t: t.x),
    Mistake(
        "out",
        "the row is normalized again",
        "The loss is a cross-entropy of x: here x holds log-probabilities, whose exponentials "
        "sum to 1 already. Take -x[i, y[i]] as it is.",
        mean(lambda t: each(t) + np.log(np.exp(t.x).sum(-1))),
    ),
    Mistake(
        "out",
        "all classes are in the loss",
        "The loss is minus the sum over all classes: only x[i, y[i]] counts.",
        mean(lambda t: -t.x.sum(axis=-1)),
    ),
    Mistake(
        "out",
        "the mean is over all classes",
        "The loss is minus the mean of all entries of x: only x[i, y[i]] counts.",
        mean(lambda t: -t.x.mean(axis=-1)),
    ),
    Mistake(
        "out",
        "the probability stands for its logarithm",
        "The loss is made of exp(x): x holds log-probabilities, and is to be taken as it is.",
        mean(lambda t: -(true(t) * np.exp(t.x)).sum(axis=-1)),
    ),
    Mistake(
        "out",
        "the largest is taken",
        "The loss is minus the mean of each row's largest entry: take the one at y[i].",
        mean(lambda t: -t.x.max(axis=-1)),
    ),
    Mistake(
        "dx",
        "dx is a cross entropy's",
        "dx is (exp(x) - 1 at the true class) / n, the gradient with a softmax before: here x "
        "are log-probabilities, and dx is -1 / n at the true class alone.",
        share(lambda t: np.exp(t.x) - true(t)),
    ),
    Mistake(
        "dx",
        "all classes have the gradient",
        "dx is -1 / n at every class: it is 0 but at the true one.",
        share(lambda t: -np.ones(t.x.shape)),
    ),
    Mistake(
        "dx",
        "all labels are set in every row",
        "dx[:, y] is set in all rows, for each label of any row: pair them, "
        "dx[np.arange(n), y] = -1 / n.",
        share(lambda t: -present(t)),
    ),
    Mistake(
        "dx",
        "the logarithm has a slope",
        "dx is -1 / x at the true class, as if the logarithm were taken here: x holds "
        "log-probabilities, and the slope is -1.",
        share(lambda t: -true(t) / t.x),
    ),
    Mistake(
        "dx",
        "the slope is x",
        "dx is made of x at the true class: out is linear in it, and the slope is -1 / n.",
        share(lambda t: -true(t) * t.x),
    ),
    Mistake(
        "dx",
        "n counts entries",
        "dx is divided by the number of all scores: the mean is over the n examples.",
        lambda t: t.dx / t.x.shape[-1],
    ),
]
