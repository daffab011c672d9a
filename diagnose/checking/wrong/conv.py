"""Convolution: windows at other places, padding cut off elsewhere, sums that overwrite."""

from types import SimpleNamespace

import numpy as np

from arrays.correlation import adjoint_in_x, correlate
from arrays.sliding import pair
from arrays.windows import im2col


def how(t) -> tuple:
    """Return stride, pad and groups, the first two as pairs."""
    return pair("stride", t.stride, 1), pair("pad", t.pad, 0), getattr(t, "groups", 1)


def strides_swapped(t):
    """Return t with the stride of rows for columns, and of columns for rows."""
    return SimpleNamespace(**vars(t) | {"stride": how(t)[0][::-1]})


def out(t, x=None, w=None):
    """Return the right out, or that of another x, already padded, or another w."""
    stride, pad, groups = how(t)
    if x is None:
        x = t.x
    else:
        pad = (0, 0)
    return correlate(x, t.w if w is None else w, stride, pad, groups) + t.b[:, None, None]


def dx(t, dout=None, w=None):
    """Return the right dx, or that of another dout or w."""
    dout, w = t.dout if dout is None else dout, t.w if w is None else w
    return adjoint_in_x(dout, w, *t.x.shape[2:], *how(t))


def turned(w):
    return w[:, :, ::-1, ::-1]


def padded(x, pad, before=1, after=1, **mode):
    """Return x with so many times the padding before and after the image."""
    sides = [(before * p, after * p) for p in pad]
    return np.pad(x, ((0, 0), (0, 0), *sides), **mode)


def at_stride_1(x, w, pad, shape):
    """Return the windows at stride 1, the first H' by W' of them."""
    return im2col(x, *w.shape[2:], (1, 1), pad)[:, :, : shape[2], : shape[3]]


def out_at_stride_1(t):
    cols = at_stride_1(t.x, t.w, how(t)[1], t.out.shape)
    return np.einsum("ncuvij,fcij->nfuv", cols, t.w) + t.b[:, None, None]


def dx_at_stride_1(t):
    """Return dx if window (u, v) began at pixel (u, v)."""
    _, pad, groups = how(t)
    sides = [side + 2 * p for side, p in zip(t.x.shape[2:], pad, strict=True)]
    windows = [n - m + 1 for n, m in zip(sides, t.w.shape[2:], strict=True)]
    dout = np.zeros((*t.dout.shape[:2], *windows))
    dout[:, :, : t.dout.shape[2], : t.dout.shape[3]] = t.dout
    return adjoint_in_x(dout, t.w, *t.x.shape[2:], (1, 1), pad, groups)


def dx_cut(t, after=0):
    """Return dx cut out of the padded image at its first corner, or its last."""
    stride, pad, groups = how(t)
    sides = [side + 2 * p for side, p in zip(t.x.shape[2:], pad, strict=True)]
    whole = adjoint_in_x(t.dout, t.w, *sides, stride, (0, 0), groups)
    first = [2 * p * after for p in pad]
    return whole[:, :, first[0] : first[0] + t.x.shape[2], first[1] : first[1] + t.x.shape[3]]


def written(dout, w, sides, stride, pad):
    """Return dx if each window were written over what is there, not added.

    dout and w may be those of one filter, where the loop over filters overwrites too.
    """
    (N, _, H_out, W_out), (HH, WW) = dout.shape, w.shape[2:]
    dx = np.zeros((N, w.shape[1], *(side + 2 * p for side, p in zip(sides, pad, strict=True))))
    for u, v in np.ndindex(H_out, W_out):
        window = np.einsum("nf,fcij->ncij", dout[:, :, u, v], w)
        h, k = u * stride[0], v * stride[1]
        dx[:, :, h : h + HH, k : k + WW] = window
    return dx[:, :, pad[0] : pad[0] + sides[0], pad[1] : pad[1] + sides[1]]


def written_by_taps(dout, w, sides, stride, pad):
    """Return dx if the pixels of each tap were written over what is there, not added."""
    (N, _, H_out, W_out), (HH, WW) = dout.shape, w.shape[2:]
    dx = np.zeros((N, w.shape[1], *(side + 2 * p for side, p in zip(sides, pad, strict=True))))
    for i, j in np.ndindex(HH, WW):
        rows = slice(i, i + stride[0] * (H_out - 1) + 1, stride[0])
        columns = slice(j, j + stride[1] * (W_out - 1) + 1, stride[1])
        dx[:, :, rows, columns] = np.einsum("nfuv,fc->ncuv", dout, w[:, :, i, j])
    return dx[:, :, pad[0] : pad[0] + sides[0], pad[1] : pad[1] + sides[1]]


def dx_written(t, by=written, filters=slice(None)):
    if how(t)[2] > 1:
        raise ValueError("this is written for one group")
    return by(t.dout[:, filters], t.w[filters], t.x.shape[2:], *how(t)[:2])


def out_of_rows(t):
    return np.ascontiguousarray(t.out.transpose(0, 2, 3, 1)).reshape(t.out.shape)


def out_of_filters(t):
    return np.ascontiguousarray(t.out.swapaxes(0, 1)).reshape(t.out.shape)


def out_interleaved(t):
    """Return out if a group had every so many-th channel."""
    C, groups = t.x.shape[1], how(t)[2]
    order = np.arange(C).reshape(-1, groups).T.ravel()
    stride, pad, _ = how(t)
    return out(t, padded(t.x[:, order], pad))
