"""Unfolding: correlation and its adjoints a block of images at a time, channels last. Fast.

These are the three maps of arrays/correlation.py, where they are plain, with four changes.

    rows      A window is a row of cols, (i, j, c) along it. Where the memory of the images is
              (N, H, W, C), each of its HH parts is WW * C numbers side by side, so that the
              copy into cols is cheap. The windows of many images go into one product.
    blocks    Images are taken a few at a time, so that cols stays in the CPU's cache, and the
              threads of arrays/threads.py share the blocks.
    planes    Where WW * C is less than RUN, cols is made with the places along a row, so that a
              row is the image moved by (i, j), and the product takes it transposed.
    turned    The way back to x is a correlation too. Pixel h was under tap i of window
              (h + pad - i) / stride. With stride 1, dx[h] = sum_i w[i] dout[h + pad - i]:
              filters turned by half a turn, on dout padded by HH - 1 - pad. With stride s the
              pixels a, a + s, a + 2 s, .. were under every s-th tap, and are such a sum each.
              Where F is over 2 C its cols are the larger, and the way back is by planes.

What is returned is (N, C, H, W) to its reader and (N, H, W, C) in memory. Elementwise layers
keep the order they find, so a net of convolutions transposes at its two ends alone.

On one core, 64 images of 16 x 16 go from 64 channels to 64, 3 x 3, in 19 ms; the plain way
takes 36. With groups the parts of a row would be short: those go the plain way, in blocks.
"""

import numpy as np

from arrays import correlation
from arrays.blocks import slices
from arrays.frames import Frames
from arrays.threads import each, share
from arrays.windows import col2im, count

BLOCK = 1 << 20  # bytes of cols at a time
RUN = 16  # 64 images of 28 x 28, 5 x 5 from 1 channel to 6: by planes 2 ms, by rows 9


def correlate(x: np.ndarray, w: np.ndarray, stride, pad, groups=1, b=0) -> np.ndarray:
    """Return out + b, a new array."""
    (N, C, H, W), (F, _, HH, WW) = x.shape, w.shape
    windows = count(H, W, HH, WW, stride, pad)
    if groups > 1:
        plain = correlation.correlate
        parts = blocks(x, C * HH * WW, windows)
        out = each(lambda some: plain(x[some], w, stride, pad, groups), parts)
        return np.concatenate(out) + np.asarray(b, w.dtype).reshape(-1, 1, 1)
    out = np.empty((N, *windows, F), np.result_type(x, w))
    fill(out, x, w, stride, pad, b)
    return np.moveaxis(out, -1, 1)


def adjoint_in_x(dout: np.ndarray, w: np.ndarray, H, W, stride, pad, groups=1) -> np.ndarray:
    """Return dx, a new array of images H by W."""
    (N, F, *windows), (_, c, HH, WW) = dout.shape, w.shape
    parts = blocks(dout, groups * c * HH * WW, windows)
    if groups > 1:
        plain, settings = correlation.adjoint_in_x, (H, W, stride, pad, groups)
        return np.concatenate(each(lambda some: plain(dout[some], w, *settings), parts))
    if F <= 2 * c:
        return by_turned(dout, w, H, W, stride, pad)
    dx = np.empty((N, H, W, c), np.result_type(dout, w))
    w = w.transpose(2, 3, 1, 0).reshape(-1, F)

    def way_back(some):
        d = rows(dout[some]).reshape(-1, windows[0] * windows[1], F)
        dcols = (w @ d.mT).reshape(-1, HH, WW, c, *windows)  # planes
        dimages = col2im(dcols.transpose(0, 3, 4, 5, 1, 2), H, W, stride, pad)
        dx[some] = np.moveaxis(dimages, 1, -1)

    each(way_back, parts)
    return np.moveaxis(dx, -1, 1)


def by_turned(dout: np.ndarray, w: np.ndarray, H, W, stride, pad) -> np.ndarray:
    """Return dx, of each set of pixels that were under the same taps a correlation."""
    dx = np.empty((len(dout), H, W, w.shape[1]), np.result_type(dout, w))
    for a, b in np.ndindex(stride):
        settings = zip((a, b), stride, pad, w.shape[2:], strict=True)
        pixels, taps, start, back = zip(*(under(*one) for one in settings), strict=True)
        some, over = dx[:, *pixels], w[:, :, *taps]
        if over.size:
            if some.size:
                fill(some, dout[:, :, *start], turned(over), (1, 1), back)
        else:
            some[...] = 0
    return np.moveaxis(dx, -1, 1)


def under(a: int, stride: int, pad: int, window: int) -> tuple[slice, slice, slice, int]:
    """Return along one axis: pixels a, a + stride, .., the taps they were under, and of dout
    the part that counts and its padding.
    """
    first = (a + pad) % stride
    before = len(range(first, window, stride)) - 1 - (a + pad) // stride
    back = max(before, 0)
    return np.s_[a::stride], np.s_[first::stride], np.s_[back - before :], back


def adjoint_in_w(dout: np.ndarray, x: np.ndarray, HH, WW, stride, pad, groups=1) -> np.ndarray:
    """Return dw, a new array of filters HH by WW."""
    C, (_, F, *windows) = x.shape[1], dout.shape
    parts = blocks(x, C * HH * WW, windows)
    if groups > 1:
        plain, settings = correlation.adjoint_in_w, (HH, WW, stride, pad, groups)
        return sum(each(lambda some: plain(dout[some], x[some], *settings), parts))

    def work(parts):
        dw = np.zeros((HH * WW * C, F), np.result_type(dout, x))
        for some, cols in columns(x, HH, WW, stride, pad, windows, parts):
            d = rows(dout[some]).reshape(*cols.shape[:2], F)
            dw += (cols.mT @ d).sum(axis=0)
        return dw

    dw = sum(share(work, parts)).reshape(HH, WW, C, F)
    return np.ascontiguousarray(dw.transpose(3, 2, 0, 1))


def turned(w: np.ndarray) -> np.ndarray:
    """Return filters from dout's channels to x's, turned by half a turn."""
    return w[:, :, ::-1, ::-1].swapaxes(0, 1)


def fill(out: np.ndarray, x: np.ndarray, w: np.ndarray, stride, pad, b=0) -> None:
    """Set out, (N, H', W', F), to x's correlation with w, + b; windows beyond x see zeros."""
    F, C, HH, WW = w.shape
    w = w.transpose(2, 3, 1, 0).reshape(-1, F)

    def work(parts):
        for some, cols in columns(x, HH, WW, stride, pad, out.shape[1:3], parts):
            part = out[some]
            np.add((cols @ w).reshape(part.shape), b, out=part)

    share(work, blocks(x, C * HH * WW, out.shape[1:3]))


def columns(x: np.ndarray, HH: int, WW: int, stride, pad, windows, parts):
    """Yield some, cols for each slice of images in parts: their windows as rows, (i, j, c).

    cols is (1, n H' W', K), or by planes (n, H' W', K). It is a copy, but for 1 x 1 filters
    with stride 1, whose windows are rows already.
    """
    C, *sides = x.shape[1:]
    K = HH * WW * C
    if K == C and stride == (1, 1) and pad == (0, 0) and tuple(windows) == tuple(sides):
        x = np.moveaxis(channels_last(x), 1, -1)
        yield from ((some, x[some].reshape(1, -1, K)) for some in parts)
        return
    planes = WW * C < RUN
    most = max(some.stop - some.start for some in parts)
    frames = Frames(x, most, (HH, WW), stride, pad, windows, planes)
    for some in parts:
        cols = frames(some)
        if planes:
            cols = cols.transpose(0, 4, 5, 1, 2, 3)
            yield some, cols.reshape(len(cols), K, windows[0] * windows[1]).mT
        else:
            yield some, cols.transpose(0, 2, 3, 4, 5, 1).reshape(1, -1, K)


def blocks(x: np.ndarray, K: int, windows):
    """Return slices of images, at least one, whose windows of K numbers fill about BLOCK."""
    return slices(len(x), K * windows[0] * windows[1], BLOCK // x.itemsize)


def rows(dout: np.ndarray) -> np.ndarray:
    """Return dout as (N H' W', F)."""
    return np.moveaxis(channels_last(dout), 1, -1).reshape(-1, dout.shape[1])


def channels_last(x: np.ndarray) -> np.ndarray:
    """Return x, or a copy, contiguous in the order (N, H, W, C)."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(x, 1, -1)), -1, 1)
