"""Batchnorm under CS231n's names.

The course's running variance is the biased one, sum / N, and its batchnorm has no backward
outside of training. Without running averages in bn_param both start at 0.
"""

import numpy as np

from diagnose.checking.cs231n import running
from diagnose.checking.problem import Pair, Point


def moments(x, axes) -> tuple:
    """Return the mean and the biased variance, their axes kept."""
    mean = x.mean(axes, keepdims=True)
    d = x - mean
    return mean, (d * d).mean(axes, keepdims=True)  # np.var is wrong for complex x


def normalized(x, mean, var, eps):
    return (x - mean) / np.sqrt(var + eps)


def channels(a, x) -> np.ndarray:
    """Return the C numbers of a along x's second axis."""
    return a.reshape(-1, *[1] * (x.ndim - 2))


def bn_args(g: dict) -> list:
    param = {"mode": "train" if g["train"] else "test"}
    if "defaults" not in g:
        param |= {key: g[key] for key in ("eps", "momentum")}
        param |= {key: g[key].copy() for key in ("running_mean", "running_var")}
    return [g["x"], g["gamma"], g["beta"], param]


def bn_out(g: dict) -> dict:
    """Return out; all axes of x but the second are examples."""
    x = g["x"]
    if g["train"]:
        mean, var = moments(x, (0, *range(2, x.ndim)))
    else:
        mean, var = channels(g["running_mean"], x), channels(g["running_var"], x)
    xhat = normalized(x, mean, var, g["eps"])
    return {"out": channels(g["gamma"], x) * xhat + channels(g["beta"], x)}


def bn_kept(g: dict) -> dict:
    """Return the running averages after the call; momentum is the share kept."""
    if not g["train"]:
        return {key: g[key] for key in ("running_mean", "running_var")}
    mean, var = (a.ravel() for a in moments(g["x"], (0, *range(2, g["x"].ndim))))
    keep = g["momentum"]
    return {
        "running_mean": keep * g["running_mean"] + (1 - keep) * mean,
        "running_var": keep * g["running_var"] + (1 - keep) * var,
    }


def bn_point(draw, setting, x, trait="", backward=True, **settings) -> Point:
    """Return a point of batchnorm, in training unless the settings say otherwise."""
    C = x.shape[1]
    given = {
        "x": x,
        "gamma": draw(C),
        "beta": draw(C),
        "eps": 1e-5,
        "momentum": 0.9,
        "running_mean": draw(C),
        "running_var": draw.positive(C),
        "train": True,
    }
    return Point(setting, given | settings, trait, backward)


def bn_sweep(draw) -> list[Point]:
    def point(setting, x, trait="", backward=True, **settings):
        return bn_point(draw, setting, x, trait, backward, **settings)

    constant, zeros = draw(5, 3), np.zeros(3)
    constant[:, 1] = 0.25
    start = {"running_mean": zeros, "running_var": zeros, "defaults": True}
    return [
        point("training, all sizes unequal", 2 + 3 * draw(5, 3)),
        point("eps = 0.5", draw(5, 3), "eps", eps=0.5),
        point("momentum = 0.6", draw(5, 3), "setting", momentum=0.6),
        point("evaluation", draw(5, 3), "evaluation", False, train=False),
        point("evaluation of one example", draw(1, 3), "evaluation", False, train=False),
        point("one example", draw(1, 3), "one example"),
        point("one feature", draw(5, 1), "one feature"),
        point("as many features as examples", draw(4, 4)),
        point("a constant feature", constant, "constant"),
        point("nothing but mode in bn_param", draw(5, 3), "defaults", **start),
    ]


PAIRS = [
    Pair(
        "batchnorm_forward",
        ("batchnorm_backward", "batchnorm_backward_alt"),
        bn_args,
        ("out",),
        ("dx", "dgamma", "dbeta"),
        bn_out,
        bn_sweep,
        running.FORMULA,
        running.MISTAKES,
        bn_kept,
    ),
]
