"""Groupnorm: where to try it, and its wrong derivations, most of them any normalization's."""

import numpy as np

from diagnose.checking.known.batchnorm import Parts, of_layer
from diagnose.checking.problem import At, Mistake

FORMULA = {
    "out": "out = gamma * xhat + beta,  xhat = (x - mean) * rstd,  rstd = 1 / sqrt(var + eps), "
    "mean and var of each group of each image",
    "dx": "dx = rstd * (dxhat - mean(dxhat) - xhat * mean(dxhat * xhat)),  dxhat = gamma * "
    "dout, means over the group",
    "dgamma": "dgamma = dout * xhat summed over all axes but the channels'",
    "dbeta": "dbeta = dout summed over all axes but the channels'",
}


def sweep(draw) -> list[At]:
    """Return the points: x of shape (N, C, ...), its C channels in G groups."""
    even = draw(2, 4, 3, 2)
    even[1, 2:] = 2.5
    return [
        At("all sizes unequal", draw(2, 6, 4, 1), (6, 2)),
        At("one image", draw(1, 6, 2, 3), (6, 2), trait="one example"),
        At("as many groups as channels", draw(2, 4, 2, 3), (4, 4), trait="groups"),
        At("one group", draw(3, 4, 2, 2), (4, 1), trait="groups"),
        At("rows", draw(5, 6), (6, 2), trait="more axes"),
        At("sequences", draw(2, 6, 4), (6, 3), trait="more axes"),
        At("images that are not square", draw(2, 4, 3, 2), (4, 2), trait="not square"),
        At("a group that is constant", even, (4, 2), trait="constant"),
        At("x far from 0", 1e5 + draw(2, 4, 3, 2), (4, 2), trait="far from 0"),
        At("eps of 0.5", draw(2, 4, 3, 2), (4, 2), {"eps": 0.5}, trait="eps"),
    ]


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


def split(t, shape, axes):
    """Return out if x were reshaped so, and mean and var taken over these axes of it."""
    x = t.x.reshape(shape)
    centred = x - x.mean(axes, keepdims=True)
    xhat = centred / np.sqrt((centred**2).mean(axes, keepdims=True) + t.eps)
    return along(t.gamma, t) * back(xhat, t) + along(t.beta, t)


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


def over_images(t):
    N, G, c = sizes(t)
    return split(t, (N, G, c, -1), (0, 2, 3))


def over_channels(t):
    N, G, c = sizes(t)
    return split(t, (N, G, c, -1), (2,))


def dx_by_channel(t):
    """Return dx with means over each channel of a group, not over the group."""
    p = parts(t)
    shape = (*t.x.shape[:2], -1)
    dxhat, xhat = p.dxhat.reshape(shape), p.xhat.reshape(shape)
    means = [a.mean(-1, keepdims=True) for a in (dxhat, dxhat * xhat)]
    rstd = p.rstd.repeat(sizes(t)[2], axis=1).reshape(*t.x.shape[:2], 1)
    return back(rstd * (dxhat - means[0] - xhat * means[1]), t)


def dx_divided_by(count):
    """Return a function that gives dx with sums over a group divided by another number."""

    def wrong(t):
        p = parts(t)
        return back(p.direct + p.n / count(t) * (p.by_mean + p.by_var), t)

    return wrong


MISTAKES = [
    Mistake(
        "out",
        "groups are of channels far apart",
        "a group has every G-th channel: it has C / G neighbours, as "
        "x.reshape(N, G, C // G, H, W) puts them.",
        interleaved,
    ),
    Mistake(
        "out",
        "G is taken as the size of a group",
        "x is cut into C / G groups of G channels: there are G groups of C / G channels.",
        swapped,
    ),
    Mistake(
        "out",
        "mean and var run over the images",
        "mean and var of a group are taken over all images: each image has its own.",
        over_images,
    ),
    Mistake(
        "out",
        "mean and var run over the channels alone",
        "each pixel has a mean and var of its own, over a group's channels: they run over the "
        "group's channels and all its pixels.",
        over_channels,
    ),
    Mistake(
        "out",
        "all channels are one group",
        "mean and var run over all channels of an image: each of the G groups has its own.",
        lambda t: split(t, (len(t.x), -1), (1,)),
    ),
    Mistake(
        "out",
        "each channel is a group",
        "mean and var run over one channel: they run over the C / G channels of a group.",
        lambda t: split(t, (*t.x.shape[:2], -1), (2,)),
    ),
    *of_layer(parts, back, 1),
    Mistake(
        "dx",
        "gamma is taken out of the means",
        "dx is gamma * rstd * (dout - mean(dout) - xhat * mean(dout * xhat)), as in batchnorm: "
        "a group's channels differ in gamma, so the means are of dxhat = gamma * dout.",
        dx_with_gamma_last,
    ),
    Mistake(
        "dx",
        "the means are of dout, not dxhat",
        "dx has mean(dout) and mean(dout * xhat): both means are of dxhat = gamma * dout.",
        dx_with_gamma_at_dout_alone,
    ),
    Mistake(
        "dx",
        "the means run over one channel",
        "dx takes the means of dxhat and dxhat * xhat channel by channel: they run over the "
        "whole group, as mean and var do.",
        dx_by_channel,
    ),
    Mistake(
        "dx",
        "the sums are divided by the number of images",
        "dx divides a group's sums by N: a group's mean and var are over its C / G * H * W "
        "entries, so divide by that number.",
        dx_divided_by(lambda t: len(t.x)),
    ),
    Mistake(
        "dx",
        "the sums are divided by the pixels alone",
        "dx divides a group's sums by H * W: a group has C / G * H * W entries.",
        dx_divided_by(lambda t: t.x[0, 0].size),
    ),
    Mistake(
        "dx",
        "the sums are divided by the whole image",
        "dx divides a group's sums by C * H * W: a group has C / G * H * W entries.",
        dx_divided_by(lambda t: t.x[0].size),
    ),
]
