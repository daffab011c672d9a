"""Batchnorm: means over other entries than a channel's, or of the wrong mode."""

from collections.abc import Callable

import numpy as np

from diagnose.checking.wrong.norms import Parts, xhat_along


def channels(a):
    """Return a with a channel in each row."""
    return np.moveaxis(a, 1, 0).reshape(a.shape[1], -1)


def images(rows, t):
    """Return channels' rows as x has them."""
    N, C, *places = t.x.shape
    return np.moveaxis(rows.reshape(C, N, *places), 0, 1)


def training(t) -> bool:
    return getattr(t, "train", True)


def parts(t, train=None) -> Parts:
    """Return the parts of batchnorm, normalized as in training, or not, or as t is."""
    of_batch = training(t) if train is None else train
    given = () if of_batch else (t.running_mean.reshape(-1, 1), t.running_var.reshape(-1, 1))
    gamma, beta = t.gamma.reshape(-1, 1), t.beta.reshape(-1, 1)
    return Parts(channels(t.x), gamma, beta, channels(t.dout), t.eps, *given)


def out(train: bool) -> Callable:
    """Return what is out as in training, or not, whatever t is."""

    def wrong(t):
        p = parts(t, train)
        return images(p.out(p.xhat), t)

    return wrong


def out_along(*axes: int) -> Callable:
    """Return what is out if the mean runs along these axes."""

    def wrong(t):
        if not training(t):
            return t.out
        axis = there(t, axes)
        return stretched(xhat_along(t.x, t.eps, axis, axis), t)

    return wrong


def one_along(*axes: int) -> Callable:
    """Return the same if only one of mean and var runs along them."""

    def wrong(t, which: str, about_mean: bool):
        if not training(t):
            return t.out
        right = (0, *range(2, t.x.ndim))
        along = {"mean": right, "var": right} | {which: there(t, axes)}
        return stretched(xhat_along(t.x, t.eps, **along, about_mean=about_mean), t)

    return wrong


def there(t, axes: tuple) -> tuple:
    """Return those of the axes that x has."""
    found = tuple(i for i in axes if i < t.x.ndim)
    if not found:
        raise ValueError("x has none of these axes")
    return found


def stretched(xhat, t):
    shape = (-1,) + (1,) * (t.x.ndim - 2)
    return t.gamma.reshape(shape) * xhat + t.beta.reshape(shape)


def out_mixed(t):
    if not training(t):
        return t.out
    rows = t.x.reshape(-1, t.x.shape[1]).T
    p = Parts(rows, t.gamma.reshape(-1, 1), t.beta.reshape(-1, 1), rows, t.eps)
    return p.out(p.xhat).T.reshape(t.x.shape)


def dx_mixed(t):
    """Return dx of dout.reshape(-1, C), which is right where x has no axes but these two."""
    if t.x.ndim == 2:
        raise ValueError("there is nothing to mix in x of shape (N, C)")
    p = parts(t)
    mixed = t.dout.reshape(-1, t.x.shape[1]).T
    return images(sum(p.ways(p.gamma * mixed)), t)


def dx_along(*axes: int) -> Callable:
    """Return dx if its two means, or mean i of them, run along these axes."""

    def wrong(t, i=None):
        if not training(t):
            return t.dx
        p, right = parts(t), (0, *range(2, t.x.ndim))
        along = [there(t, axes) if i in (j, None) else right for j in (0, 1)]
        rstd = p.rstd.reshape(-1, *(1,) * (t.x.ndim - 2))
        dxhat, xhat = images(p.dxhat, t), images(p.xhat, t)
        means = [
            a.mean(axis, keepdims=True)
            for a, axis in zip((dxhat, dxhat * xhat), along, strict=True)
        ]
        return rstd * (dxhat - means[0] - xhat * means[1])

    return wrong


def dx_whole(train: bool) -> Callable:
    """Return dx by all three ways, with the statistics of training or not, whatever t is."""

    def wrong(t):
        p = parts(t, train)
        return images(p.direct + p.by_mean + p.by_var, t)

    return wrong


def dx_with_rstd_of_batch(t):
    return t.dx if training(t) else images(parts(t, True).direct, t)


def dgamma_of_batch(t):
    p = parts(t, True)
    return (p.dout * p.xhat).sum(-1).reshape(t.gamma.shape)
