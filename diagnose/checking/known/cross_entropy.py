"""Cross-entropy: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.nll import labelled
from diagnose.checking.known.relu import large
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.cross_entropy import (
    FROM_SCORES,
    guarded,
    jacobian,
    loss,
    slope,
    softmax,
    target,
    weighed,
)
from diagnose.checking.wrong.logarithms import logarithms
from diagnose.checking.wrong.losses import (
    at_label,
    counts,
    labels,
    mean,
    on,
    present,
    share,
    true,
)
from diagnose.checking.wrong.softmax import shifted, total
from diagnose.checking.wrong.summed import SUMMED_DX, SUMMED_OUT
from diagnose.checking.wrong.targets import TARGETS_DX, TARGETS_OUT

FORMULA = {
    "out": "loss = -mean of log p[i, y[i]], p = softmax(x)",
    "dx": "dx = dout * (p - t) / n, t[i, k] = 1 at k = y[i], else 0",
}


def sweep(draw) -> list[At]:
    """Return the points: shapes, labels, masks; smoothing and weights; large scores."""
    y = {"y": draw.rng.permutation([2, 0, 2, 1, 0])}
    weights = (0.3, 2.0, 1.3, 0.8)

    def at(setting, x, trait, **settings):
        return At(setting, x, settings=settings, inputs=y, trait=trait)

    return [
        *labelled(draw, draw),
        at("smoothing=0.3", draw(5, 4), "setting", smoothing=0.3),
        at("a weight for each class", draw(5, 4), "setting", weights=weights),
        at("weights and smoothing", draw(5, 4), "setting", weights=weights, smoothing=0.3),
        at("large scores", large(draw, 5, 4), "large"),
        at("scores all about 1000", 1000 + draw(5, 4), "large"),
        at("scores all about -1000", -1000 + draw(5, 4), "large"),
        at("equal scores", np.full((5, 4), 0.7), "constant"),
    ]


MISTAKES = [
    *counts(loss(weighed(target)), slope(weighed(target))),
    *labels(lambda t: np.log(softmax(t.x))),
    Mistake(
        "out",
        "the logarithm is left out",
        "The loss is -mean of p at the true class: take its logarithm.",
        mean(lambda t: -at_label(t, softmax(t.x))),
    ),
    Mistake(
        "out",
        "all classes are in the loss",
        "The loss is made of log p of all classes: only the true class counts, log p[i, y[i]].",
        mean(lambda t: -np.log(softmax(t.x)).sum(axis=-1)),
    ),
    Mistake(
        "out",
        "the mean is over all classes",
        "The loss is -mean of log p over all classes: only the true one counts, log p[i, "
        "y[i]].",
        mean(lambda t: -np.log(softmax(t.x)).mean(axis=-1)),
    ),
    *SUMMED_OUT,
    Mistake(
        "out",
        "the softmax is taken twice",
        "The softmax is taken of p, which is one already: x are scores, and one softmax makes "
        "p of them.",
        mean(lambda t: -(weighed(target)(t) * np.log(softmax(softmax(t.x)))).sum(axis=-1)),
    ),
    Mistake(
        "out",
        "the logarithm is of the mean",
        "The loss is -log of the mean of p[i, y[i]]: take each logarithm, then the mean.",
        lambda t: -np.log(mean(lambda t: at_label(t, softmax(t.x)))(t)),
    ),
    Mistake(
        "out",
        "one minus p is the loss",
        "The loss is the mean of 1 - p[i, y[i]]: it should be that of -log p[i, y[i]].",
        mean(lambda t: 1 - at_label(t, softmax(t.x))),
    ),
    Mistake(
        "out",
        "the logarithm is of one minus p",
        "The loss is -mean of log(1 - p[i, y[i]]): it should be of log p[i, y[i]].",
        mean(lambda t: -np.log(1 - at_label(t, softmax(t.x)))),
    ),
    Mistake(
        "out",
        "wrong classes have a term",
        "The loss has log(1 - p) of the wrong classes too, as a sigmoid for each class would: "
        "with a softmax -log p[i, y[i]] is all.",
        mean(lambda t: -np.log(abs(1 - true(t) - softmax(t.x))).sum(axis=-1)),
    ),
    Mistake(
        "out",
        "p stands for the target",
        "The loss is -sum of p log p, the entropy of p: the target t stands before log p, 1 at "
        "y[i] and 0 elsewhere.",
        mean(lambda t: -(softmax(t.x) * np.log(softmax(t.x))).sum(axis=-1)),
    ),
    Mistake(
        "out",
        "the largest p is taken",
        "The loss is -mean of log of each row's largest p: take the one at y[i].",
        mean(lambda t: -np.log(softmax(t.x).max(axis=-1))),
    ),
    Mistake(
        "out",
        "the loss is a squared error",
        "The loss is the sum of (p - t)^2: it should be -log p[i, y[i]].",
        mean(lambda t: ((softmax(t.x) - true(t)) ** 2).sum(axis=-1)),
    ),
    Mistake(
        "out",
        "the maximum is not taken off x",
        "The loss is log sum exp(x - max) - x[i, y[i]]: take the row's maximum off x[i, y[i]] "
        "as well, or add it to the logarithm.",
        mean(lambda t: np.log(total(shifted(t.x)))[..., 0] - at_label(t, t.x)),
    ),
    Mistake(
        "out",
        "the sum of the exponentials is left out",
        "The loss is -mean of x[i, y[i]]: add log sum_j exp(x[i, j]), the logarithm of what p "
        "is divided by.",
        mean(lambda t: -at_label(t, t.x)),
    ),
    *logarithms(guarded, FROM_SCORES),
    *TARGETS_OUT,
    Mistake(
        "dx",
        "the minus one is forgotten",
        "dx is dout * p / n: at the true class take 1 off, p - 1.",
        share(lambda t: softmax(t.x)),
    ),
    Mistake(
        "dx",
        "the one is not divided by n",
        "dx is p / n - 1 at the true class: take the 1 off p first, then divide by n, (p - 1) "
        "/ n.",
        lambda t: share(lambda t: softmax(t.x))(t) - share(true)(t) * on(t).sum(),
    ),
    Mistake(
        "dx",
        "p is not divided by n",
        "dx is p - 1 / n at the true class and p elsewhere: divide both by n, (p - t) / n.",
        lambda t: share(lambda t: softmax(t.x))(t) * on(t).sum() - share(true)(t),
    ),
    Mistake(
        "dx",
        "one is taken off every class",
        "dx is (p - 1) / n at every class: take the 1 off at the true class alone.",
        share(lambda t: softmax(t.x) - 1),
    ),
    Mistake(
        "dx",
        "all labels are set in every row",
        "dx[:, y] -= 1 takes 1 off in all rows, at each label of any row: pair them, "
        "dx[np.arange(n), y] -= 1.",
        share(lambda t: softmax(t.x) - present(t)),
    ),
    Mistake(
        "dx",
        "one is added at the true class",
        "dx is (p + 1) / n at the true class: it should be (p - 1) / n.",
        share(lambda t: softmax(t.x) + true(t)),
    ),
    Mistake(
        "dx",
        "p is not normalized",
        "dx has exp(x - max) where p belongs: divide by the sum of its row.",
        share(lambda t: shifted(t.x) - true(t)),
    ),
    Mistake(
        "dx",
        "p is exp of x",
        "dx has exp(x) where p belongs: divide by the sum of its row.",
        share(lambda t: np.exp(t.x) - true(t)),
    ),
    *SUMMED_DX,
    Mistake(
        "dx",
        "the scores stand for p",
        "dx is (x - t) / n: it is p = softmax(x) that the target is taken off.",
        share(lambda t: t.x - true(t)),
    ),
    Mistake(
        "dx",
        "log p stands for p",
        "dx is (log p - t) / n: it is p itself that the target is taken off.",
        share(lambda t: np.log(softmax(t.x)) - true(t)),
    ),
    Mistake(
        "dx",
        "softmax's slope comes in twice",
        "dx = (p - t) / n is the gradient of the scores already: softmax's backward is not "
        "applied to it again.",
        share(lambda t: jacobian(softmax(t.x), softmax(t.x) - true(t))),
    ),
    Mistake(
        "dx",
        "the softmax is taken twice",
        "dx has the softmax of p where p belongs: x are scores, and one softmax makes p of "
        "them.",
        share(lambda t: softmax(softmax(t.x)) - target(t)),
    ),
    Mistake(
        "dx",
        "dx is of the probabilities",
        "dx is -1 / p at the true class, the gradient of p: go on through the softmax, which "
        "gives (p - t) / n.",
        share(lambda t: -true(t) / softmax(t.x)),
    ),
    Mistake(
        "dx",
        "wrong classes get nothing",
        "dx is 0 but at the true class: the scores of all classes are in p, so dx = p / n at "
        "the wrong ones.",
        share(lambda t: true(t) * (softmax(t.x) - 1)),
    ),
    Mistake(
        "dx",
        "the true class gets nothing",
        "dx is 0 at the true class: it should be (p - 1) / n there.",
        share(lambda t: (1 - true(t)) * softmax(t.x)),
    ),
    Mistake(
        "dx",
        "n counts entries",
        "dx is divided by the number of all scores: the mean is over the n examples.",
        lambda t: t.dx / t.x.shape[-1],
    ),
    *TARGETS_DX,
]
