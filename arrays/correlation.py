"""Correlation: at every window of an image, its product with every filter. The plain way.

    out[n, f, u, v] = sum_{c, i, j} w[f, c, i, j] cols[n, c, u, v, i, j],    cols = im2col(x)

It is linear in x and linear in w, so it has an adjoint in each:

    sum(correlate(x, w) * dout) == sum(x * adjoint_in_x(dout, w))
                                == sum(w * adjoint_in_w(dout, x))

With groups, channels and filters are cut into as many runs, and a run of filters sees its own
run of channels alone. An image's group is one product: K numbers under a window, P windows.

Shapes
    x, dx          (N, C, H, W)
    w, dw          (F, C / groups, HH, WW)    in products (groups, F / groups, K)
    out, dout      (N, F, H', W')             in products (N, groups, F / groups, P)
    cols, dcols                               in products (N, groups, K, P)
"""

import math

import numpy as np

from arrays.windows import col2im, im2col


def correlate(x: np.ndarray, w: np.ndarray, stride, pad, groups=1) -> np.ndarray:
    """Return out, a new array."""
    cols = im2col(x, *w.shape[2:], stride, pad)
    out = filters(w, groups) @ matrices(cols, groups)
    return out.reshape(len(x), len(w), *cols.shape[2:4])


def adjoint_in_x(dout: np.ndarray, w: np.ndarray, H, W, stride, pad, groups=1) -> np.ndarray:
    """Return dx, a new array of images H by W."""
    N, F, *windows = dout.shape
    dout = dout.reshape(N, groups, F // groups, windows[0] * windows[1])
    dcols = filters(w, groups).swapaxes(1, 2) @ dout
    dcols = dcols.reshape(N, groups * w.shape[1], *w.shape[2:], *windows)
    return col2im(dcols.transpose(0, 1, 4, 5, 2, 3), H, W, stride, pad)


def adjoint_in_w(dout: np.ndarray, x: np.ndarray, HH, WW, stride, pad, groups=1) -> np.ndarray:
    """Return dw, a new array of filters HH by WW."""
    N, F, *windows = dout.shape
    cols = matrices(im2col(x, HH, WW, stride, pad), groups)
    dout = dout.reshape(N, groups, F // groups, windows[0] * windows[1])
    dw = (dout @ cols.swapaxes(2, 3)).sum(axis=0)
    return dw.reshape(F, x.shape[1] // groups, HH, WW)


def filters(w: np.ndarray, groups: int) -> np.ndarray:
    """Return w for the products."""
    F, *window = w.shape
    return w.reshape(groups, F // groups, math.prod(window))


def matrices(cols: np.ndarray, groups: int) -> np.ndarray:
    """Return a copy of cols for the products: a window is a column."""
    N, C, H, W, HH, WW = cols.shape
    cols = cols.transpose(0, 1, 4, 5, 2, 3)
    return cols.reshape(N, groups, C // groups * HH * WW, H * W)
