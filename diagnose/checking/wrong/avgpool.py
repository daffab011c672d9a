"""Average pooling: other means, and other shares of dout."""

import numpy as np

from diagnose.checking.wrong.maxpool import (
    cut_out,
    how,
    padded,
    windows,
)


def share(s):
    """Return what each pixel of a window gets."""
    return s.dout / (s.x.shape[2] * s.x.shape[3]) + np.zeros(s.x.shape)


def inside(s):
    """Return how many pixels of a window lie on the image, where padding is -inf."""
    return np.isfinite(s.x).sum((2, 3), keepdims=True)


def without_padding(t):
    """Return out as a mean over the pixels on the image alone."""
    found = np.empty(t.out.shape)
    for s in windows(t):
        on = np.isfinite(s.x)
        found[:, :, s.u, s.v] = np.where(on, s.x, 0).sum((2, 3)) / on.sum((2, 3))
    return found


def moved(t):
    whole = np.zeros(padded(t, 0).shape)
    for s in windows(t):
        whole[:, :, s.u : s.u + t.HH, s.v : s.v + t.WW] += share(s)
    return cut_out(whole, t)


def at_first_pixel(s):
    found = np.zeros(s.x.shape)
    found[:, :, 0, 0] = s.dout[..., 0, 0]
    return found


def by_taps(t):
    """Return dx if the pixels of each tap were written over what is there."""
    whole = np.zeros(padded(t, 0).shape)
    HH, WW, (s, r), _ = how(t)
    H, W = t.out.shape[2:]
    for i, j in np.ndindex(HH, WW):
        whole[:, :, i : i + s * H : s, j : j + r * W : r][:, :, :H, :W] = t.dout / (HH * WW)
    return cut_out(whole, t)
