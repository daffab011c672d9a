"""Targets: what can be wrong about smoothing and weights in a cross-entropy."""

from diagnose.checking.problem import Mistake
from diagnose.checking.wrong.cross_entropy import (
    elsewhere,
    loss,
    not_shared,
    slope,
    smoothing,
    softmax,
    spread,
    target,
    to_all,
    weighed,
    weights,
    whole,
    without,
)
from diagnose.checking.wrong.losses import mean, share, true

TARGETS_OUT = [
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
        "The target has smoothing / (K - 1) at the wrong classes alone: spread smoothing "
        "over all K, smoothing / K at each class, the true one too.",
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
        "out",
        "smoothing is shared by K - 1 classes and given to all K",
        "The target has smoothing / (K - 1) at every class, the true one too, so that a row "
        "sums to more than 1: spread it over all K, smoothing / K.",
        mean(loss(weighed(to_all))),
    ),
    Mistake(
        "out",
        "the true class has no share of smoothing",
        "The target has 1 - smoothing at the true class: smoothing is spread over all K, so "
        "it is 1 - smoothing + smoothing / K there.",
        mean(loss(weighed(without))),
    ),
    Mistake(
        "out",
        "the true class keeps its whole share",
        "The target has 1 and smoothing / K at the true class: it should be 1 - smoothing, "
        "and smoothing / K.",
        mean(loss(weighed(whole))),
    ),
]

TARGETS_DX = [
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
        "The target has smoothing / (K - 1) at the wrong classes alone: spread smoothing "
        "over all K, smoothing / K at each class, the true one too.",
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
        "dx is (p - q) / n, q the target times its weights: a row of q does not sum to 1, "
        "so take (p * q.sum(axis=-1, keepdims=True) - q) / n.",
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
    Mistake(
        "dx",
        "smoothing is shared by K - 1 classes and given to all K",
        "The target has smoothing / (K - 1) at every class, the true one too, so that a row "
        "sums to more than 1: spread it over all K, smoothing / K.",
        share(slope(weighed(to_all))),
    ),
    Mistake(
        "dx",
        "the true class has no share of smoothing",
        "The target has 1 - smoothing at the true class: smoothing is spread over all K, so "
        "it is 1 - smoothing + smoothing / K there.",
        share(slope(weighed(without))),
    ),
]
