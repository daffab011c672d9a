"""Upsampling: blocks drawn, and summed, in other ways."""

import numpy as np

from arrays.sliding import pair


def scale(t):
    return pair("scale", t.scale, 1)


def blocks(t):
    """Return dout with its blocks along axes 3 and 5."""
    (N, C, H, W), (s, r) = t.x.shape, scale(t)
    return t.dout.reshape(N, C, H, s, W, r)


def tiled_back(t):
    (N, C, H, W), (s, r) = t.x.shape, scale(t)
    return t.dout.reshape(N, C, s, H, r, W).sum((2, 4))


def with_gaps(t):
    s, r = scale(t)
    out = np.zeros_like(t.out)
    out[:, :, ::s, ::r] = t.x
    return out


def shared(t):
    s, r = scale(t)
    return t.out / (s * r)


def strided(t, rows, columns):
    """Return dout of one place of each block, or summed over its rows or columns alone."""
    s, r = scale(t)
    d = t.dout[:, :, ::s] if rows == "first" else blocks(t).sum(3).reshape(*t.x.shape[:3], -1)
    if columns == "first":
        return d[..., ::r]
    return d.reshape(*t.x.shape, r).sum(-1)
