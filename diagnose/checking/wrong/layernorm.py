"""Layernorm: means over the examples, not the features, and gamma at the wrong place."""

from collections.abc import Callable

import numpy as np

from diagnose.checking.wrong.norms import Parts, xhat_along


def parts(t) -> Parts:
    """Return the parts of layernorm."""
    return Parts(t.x, t.gamma, t.beta, t.dout, t.eps)


def back(a, t):
    """Return a, which has x's shape."""
    return a


def dx(t, through_mean, through_var):
    """Return dx with other means of dxhat and of dxhat * xhat than those over the features."""
    p = parts(t)
    return p.rstd * (p.dxhat - through_mean(p.dxhat) - p.xhat * through_var(p.dxhat * p.xhat))


def over_examples(a):
    axes = tuple(range(a.ndim - 1))
    return a.sum(axes, keepdims=True) / max(a.size // a.shape[-1], 1)


def by_examples(a):
    return a.sum(-1, keepdims=True) / max(a.size // a.shape[-1], 1)


def over_features(a):
    return a.mean(-1, keepdims=True)


def examples(t) -> tuple:
    return tuple(range(t.x.ndim - 1))


def everything(t) -> tuple:
    return tuple(range(t.x.ndim))


def out_over(axes: Callable):
    """Return what is out with mean and var over the axes that axes(t) names."""
    return lambda t: t.gamma * xhat_along(t.x, t.eps, axes(t), axes(t)) + t.beta


def one_over(axes: Callable):
    """Return the same if only one of mean and var is."""

    def wrong(t, which: str, about_mean: bool):
        along = {"mean": -1, "var": -1} | {which: axes(t)}
        return t.gamma * xhat_along(t.x, t.eps, **along, about_mean=about_mean) + t.beta

    return wrong


def dx_with_gamma_last(t):
    p = parts(t)
    return t.gamma * sum(p.ways(p.dout))


def dx_with_gamma_at_dout_alone(t):
    p = parts(t)
    return p.direct + sum(p.ways(p.dout)[1:])


def of_first_row(t, mean: bool, var: bool, about: bool):
    """Return out if the mean or the variance were those of the first row."""
    means, vars_ = t.x.mean(-1, keepdims=True), t.x.var(-1, keepdims=True)
    centred = t.x - (means[:1] if mean else means)
    if about:
        vars_ = (centred**2).mean(-1, keepdims=True)
    return t.gamma * centred / np.sqrt((vars_[:1] if var else vars_) + t.eps) + t.beta
