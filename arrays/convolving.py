"""Convolving: the three maps of arrays/correlation.py, each the fastest of three ways.

3 x 3 filters in float32 on enough channels go by arrays/winograd.py, few filters on few
channels by arrays/wide.py, all else by arrays/unfolding.py. Their results differ by rounding.
"""

import numpy as np

from arrays import unfolding, wide, winograd


def correlate(x: np.ndarray, w: np.ndarray, stride, pad, groups=1, b=0) -> np.ndarray:
    """Return out + b, a new array; b is (F,)."""
    if x.dtype == w.dtype and winograd.suits(x, w.shape, stride, groups):
        return winograd.correlate(x, w, pad, b)
    if wide.suits(w.shape, stride, groups):
        return wide.correlate(x, w, pad, b)
    return unfolding.correlate(x, w, stride, pad, groups, b)


def adjoint_in_x(dout: np.ndarray, w: np.ndarray, H, W, stride, pad, groups=1) -> np.ndarray:
    """Return dx, a new array of images H by W."""
    if pad[0] < w.shape[2] and pad[1] < w.shape[3]:  # else it is no correlation of all of dout
        if dout.dtype == w.dtype and winograd.suits(dout, w.shape, stride, groups):
            return winograd.adjoint_in_x(dout, w, pad)
        if wide.suits(w.shape, stride, groups):
            return wide.adjoint_in_x(dout, w, pad)
    return unfolding.adjoint_in_x(dout, w, H, W, stride, pad, groups)


def adjoint_in_w(dout: np.ndarray, x: np.ndarray, HH, WW, stride, pad, groups=1) -> np.ndarray:
    """Return dw, a new array of filters HH by WW."""
    w_shape = dout.shape[1], x.shape[1], HH, WW
    if x.dtype == dout.dtype and winograd.suits(x, w_shape, stride, groups):
        return winograd.adjoint_in_w(dout, x, pad)
    if wide.suits(w_shape, stride, groups):
        return wide.adjoint_in_w(dout, x, HH, WW, pad)
    return unfolding.adjoint_in_w(dout, x, HH, WW, stride, pad, groups)
