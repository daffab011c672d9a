"""Softmax: where to try it, and its wrong derivations; and points for logsoftmax too."""

import numpy as np

from diagnose.checking.known.relu import large
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.softmax import shifted, total

FORMULA = {
    "out": "out[k] = exp(x[k]) / sum_j exp(x[j]), along the last axis",
    "dx": "dx = out * (dout - (dout * out).sum over the last axis)",
}


def scores(draw) -> list[At]:
    """Return points of scores: shapes, equal scores, and large ones."""
    return [
        At("all sizes unequal", draw(5, 4)),
        At("as many examples as classes", draw(4, 4)),
        At("one example", draw(1, 4), trait="one example"),
        At("two classes", draw(5, 2)),
        At("one class", draw(5, 1), trait="one feature"),
        At("x of one axis", draw(4), trait="more axes"),
        At("x of three axes", draw(2, 3, 4), trait="more axes"),
        At("large scores", large(draw, 5, 4), trait="large"),
        At("scores all about 1000", 1000 + draw(5, 4), trait="large"),
        At("scores all about -1000", -1000 + draw(5, 4), trait="large"),
        At("equal scores", np.full((3, 4), 0.7), trait="constant"),
    ]


def sweep(draw) -> list[At]:
    """Return the points: shapes, equal scores, and large ones."""
    return scores(draw)


MISTAKES = [
    Mistake(
        "out",
        "out sums to 1 over the examples",
        "out is divided by the sum over the first axis: a row is one example's classes, so sum "
        "over the last, axis=-1, keepdims=True.",
        lambda t: np.exp(t.x) / np.exp(t.x).sum(axis=0, keepdims=True),
    ),
    Mistake(
        "out",
        "out sums to 1 over all",
        "out is divided by the sum of the whole array: sum each row, axis=-1, keepdims=True.",
        lambda t: np.exp(t.x) / np.exp(t.x).sum(),
    ),
    Mistake(
        "out",
        "shifted out sums to 1 over the examples",
        "exp(x - max) is divided by the sum over the first axis: sum over the last, axis=-1, "
        "keepdims=True.",
        lambda t: shifted(t.x) / shifted(t.x).sum(axis=0),
    ),
    Mistake(
        "out",
        "shifted out sums to 1 over all",
        "exp(x - max) is divided by the sum of the whole array: sum each row, axis=-1, "
        "keepdims=True.",
        lambda t: shifted(t.x) / shifted(t.x).sum(),
    ),
    Mistake(
        "out",
        "out is not normalized",
        "out is exp(x): divide by the sum of each row.",
        lambda t: np.exp(t.x),
    ),
    Mistake(
        "out",
        "out is shifted but not normalized",
        "out is exp(x - max): divide by the sum of each row.",
        lambda t: shifted(t.x),
    ),
    Mistake(
        "out",
        "exp is left out",
        "out is x divided by its row's sum: take exp of x first.",
        lambda t: t.x / total(t.x),
    ),
    Mistake(
        "out",
        "out is a sigmoid",
        "out is 1 / (1 + exp(-x)), each class by itself: divide exp(x) by the sum of its row.",
        lambda t: (1 + np.tanh(t.x / 2)) / 2,
    ),
    Mistake(
        "out",
        "out is the logarithm",
        "out is log of the softmax: leave the logarithm out.",
        lambda t: np.log(shifted(t.x) / total(shifted(t.x))),
    ),
    Mistake(
        "out",
        "the maximum is taken off above only",
        "out is exp(x - max) / sum exp(x): take the maximum off below as well.",
        lambda t: shifted(t.x) / total(np.exp(t.x)),
    ),
    Mistake(
        "dx",
        "only the diagonal is there",
        "dx is dout * out * (1 - out): each out depends on all scores of its row, so sum "
        "dout * out over the row, dx = out * (dout - sum).",
        lambda t: t.dout * t.out * (1 - t.out),
    ),
    Mistake(
        "dx",
        "the sum is left out",
        "dx is dout * out: the normalizing sum depends on x too, which takes "
        "(dout * out).sum off dout.",
        lambda t: t.dout * t.out,
    ),
    Mistake(
        "dx",
        "dx is not weighted by out",
        "dx is dout - (dout * out).sum: multiply the bracket by out.",
        lambda t: t.dout - total(t.dout * t.out),
    ),
    Mistake(
        "dx",
        "the sum is of dout alone",
        "dx is out * (dout - dout.sum): the sum is of dout * out.",
        lambda t: t.out * (t.dout - total(t.dout)),
    ),
    Mistake(
        "dx",
        "the mean of dout is taken off",
        "dx is out * (dout - dout.mean): it is the mean under the probabilities, "
        "(dout * out).sum.",
        lambda t: t.out * (t.dout - t.dout.mean(axis=-1, keepdims=True)),
    ),
    Mistake(
        "dx",
        "the sum is over the examples",
        "(dout * out) is summed over the first axis: a row is one example's classes, axis=-1.",
        lambda t: t.out * (t.dout - (t.dout * t.out).sum(axis=0, keepdims=True)),
    ),
    Mistake(
        "dx",
        "the sum is over all",
        "(dout * out) is summed over the whole array: sum each row, axis=-1, keepdims=True.",
        lambda t: t.out * (t.dout - (t.dout * t.out).sum()),
    ),
    Mistake(
        "dx",
        "the sum is added",
        "dx is out * (dout + (dout * out).sum): the sum is taken off.",
        lambda t: t.out * (t.dout + total(t.dout * t.out)),
    ),
    Mistake(
        "dx",
        "the diagonal is left out",
        "dx has only the terms of the other classes, -out[j] * out[k]: for j = k it is "
        "out[k] * (1 - out[k]).",
        lambda t: t.out * (t.dout * t.out - total(t.dout * t.out)),
    ),
    Mistake(
        "dx",
        "the bracket's sum is not weighted",
        "dx is dout * out - (dout * out).sum: the sum too is multiplied by out.",
        lambda t: t.dout * t.out - total(t.dout * t.out),
    ),
    Mistake(
        "dx",
        "the slope is taken at x",
        "dx has x where out belongs: dx = out * (dout - (dout * out).sum). Save out in "
        "forward.",
        lambda t: t.x * (t.dout - total(t.dout * t.x)),
    ),
    Mistake(
        "dx",
        "dx is a cross entropy's",
        "dx is out - dout, as if dout were the labels: that is the gradient of the loss "
        "behind a softmax.",
        lambda t: t.out - t.dout,
    ),
]
