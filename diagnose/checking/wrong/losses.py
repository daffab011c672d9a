"""Losses: what can be wrong about any mean of losses, and what makes such wrong means.

The mean is over n examples, or entries, that count; where t has an n, as of a loss that
divides by something else, that is it.
"""

import numpy as np

from diagnose.checking.problem import Mistake


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
            "the loss is divided by n twice",
            "The loss is divided by n twice: it is a mean already, so divide once.",
            lambda t: t.out / n(t),
        ),
        Mistake(
            "out",
            "the largest loss is taken",
            "The loss is the largest of the losses: take their mean.",
            lambda t: losses(t)[on(t)].max(),
        ),
        Mistake(
            "out",
            "only the first one counts",
            "The loss is that of the first example or entry: take the mean over all n.",
            lambda t: losses(t)[on(t)][0],
        ),
        Mistake(
            "out",
            "only the last one counts",
            "The loss is that of the last example or entry, as if a loop overwrote it: add the "
            "losses up, and divide by n.",
            lambda t: losses(t)[on(t)][-1],
        ),
        Mistake(
            "out",
            "only the last one counts, divided by n",
            "The loss is that of the last example or entry, divided by n, as if a loop "
            "overwrote it: add the losses up with +=.",
            lambda t: losses(t)[on(t)][-1] / n(t),
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
            "The loss is divided by the number of all: n is how many the mask counts, "
            "mask.sum().",
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
            "dx is divided by the number of all: n is how many the mask counts, mask.sum().",
            lambda t: t.dx * on(t).mean(),
        ),
    ]


def at_label(t, a):
    """Return a's entries at the labels."""
    return (true(t) * a).sum(axis=-1)


def labels(scores) -> list[Mistake]:
    """Return what can be wrong about where a loss -mean of scores(t)[i, y[i]] looks."""

    def moved(t, y):
        return -(scores(t) * (np.arange(t.x.shape[-1]) == np.asarray(y)[..., None])).sum(-1)

    def crossed(t):
        return -scores(t)[on(t)][:, np.asarray(t.y)[on(t)]]

    return [
        Mistake(
            "out",
            "the minus is left out",
            "The loss is the mean of log p at the true class, which is below 0: put a minus "
            "before it.",
            lambda t: -t.out,
        ),
        Mistake(
            "out",
            "the mean is over all entries",
            "The sum is divided by n * K, the number of all entries, as .mean() of an array "
            "with K columns does: divide by n, the number of examples.",
            lambda t: t.out / t.x.shape[-1],
        ),
        Mistake(
            "out",
            "every row has the first label",
            "The loss takes each row at y[0]: row i has a label of its own, y[i].",
            mean(lambda t: moved(t, np.full(np.shape(t.y), np.ravel(t.y)[0]))),
        ),
        Mistake(
            "out",
            "the label is one off",
            "The loss takes row i at the class before y[i]: labels start at 0, so take nothing "
            "off.",
            mean(lambda t: moved(t, (np.asarray(t.y) - 1) % t.x.shape[-1])),
        ),
        Mistake(
            "out",
            "every row has all labels",
            "The loss is the mean of log p[:, y], every row at the labels of all rows: pair "
            "them, log p[np.arange(n), y].",
            lambda t: crossed(t).mean(),
        ),
        Mistake(
            "out",
            "the sum is over every row at all labels",
            "The loss is the sum of log p[:, y], every row at the labels of all rows, over n: "
            "pair them, log p[np.arange(n), y].",
            lambda t: crossed(t).sum() / n(t),
        ),
    ]
