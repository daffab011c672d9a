"""Groupnorm: means over other entries than a group's, and gamma at the wrong place."""

import numpy as np

from diagnose.checking.wrong.norms import Parts, xhat_along


def grouped(a, t):
    """Return a, spread to x's shape, with a group of an image in each row."""
    return np.broadcast_to(a, t.x.shape).reshape(len(t.x) * t.G, -1)


def back(rows, t):
    """Return grouped's rows as x has them."""
    return rows.reshape(t.x.shape)


def along(a, t):
    """Return gamma or beta in a shape that spreads over x."""
    return a.reshape(-1, *(1,) * (t.x.ndim - 2))


def parts(t) -> Parts:
    """Return the parts of groupnorm."""
    gamma, beta = (grouped(along(a, t), t) for a in (t.gamma, t.beta))
    return Parts(grouped(t.x, t), gamma, beta, grouped(t.dout, t), t.eps)


def dx_with_gamma_last(t):
    p = parts(t)
    return back(p.gamma * sum(p.ways(p.dout)), t)


def dx_with_gamma_at_dout_alone(t):
    p = parts(t)
    return back(p.direct + sum(p.ways(p.dout)[1:]), t)


def out(xhat, t):
    return along(t.gamma, t) * back(xhat, t) + along(t.beta, t)


def split(t, shape, axes):
    """Return out if x were reshaped so, and mean and var taken over these axes of it."""
    return out(xhat_along(t.x.reshape(shape), t.eps, axes, axes), t)


def sizes(t):
    """Return the numbers of images, groups and channels in a group."""
    N, C = t.x.shape[:2]
    return N, t.G, C // t.G


def interleaved(t):
    N, G, c = sizes(t)
    return split(t, (N, c, G, -1), (1, 3))


def swapped(t):
    N, G, c = sizes(t)
    return split(t, (N, c, G, -1), (2, 3))


def over(*axes: int):
    """Return what is out with mean and var over these of (images, groups, channels, pixels)."""

    def wrong(t):
        N, G, c = sizes(t)
        return split(t, (N, G, c, -1), axes)

    return wrong


def one_over(*axes: int):
    """Return the same if only one of mean and var is."""

    def wrong(t, which: str, about_mean: bool):
        N, G, c = sizes(t)
        along = {"mean": (2, 3), "var": (2, 3)} | {which: axes}
        xhat = xhat_along(t.x.reshape(N, G, c, -1), t.eps, **along, about_mean=about_mean)
        return out(xhat, t)

    return wrong


def dx_over(*axes: int):
    """Return dx with its means, or mean i, over these of (images, groups, channels, pixels)."""

    def wrong(t, i=None):
        p, (N, G, c) = parts(t), sizes(t)
        dxhat, xhat = (a.reshape(N, G, c, -1) for a in (p.dxhat, p.xhat))
        along = [axes if i in (j, None) else (2, 3) for j in (0, 1)]
        means = [
            a.mean(axis, keepdims=True)
            for a, axis in zip((dxhat, dxhat * xhat), along, strict=True)
        ]
        rstd = p.rstd.reshape(N, G, 1, 1)
        return back(rstd * (dxhat - means[0] - xhat * means[1]), t)

    return wrong


def dx_divided_by(count):
    """Return a function that gives dx with sums over a group divided by another number."""

    def wrong(t):
        p = parts(t)
        return back(p.direct + p.n / count(t) * (p.by_mean + p.by_var), t)

    return wrong


def of_the_first(t, mean: bool, var: bool, about: bool):
    """Return out if the mean or the variance were those of the first image's groups."""
    N, G, c = sizes(t)
    x = t.x.reshape(N, G, c, -1)
    means, vars_ = x.mean((2, 3), keepdims=True), x.var((2, 3), keepdims=True)
    centred = x - (means[:1] if mean else means)
    if about:
        vars_ = (centred**2).mean((2, 3), keepdims=True)
    return out(centred / np.sqrt((vars_[:1] if var else vars_) + t.eps), t)
