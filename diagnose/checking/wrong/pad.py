"""Padding: the image laid, and cut out, at other places."""

import numpy as np


def sides(t):
    """Return top, bottom, left and right."""
    given = t.pad if isinstance(t.pad, tuple | list) else (t.pad,)
    return [int(n) for n in np.repeat(given, 4 // len(given))]


def put(t, top, left):
    """Return out with the image at another place."""
    out = np.zeros_like(t.out)
    H, W = t.x.shape[2:]
    out[:, :, top : top + H, left : left + W] = t.x
    return out


def cut(t, top, left):
    """Return dx, cut out of dout at another place."""
    H, W = t.x.shape[2:]
    return t.dout[:, :, top : top + H, left : left + W]


def padded(t, **mode):
    top, bottom, left, right = sides(t)
    return np.pad(t.x, ((0, 0), (0, 0), (top, bottom), (left, right)), **mode)


def folded(t):
    """Return dx if the border repeated the edge: what fell on it goes back there."""
    (H, W), (top, _, left, _) = t.x.shape[2:], sides(t)
    dx = np.zeros_like(t.x)
    for h, w in np.ndindex(t.dout.shape[2:]):
        dx[:, :, np.clip(h - top, 0, H - 1), np.clip(w - left, 0, W - 1)] += t.dout[:, :, h, w]
    return dx
