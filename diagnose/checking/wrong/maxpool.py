"""Max pooling: other windows, and dout given to other pixels than the largest of each."""

from types import SimpleNamespace

import numpy as np

from arrays.sliding import pair


def how(t) -> tuple:
    """Return HH, WW, stride and pad, the last two as pairs."""
    stride = (t.HH, t.WW) if t.stride is None else pair("stride", t.stride, 1)
    return t.HH, t.WW, stride, pair("pad", t.pad, 0)


def padded(t, value):
    pad = how(t)[3]
    return np.pad(t.x, ((0, 0), (0, 0), *((p, p) for p in pad)), constant_values=value)


def windows(t, x=None, stride=None, value=-np.inf, size=None):
    """Yield for each window what is there: its place, its pixels and its dout.

    x is t.x with its padding, or what stands in its place; size is (HH, WW), if not t's.
    """
    HH, WW, steps, _ = how(t)
    HH, WW = size or (HH, WW)
    x = padded(t, value) if x is None else x
    stride = stride or steps
    for u, v in np.ndindex(t.out.shape[2:]):
        rows = slice(u * stride[0], u * stride[0] + HH)
        columns = slice(v * stride[1], v * stride[1] + WW)
        s = SimpleNamespace(u=u, v=v, at=(slice(None), slice(None), rows, columns))
        s.x = x[s.at]
        s.top = s.x.max((2, 3), keepdims=True)
        if hasattr(t, "dout"):
            s.dout = t.dout[:, :, u, v][:, :, None, None]
        yield s


def out(t, f, **how_else):
    """Return out with f(pixels of a window) in it."""
    found = np.empty(t.out.shape)
    for s in windows(t, **how_else):
        found[:, :, s.u, s.v] = f(s.x)
    return found


def largest(x):
    return x.max((2, 3))


def first(s, last=False):
    """Return where the largest of each window is, the first of several, or the last."""
    N, C, HH, WW = s.x.shape
    flat = s.x.reshape(N, C, -1)
    index = HH * WW - 1 - flat[..., ::-1].argmax(-1) if last else flat.argmax(-1)
    return (index[..., None] == np.arange(HH * WW)).reshape(s.x.shape)


def dx(t, give, write=False, cut=1):
    """Return dx with give(window) added to each window, or written over what is there.

    Of the padding cut times its width is cut off before the image.
    """
    whole = np.zeros(padded(t, 0).shape)
    for s in windows(t):
        if write:
            whole[s.at] = give(s)
        else:
            whole[s.at] += give(s)
    return cut_out(whole, t, cut)


def cut_out(whole, t, cut=1):
    """Return the image without its padding."""
    (p, q), (H, W) = how(t)[3], t.x.shape[2:]
    return whole[:, :, cut * p : cut * p + H, cut * q : cut * q + W]


def right(s):
    return s.dout * first(s)


def dx_at_largest(t):
    """Return dx if only the largest pixel of a window were written to."""
    whole = np.zeros(padded(t, 0).shape)
    for s in windows(t):
        view = whole[s.at]
        on = first(s)
        view[on] = np.broadcast_to(s.dout, view.shape)[on]
    return cut_out(whole, t)


def taps(t) -> list:
    """Return for each tap (i, j) where its pixels lie in the padded image."""
    HH, WW, (s, r), _ = how(t)
    H, W = t.out.shape[2:]
    return [
        (i, j, (..., slice(i, i + s * (H - 1) + 1, s), slice(j, j + r * (W - 1) + 1, r)))
        for i, j in np.ndindex(HH, WW)
    ]


def dx_by_taps(t):
    """Return dx if the pixels of each tap were written over what is there."""
    whole = np.zeros(padded(t, 0).shape)
    on = np.empty((*t.out.shape, t.HH, t.WW))
    for s in windows(t):
        on[:, :, s.u, s.v] = first(s)
    for i, j, pixels in taps(t):
        whole[pixels] = t.dout * on[..., i, j]
    return cut_out(whole, t)


def dx_side_by_side(t, give):
    """Return dx if windows began where the last one ended, whatever the stride."""
    if how(t)[2] == (t.HH, t.WW):
        raise ValueError("windows lie side by side here")
    whole = np.zeros(padded(t, 0).shape)
    for s in windows(t):
        h, k = s.u * t.HH, s.v * t.WW
        place = whole[:, :, h : h + t.HH, k : k + t.WW]
        place += give(s)[:, :, : place.shape[2], : place.shape[3]]
    return cut_out(whole, t)


def first_pixel(s):
    on = np.zeros(s.x.shape)
    on[:, :, 0, 0] = 1
    return s.dout * on
