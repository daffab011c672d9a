"""Cross-entropy: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.nll import counts, labelled, mean, on, present, share, true
from diagnose.checking.known.relu import large
from diagnose.checking.known.softmax import shifted, top, total
from diagnose.checking.problem import At, Mistake

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


def softmax(x):
    """Return the probabilities."""
    return shifted(x) / total(shifted(x))


def at_label(t, a):
    """Return a's entries at the labels."""
    return (true(t) * a).sum(axis=-1)


def smoothing(t):
    """Return the share that is spread, 0 where none is given."""
    return getattr(t, "smoothing", 0.0)


def target(t):
    """Return t of the formula, with its smoothing."""
    return (1 - smoothing(t)) * true(t) + smoothing(t) / t.x.shape[-1]


def spread(t):
    """Return the part of the target that is spread over all classes."""
    return np.full(t.x.shape, smoothing(t) / t.x.shape[-1])


def elsewhere(t):
    """Return the target whose smoothing is spread over the wrong classes only."""
    share = smoothing(t) / max(t.x.shape[-1] - 1, 1)
    return (1 - smoothing(t)) * true(t) + share * (1 - true(t))


def weights(t):
    """Return the classes' weights, and the mean of the true classes' that count."""
    found = getattr(t, "weights", None)
    found = np.ones(t.x.shape[-1]) if found is None else np.asarray(found)
    return found, found[np.asarray(t.y)[on(t)]].mean()


def weighed(target):
    """Return the function of a target that has the weights in it, q of the layer."""
    return lambda t: target(t) * weights(t)[0] / weights(t)[1]


def loss(target):
    """Return the function of each example's loss for a target."""
    return lambda t: -(target(t) * np.log(softmax(t.x))).sum(axis=-1)


def slope(target):
    """Return the function of its slopes; a target with weights need not sum to 1."""
    return lambda t: softmax(t.x) * total(target(t)) - target(t)


def not_shared(t):
    """Return each example's loss if smoothing multiplies the sum of its shifted scores."""
    z = t.x - top(t.x)
    aim = (1 - smoothing(t)) * at_label(t, z) + smoothing(t) * z.sum(axis=-1)
    return np.log(np.exp(z).sum(axis=-1)) - aim


def jacobian(p, d):
    """Return the gradient behind a softmax: p * (d - its mean under p)."""
    return p * (d - total(p * d))


MISTAKES = [
    *counts(loss(weighed(target)), slope(weighed(target))),
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
    Mistake(
        "out",
        "p sums to 1 over the examples",
        "exp(x) is summed over the first axis: a row is one example's classes, axis=-1.",
        mean(lambda t: -at_label(t, t.x - np.log(np.exp(t.x).sum(axis=0, keepdims=True)))),
    ),
    Mistake(
        "out",
        "p sums to 1 over all",
        "exp(x) is summed over the whole array: sum each row, axis=-1, keepdims=True.",
        mean(lambda t: -at_label(t, t.x - np.log(np.exp(t.x).sum()))),
    ),
    Mistake(
        "out",
        "shifted p sums to 1 over the examples",
        "exp(x - max) is summed over the first axis: a row is one example's classes, axis=-1.",
        mean(lambda t: -at_label(t, np.log(shifted(t.x) / shifted(t.x).sum(axis=0)))),
    ),
    Mistake(
        "out",
        "shifted p sums to 1 over all",
        "exp(x - max) is summed over the whole array: sum each row, axis=-1, keepdims=True.",
        mean(lambda t: -at_label(t, np.log(shifted(t.x) / shifted(t.x).sum()))),
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
    Mistake(
        "out",
        "the logarithm is to base 2",
        "The loss is in bits, of np.log2: it should be in nats, np.log.",
        lambda t: t.out / np.log(2),
    ),
    Mistake(
        "out",
        "smoothing is left out of the loss",
        "The loss is -mean of log p[i, y[i]] whatever smoothing is: a share smoothing of the "
        "target is spread evenly over the K classes.",
        mean(loss(weighed(true))),
    ),
    Mistake(
        "out",
        "smoothing is not divided by K",
        "The target has smoothing at every class: the share is spread, smoothing / K for each.",
        mean(loss(weighed(lambda t: (1 - smoothing(t)) * true(t) + smoothing(t)))),
    ),
    Mistake(
        "out",
        "smoothing leaves the true class out",
        "smoothing is spread over the K - 1 wrong classes: here it is over all K, smoothing / "
        "K.",
        mean(loss(weighed(elsewhere))),
    ),
    Mistake(
        "out",
        "the weights are ignored",
        "The loss is the same for all weights: multiply each class's term by weights[k].",
        mean(loss(target)),
    ),
    Mistake(
        "out",
        "the mean of all weights divides",
        "It is divided by the mean of all K weights: divide by the mean of the true classes' "
        "weights.",
        mean(loss(lambda t: target(t) * weights(t)[0] / weights(t)[0].mean())),
    ),
    Mistake(
        "out",
        "the weighted loss is divided by n",
        "The weighted losses are divided by n: divide by the sum of the true classes' weights.",
        mean(loss(lambda t: target(t) * weights(t)[0])),
    ),
    Mistake(
        "out",
        "smoothing multiplies the sum of the scores",
        "smoothing times the sum of all scores is in the loss: the share is spread, so it is "
        "smoothing / K times the sum, their mean.",
        mean(not_shared),
    ),
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
    Mistake(
        "dx",
        "p sums to 1 over the examples",
        "p is exp(x) divided by the sum over the first axis: sum each row, axis=-1.",
        share(lambda t: np.exp(t.x) / np.exp(t.x).sum(axis=0, keepdims=True) - true(t)),
    ),
    Mistake(
        "dx",
        "shifted p sums to 1 over the examples",
        "p is exp(x - max) divided by the sum over the first axis: sum each row, axis=-1.",
        share(lambda t: shifted(t.x) / shifted(t.x).sum(axis=0) - true(t)),
    ),
    Mistake(
        "dx",
        "p sums to 1 over all",
        "p is exp(x) divided by the sum of the whole array: sum each row, axis=-1.",
        share(lambda t: np.exp(t.x) / np.exp(t.x).sum() - true(t)),
    ),
    Mistake(
        "dx",
        "shifted p sums to 1 over all",
        "p is exp(x - max) divided by the sum of the whole array: sum each row, axis=-1.",
        share(lambda t: shifted(t.x) / shifted(t.x).sum() - true(t)),
    ),
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
    Mistake(
        "dx",
        "smoothing is left out of dx",
        "dx takes 1 off at the true class, whatever smoothing is: it should be "
        "p - (1 - smoothing) there, and smoothing / K less at every class.",
        share(slope(weighed(true))),
    ),
    Mistake(
        "dx",
        "smoothing is not spread in dx",
        "dx takes 1 - smoothing off at the true class alone: take smoothing / K off every "
        "class.",
        share(lambda t: slope(weighed(target))(t) + weighed(spread)(t)),
    ),
    Mistake(
        "dx",
        "the true class keeps its whole share",
        "dx takes 1 and smoothing / K off at the true class: it should be 1 - smoothing, and "
        "smoothing / K.",
        share(lambda t: slope(weighed(target))(t) - smoothing(t) * weighed(true)(t)),
    ),
    Mistake(
        "dx",
        "smoothing leaves the true class out",
        "smoothing is spread over the K - 1 wrong classes: here it is over all K, smoothing / "
        "K.",
        share(slope(weighed(elsewhere))),
    ),
    Mistake(
        "dx",
        "the weights are ignored",
        "dx is (p - t) / n for all weights: a class's term is multiplied by weights[k], and "
        "divided by the mean of the true classes' weights.",
        share(slope(target)),
    ),
    Mistake(
        "dx",
        "weighted rows are taken to sum to 1",
        "dx is (p - q) / n, q the weighted target: its rows do not sum to 1, so p is "
        "multiplied by their sum.",
        share(lambda t: softmax(t.x) - weighed(target)(t)),
    ),
    Mistake(
        "dx",
        "the mean of all weights divides",
        "It is divided by the mean of all K weights: divide by the mean of the true classes' "
        "weights.",
        share(slope(lambda t: target(t) * weights(t)[0] / weights(t)[0].mean())),
    ),
    Mistake(
        "dx",
        "weighted rows are divided by n",
        "dx is weights[y] * (p - t) / n: divide by the sum of the true classes' weights, not "
        "n.",
        share(slope(lambda t: target(t) * weights(t)[0])),
    ),
]
