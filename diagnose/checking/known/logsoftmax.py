"""Log-softmax: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.softmax import scores
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.softmax import shifted, top, total

FORMULA = {
    "out": "out[k] = x[k] - log sum_j exp(x[j]), along the last axis",
    "dx": "dx = dout - exp(out) * dout.sum over the last axis",
}


def sweep(draw) -> list[At]:
    """Return the points: shapes, equal scores, and large ones."""
    return scores(draw)


MISTAKES = [
    Mistake(
        "out",
        "out sums over the examples",
        "exp(x) is summed over the first axis: a row is one example's classes, axis=-1.",
        lambda t: t.x - np.log(np.exp(t.x).sum(axis=0, keepdims=True)),
    ),
    Mistake(
        "out",
        "out sums over all",
        "exp(x) is summed over the whole array: sum each row, axis=-1, keepdims=True.",
        lambda t: t.x - np.log(np.exp(t.x).sum()),
    ),
    Mistake(
        "out",
        "shifted out sums over the examples",
        "exp(x - max) is summed over the first axis: a row is one example's classes, axis=-1.",
        lambda t: t.x - top(t.x) - np.log(shifted(t.x).sum(axis=0)),
    ),
    Mistake(
        "out",
        "shifted out sums over all",
        "exp(x - max) is summed over the whole array: sum each row, axis=-1, keepdims=True.",
        lambda t: t.x - top(t.x) - np.log(shifted(t.x).sum()),
    ),
    Mistake(
        "out",
        "the logarithm is left out",
        "out is the softmax: take its logarithm.",
        lambda t: shifted(t.x) / total(shifted(t.x)),
    ),
    Mistake(
        "out",
        "the maximum is not taken off x",
        "out is x - log sum exp(x - max): take the row's maximum off x as well, or add it to "
        "the logarithm.",
        lambda t: t.x - np.log(total(shifted(t.x))),
    ),
    Mistake(
        "out",
        "the maximum is taken off x alone",
        "out is x - max - log sum exp(x): in the sum too the maximum is taken off.",
        lambda t: t.x - top(t.x) - np.log(total(np.exp(t.x))),
    ),
    Mistake(
        "out",
        "the logarithm of the sum is left out",
        "out is x - sum exp(x): it should be x - log sum exp(x).",
        lambda t: t.x - total(np.exp(t.x)),
    ),
    Mistake(
        "out",
        "only the maximum is taken off",
        "out is x - max: log sum exp(x - max) is to be taken off too.",
        lambda t: t.x - top(t.x),
    ),
    Mistake(
        "out",
        "the logarithm is to base 2",
        "out has np.log2: the natural logarithm is meant, np.log.",
        lambda t: t.x - top(t.x) - np.log2(total(shifted(t.x))),
    ),
    Mistake(
        "dx",
        "the normalizer is taken as a constant",
        "dx is dout: log sum exp(x) depends on x as well, which takes exp(out) * dout.sum off.",
        lambda t: t.dout,
    ),
    Mistake(
        "dx",
        "only the diagonal is there",
        "dx is dout * (1 - exp(out)): each out depends on all scores of its row, so sum dout "
        "over the row.",
        lambda t: t.dout * (1 - np.exp(t.out)),
    ),
    Mistake(
        "dx",
        "the probabilities are left out",
        "dx is dout - dout.sum: the sum is multiplied by exp(out), the slope of the logarithm.",
        lambda t: t.dout - total(t.dout),
    ),
    Mistake(
        "dx",
        "the mean of dout is taken off",
        "dx is dout - dout.mean, as if all classes were equally likely: take exp(out) * "
        "dout.sum off.",
        lambda t: t.dout - t.dout.mean(axis=-1, keepdims=True),
    ),
    Mistake(
        "dx",
        "out stands for its exponential",
        "dx is dout - out * dout.sum: out is the log-probability, so take exp(out).",
        lambda t: t.dout - t.out * total(t.dout),
    ),
    Mistake(
        "dx",
        "dx is a softmax's",
        "dx is p * (dout - (dout * p).sum), the gradient of softmax: that of its logarithm is "
        "dout - p * dout.sum, p = exp(out).",
        lambda t: np.exp(t.out) * (t.dout - total(t.dout * np.exp(t.out))),
    ),
    Mistake(
        "dx",
        "dout is taken as one label",
        "dx is dout - exp(out), right only where a row of dout sums to 1: multiply exp(out) by "
        "dout.sum.",
        lambda t: t.dout - np.exp(t.out),
    ),
    Mistake(
        "dx",
        "the sum is of dout times the probabilities",
        "dx is dout - (dout * p).sum, p = exp(out): p stands before the sum, p * dout.sum.",
        lambda t: t.dout - total(t.dout * np.exp(t.out)),
    ),
    Mistake(
        "dx",
        "the probabilities come in twice",
        "dx is dout - p * (dout * p).sum, p = exp(out): the sum is of dout alone.",
        lambda t: t.dout - np.exp(t.out) * total(t.dout * np.exp(t.out)),
    ),
    Mistake(
        "dx",
        "the sum is over the examples",
        "dout is summed over the first axis: a row is one example's classes, axis=-1.",
        lambda t: t.dout - np.exp(t.out) * t.dout.sum(axis=0, keepdims=True),
    ),
    Mistake(
        "dx",
        "the sum is over all",
        "dout is summed over the whole array: sum each row, axis=-1, keepdims=True.",
        lambda t: t.dout - np.exp(t.out) * t.dout.sum(),
    ),
    Mistake(
        "dx",
        "the sum is added",
        "dx is dout + exp(out) * dout.sum: the sum is taken off.",
        lambda t: t.dout + np.exp(t.out) * total(t.dout),
    ),
    Mistake(
        "dx",
        "dx is of scores not normalized",
        "dx is dout - exp(x) * dout.sum: it should be exp(out), the probabilities.",
        lambda t: t.dout - np.exp(t.x) * total(t.dout),
    ),
]
