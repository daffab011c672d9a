"""The wrong derivations of CS231n's temporal_softmax_loss."""

import numpy as np

from diagnose.checking.cs231n.losses import log_softmax, true_class
from diagnose.checking.problem import Mistake


def slopes(t, mask_p=1, mask_one=1, y=None) -> np.ndarray:
    """Return p less 1 at the true class, not yet divided, each part masked by itself."""
    p, y = np.exp(log_softmax(t.x)), t.y if y is None else y
    return p * mask_p - (np.arange(p.shape[-1]) == y[..., None]) * mask_one


def on(t) -> np.ndarray:
    return t.mask[..., None]


def other_order(a) -> np.ndarray:
    """Return labels or a mask as if example and step had changed places in a reshape."""
    return a.T.reshape(a.shape)


def mixed(t, mask):
    found = true_class(log_softmax(t.x), other_order(t.y)) * mask
    return -found.sum() / len(t.x)


def average(t, count):
    return t.loss * len(t.x) / count


MISTAKES = [
    Mistake(
        "loss",
        "the mask is left out of the loss",
        "loss adds up the steps that mask excludes as well: multiply each step's loss by mask.",
        lambda t: -true_class(log_softmax(t.x), t.y).sum() / len(t.x),
    ),
    Mistake(
        "loss",
        "the loss is divided by the steps that count",
        "loss is divided by mask.sum(). In this course it is summed over the steps and divided "
        "by N, the number of examples, alone.",
        lambda t: average(t, t.mask.sum()),
    ),
    Mistake(
        "loss",
        "the loss is divided by N T",
        "loss is divided by N * T. In this course it is summed over the steps and divided by "
        "N, the number of examples, alone.",
        lambda t: average(t, t.mask.size),
    ),
    Mistake(
        "loss",
        "the loss is not divided",
        "loss is the sum over all examples: divide it by N, the number of examples.",
        lambda t: average(t, 1),
    ),
    Mistake(
        "loss",
        "the log of p is left out",
        "loss adds up -p of the true class: it is -log p that is added up.",
        lambda t: -(np.exp(true_class(log_softmax(t.x), t.y)) * t.mask).sum() / len(t.x),
    ),
    Mistake(
        "loss",
        "the scores are masked, not the losses",
        "loss multiplies x by mask before the softmax, so a step that is left out still costs "
        "log V. Multiply each step's loss by mask instead.",
        lambda t: -true_class(log_softmax(t.x * on(t)), t.y).sum() / len(t.x),
    ),
    Mistake(
        "loss",
        "labels and scores are in different orders",
        "y is flattened in another order than x, so that scores meet the labels of other "
        "steps: y.reshape(N * T) goes with x.reshape(N * T, V).",
        lambda t: mixed(t, t.mask),
    ),
    Mistake(
        "loss",
        "labels and mask are in another order than the scores",
        "y and mask are flattened in another order than x: y.reshape(N * T) and "
        "mask.reshape(N * T) go with x.reshape(N * T, V).",
        lambda t: mixed(t, other_order(t.mask)),
    ),
    Mistake(
        "dx",
        "the mask is left out of dx",
        "dx is not 0 at the steps that mask excludes: multiply it by mask[:, :, None].",
        lambda t: slopes(t) / len(t.x),
    ),
    Mistake(
        "dx",
        "p is masked before the 1 is subtracted",
        "dx is -1 / N at the true class of a step that mask excludes: subtract the 1 first, "
        "then multiply all of dx by mask.",
        lambda t: slopes(t, mask_p=on(t)) / len(t.x),
    ),
    Mistake(
        "dx",
        "only the 1 is masked",
        "dx is p / N at the steps that mask excludes: multiply all of dx by mask, not only "
        "what is subtracted at the true class.",
        lambda t: slopes(t, mask_one=on(t)) / len(t.x),
    ),
    Mistake(
        "dx",
        "the 1 at the true class is forgotten",
        "dx is p masked and divided by N: from the true class's p 1 must be subtracted first.",
        lambda t: slopes(t, mask_p=on(t), mask_one=0) / len(t.x),
    ),
    Mistake(
        "dx",
        "labels and scores are in different orders",
        "y is flattened in another order than x, so that scores meet the labels of other "
        "steps: y.reshape(N * T) goes with x.reshape(N * T, V).",
        lambda t: slopes(t, on(t), on(t), other_order(t.y)) / len(t.x),
    ),
    Mistake(
        "dx",
        "dx is divided by the steps that count",
        "dx is divided by mask.sum(). In this course the loss is divided by N, the number of "
        "examples, alone, and so is dx.",
        lambda t: t.dx * len(t.x) / t.mask.sum(),
    ),
    Mistake(
        "dx",
        "dx is divided by N T",
        "dx is divided by N * T. In this course the loss is divided by N, the number of "
        "examples, alone, and so is dx.",
        lambda t: t.dx / t.mask.shape[1],
    ),
    Mistake(
        "dx",
        "dx is not divided by N",
        "dx is the slope of the sum over all examples: divide it by N, as the loss is.",
        lambda t: t.dx * len(t.x),
    ),
]
