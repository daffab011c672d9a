"""Global average pooling: other means, and dout spread in other ways."""

import numpy as np


def spread(a, t):
    """Return a, of shape (N, C), at every pixel."""
    return a[:, :, None, None] + 0 * t.x


def at_one(t, h, w):
    """Return dx with all of dout at one pixel."""
    dx = np.zeros_like(t.x)
    dx[:, :, h, w] = t.dout
    return dx


def at_largest(t):
    dx = np.zeros_like(t.x)
    flat = dx.reshape(*t.x.shape[:2], -1)
    index = t.x.reshape(flat.shape).argmax(-1)[..., None]
    np.put_along_axis(flat, index, t.dout[..., None], -1)
    return dx


def pixels(t):
    return t.x.shape[2] * t.x.shape[3]
