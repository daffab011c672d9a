"""Convolving: the three maps of arrays/correlation.py, each the faster of two ways.

3 x 3 filters in float32 on enough channels go by arrays/winograd.py, all else by
arrays/unfolding.py. Their results differ by rounding.
"""

import numpy as np

from arrays import unfolding, winograd


def correlate(x: np.ndarray, w: np.ndarray, stride, pad, groups=1) -> np.ndarray:
    """Return out, a new array."""
    if winograd.suits(x, w.shape, stride, groups):
        return winograd.correlate(x, w, pad)
    return unfolding.correlate(x, w, stride, pad, groups)


def adjoint_in_x(dout: np.ndarray, w: np.ndarray, H, W, stride, pad, groups=1) -> np.ndarray:
    """Return dx, a new array of images H by W."""
    if winograd.suits(dout, w.shape, stride, groups) and max(pad) <= 2:
        return winograd.adjoint_in_x(dout, w, pad)
    return unfolding.adjoint_in_x(dout, w, H, W, stride, pad, groups)


def adjoint_in_w(dout: np.ndarray, x: np.ndarray, HH, WW, stride, pad, groups=1) -> np.ndarray:
    """Return dw, a new array of filters HH by WW."""
    if winograd.suits(x, (dout.shape[1], x.shape[1], HH, WW), stride, groups):
        return winograd.adjoint_in_w(dout, x, pad)
    return unfolding.adjoint_in_w(dout, x, HH, WW, stride, pad, groups)
