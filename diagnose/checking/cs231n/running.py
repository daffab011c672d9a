"""Batchnorm's formula and mistakes in CS231n: the running variance is the biased one, sum / N.

In a mistake t.running_mean and t.running_var are the averages before the call.
"""

import numpy as np

from diagnose.checking.known import batchnorm
from diagnose.checking.problem import Mistake

FORMULA = batchnorm.FORMULA | {
    "running_mean": "running_mean = momentum * running_mean + (1 - momentum) * mean",
    "running_var": "running_var = momentum * running_var + (1 - momentum) * var, var = sum / N",
}


def mean(t) -> np.ndarray:
    return t.x.mean((0, *range(2, t.x.ndim)))


def var(t) -> np.ndarray:
    return t.x.var((0, *range(2, t.x.ndim)))


def unbiased(t) -> np.ndarray:
    n = t.x.size // t.x.shape[1]
    return var(t) * n / (n - 1)


def blend(old, new, t) -> np.ndarray:
    return t.momentum * old + (1 - t.momentum) * new


def moved(old, new, t) -> np.ndarray:
    """Return a running average as it moves, in training alone."""
    return blend(old, new, t) if t.train else 1.0 * t.running_var


RUNNING_VAR = [
    Mistake(
        "running_var",
        "running_var takes the unbiased variance",
        "running_var takes up the variance sum / (N - 1). In this course it takes up the one "
        "that normalizes the batch, sum / N, as x.var(axis=0).",
        lambda t: moved(t.running_var, unbiased(t), t),
    ),
    Mistake(
        "running_var",
        "momentum's two shares are swapped",
        "running_var keeps 1 - momentum of the old and takes momentum of the new: momentum is "
        "the share kept.",
        lambda t: moved(var(t), t.running_var, t),
    ),
    Mistake(
        "running_var",
        "running_var is the batch's variance",
        "running_var is replaced by the batch's variance: keep momentum of the old one and add "
        "1 - momentum of the new.",
        var,
    ),
    Mistake(
        "running_var",
        "the new variance is added whole",
        "running_var is momentum * running_var + var: the new variance has the share "
        "1 - momentum.",
        lambda t: t.momentum * t.running_var + var(t),
    ),
    Mistake(
        "running_var",
        "running_var takes the deviation",
        "running_var averages sqrt(var): it averages the variance itself.",
        lambda t: moved(t.running_var, np.sqrt(var(t)), t),
    ),
    Mistake(
        "running_var",
        "running_var takes sqrt(var + eps)",
        "running_var averages sqrt(var + eps): it averages the variance itself.",
        lambda t: moved(t.running_var, np.sqrt(var(t) + t.eps), t),
    ),
    Mistake(
        "running_var",
        "running_var takes the mean",
        "running_var averages the batch's mean: it averages its variance.",
        lambda t: moved(t.running_var, mean(t), t),
    ),
    Mistake(
        "running_var",
        "running_var takes eps",
        "running_var averages var + eps: eps is added only where the root is taken.",
        lambda t: moved(t.running_var, var(t) + t.eps, t),
    ),
    Mistake(
        "running_var",
        "running_var continues running_mean",
        "running_var is momentum * running_mean + (1 - momentum) * var: it is running_var that "
        "is kept.",
        lambda t: moved(t.running_mean, var(t), t),
    ),
    Mistake(
        "running_var",
        "running_var stays as it was",
        "running_var does not move in training: keep momentum of it and add 1 - momentum of "
        'the batch\'s variance, and put it back into bn_param["running_var"].',
        lambda t: 1.0 * t.running_var,
    ),
    Mistake(
        "running_var",
        "evaluation moves running_var",
        'running_var moves in evaluation: leave it as it is in mode "test".',
        lambda t: blend(t.running_var, var(t), t),
    ),
]
MISTAKES = [*(m for m in batchnorm.MISTAKES if m.of != "running_var"), *RUNNING_VAR]
