"""Transposed convolution: filters laid, and padding cut off, elsewhere; sums that overwrite."""

import numpy as np

from arrays.correlation import adjoint_in_w, adjoint_in_x
from arrays.sliding import pair
from arrays.windows import im2col


def how(t) -> tuple:
    """Return stride, pad and groups, the first two as pairs."""
    return pair("stride", t.stride, 1), pair("pad", t.pad, 0), t.groups


def bias(t):
    return t.b[:, None, None]


def out(t, x, w):
    """Return out of another x or w."""
    return adjoint_in_x(x, w, *t.out.shape[2:], *how(t)) + bias(t)


def out_written(t, by, channels=slice(None)):
    if t.groups > 1:
        raise ValueError("this is written for one group")
    return by(t.x[:, channels], t.w[channels], t.out.shape[2:], *how(t)[:2]) + bias(t)


def out_cut(t, after):
    """Return out cut from the image with its padding at the first corner, or the last."""
    stride, pad, groups = how(t)
    H, W = t.out.shape[2:]
    whole = adjoint_in_x(t.x, t.w, H + 2 * pad[0], W + 2 * pad[1], stride, (0, 0), groups)
    h, k = 2 * after * pad[0], 2 * after * pad[1]
    return whole[:, :, h : h + H, k : k + W] + bias(t)


def out_with_b_at_taps(t, once_a_channel=False, once_more=False):
    ones = np.ones((len(t.x), 1, *t.x.shape[2:]))
    times = adjoint_in_x(ones, np.ones((1, 1, *t.w.shape[2:])), *t.out.shape[2:], *how(t)[:2])
    often = times * t.x.shape[1] if once_a_channel else times
    return t.out + (often - 1 + once_more) * bias(t)


def at_stride_1(t):
    """Return the windows of dout at stride 1, the first H by W of them."""
    cols = im2col(t.dout, *t.w.shape[2:], (1, 1), how(t)[1])
    return cols[:, :, : t.x.shape[2], : t.x.shape[3]]


def dw(t, x, dout):
    """Return dw of another x or dout."""
    return adjoint_in_w(x, dout, *t.w.shape[2:], *how(t))


def dw_of_last_pixel(t):
    cols = im2col(t.dout, *t.w.shape[2:], *how(t)[:2])[:, :, -1, -1]
    return np.einsum("nfij,nc->cfij", cols, t.x[:, :, -1, -1])
