"""NLL: where to try it, and its wrong derivations; and what losses share.

The mean is over n examples, or entries, that count; where t has an n, as of a loss that
divides by something else, that is it.
"""

import numpy as np

from diagnose.checking.problem import At, Mistake

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


def on(t):
    """Return which examples count, or entries, in the shape of y."""
    mask = getattr(t, "mask", None)
    return np.ones(np.shape(t.y), bool) if mask is None else mask


def n(t):
    """Return over how many the mean is."""
    return getattr(t, "n", on(t).sum())


def true(t):
    """Return 1 at the true classes and 0 elsewhere, of x's shape."""
    return 1.0 * (np.arange(t.x.shape[-1]) == np.asarray(t.y)[..., None])


def present(t):
    """Return 1 in each row at all classes that are the label of any row, and 0 elsewhere."""
    return np.isin(np.arange(t.x.shape[-1]), np.asarray(t.y)[on(t)]) * np.ones(t.x.shape)


def counting(t, a):
    """Return a, of x's shape or y's, with 0 where it does not count."""
    return a * (on(t)[..., None] if np.ndim(a) > on(t).ndim else on(t))


def mean(losses):
    """Return the wrong function for a loss that is the mean of losses(t), of y's shape."""
    return lambda t: counting(t, losses(t)).sum() / n(t)


def share(slopes):
    """Return the wrong function for a dx that is slopes(t) * dout / n where it counts."""
    return lambda t: counting(t, slopes(t)) * t.dout / n(t)


def counts(losses, slopes) -> list[Mistake]:
    """Return what can be wrong about n, dout and the mask, of a mean of losses(t)."""
    return [
        Mistake(
            "out",
            "the loss is a sum",
            "The loss is the sum of the losses: divide it by n, how many count.",
            lambda t: t.out * n(t),
        ),
        Mistake(
            "out",
            "the mask is ignored",
            "The loss is the mean over all, those included where mask is False: only what "
            "mask counts is in the mean.",
            lambda t: losses(t).mean(),
        ),
        Mistake(
            "out",
            "the mean divides by what does not count",
            "The loss is divided by the number of all: n is how many the mask counts.",
            lambda t: t.out * on(t).mean(),
        ),
        Mistake(
            "dx",
            "dx is not divided by n",
            "dx is that of a sum: the loss is a mean over n, so each gets 1 / n of dout.",
            lambda t: t.dx * n(t),
        ),
        Mistake(
            "dx",
            "dx is divided by n twice",
            "dx is divided by n twice: the loss is a mean over n, so divide once.",
            lambda t: t.dx / n(t),
        ),
        Mistake(
            "dx",
            "dout is left out",
            "dx is right for dout = 1 only: by the chain rule it is multiplied by dout.",
            lambda t: t.dx / t.dout,
        ),
        Mistake(
            "dx",
            "the mask is ignored",
            "dx is that of a mean over all: where mask is False dx is 0, and n is how many "
            "the mask counts.",
            lambda t: slopes(t) * t.dout / on(t).size,
        ),
        Mistake(
            "dx",
            "what does not count has a gradient",
            "dx is not 0 where mask is False: what does not count has no gradient.",
            lambda t: slopes(t) * t.dout / n(t),
        ),
        Mistake(
            "dx",
            "n counts what does not count",
            "dx is divided by the number of all: n is how many the mask counts.",
            lambda t: t.dx * on(t).mean(),
        ),
    ]


def each(t):
    """Return minus the entry at each label."""
    return -(true(t) * t.x).sum(axis=-1)


MISTAKES = [
    *counts(each, lambda t: -true(t)),
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
