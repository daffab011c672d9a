"""Averages: the wrong ways in which batchnorm's running averages move.

t.running_mean and t.running_var are those of before the call.
"""

from types import SimpleNamespace

import numpy as np

from diagnose.checking.problem import Mistake
from diagnose.checking.wrong.batchnorm import parts, training


def blend(old, new, t):
    return t.momentum * old + (1 - t.momentum) * new


def moved(old, new, t):
    """Return a running average as it moves, in training alone."""
    return blend(old, new, t) if training(t) else 1.0 * old


def swapped(t):
    """Return t with the other share as momentum."""
    return SimpleNamespace(**vars(t) | {"momentum": 1 - t.momentum})


def unbiased(t):
    p = parts(t, True)
    return p.var[:, 0] * p.n / (p.n - 1)


def mean(t):
    return parts(t, True).mean[:, 0]


AVERAGES = [
    Mistake(
        "running_mean",
        "momentum's two shares are swapped",
        "running_mean keeps 1 - momentum of the old and takes momentum of the new: momentum is "
        "the share kept.",
        lambda t: moved(t.running_mean, mean(t), swapped(t)),
    ),
    Mistake(
        "running_mean",
        "running_mean is the batch's mean",
        "running_mean is replaced by the batch's mean: keep momentum of the old one and add "
        "1 - momentum of the new.",
        lambda t: mean(t) if training(t) else 1.0 * t.running_mean,
    ),
    Mistake(
        "running_mean",
        "running_mean stays as it was",
        "running_mean does not move in training: keep momentum of it and add 1 - momentum of "
        "the batch's mean.",
        lambda t: 1.0 * t.running_mean,
    ),
    Mistake(
        "running_mean",
        "the new mean is added whole",
        "running_mean is momentum * running_mean + mean: the new mean has the share "
        "1 - momentum.",
        lambda t: moved(t.running_mean, mean(t) / (1 - t.momentum), t),
    ),
    Mistake(
        "running_mean",
        "evaluation moves running_mean",
        "running_mean moves in evaluation: leave it as it is where train is False.",
        lambda t: blend(t.running_mean, mean(t), t),
    ),
    Mistake(
        "running_var",
        "momentum's two shares are swapped",
        "running_var keeps 1 - momentum of the old and takes momentum of the new: momentum is "
        "the share kept.",
        lambda t: moved(t.running_var, unbiased(t), swapped(t)),
    ),
    Mistake(
        "running_var",
        "running_var takes the biased variance",
        "running_var averages sum / n: it averages the unbiased variance, sum / (n - 1), "
        "though the batch is normalized with sum / n.",
        lambda t: moved(t.running_var, parts(t, True).var[:, 0], t),
    ),
    Mistake(
        "running_var",
        "running_var takes the deviation",
        "running_var averages sqrt(var): it averages the variance itself.",
        lambda t: moved(t.running_var, np.sqrt(parts(t, True).var[:, 0]), t),
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
        lambda t: moved(t.running_var, unbiased(t) + t.eps, t),
    ),
    Mistake(
        "running_var",
        "running_var stays as it was",
        "running_var does not move in training: keep momentum of it and add 1 - momentum of "
        "the batch's variance.",
        lambda t: 1.0 * t.running_var,
    ),
    Mistake(
        "running_var",
        "evaluation moves running_var",
        "running_var moves in evaluation: leave it as it is where train is False.",
        lambda t: blend(t.running_var, unbiased(t), t),
    ),
]
