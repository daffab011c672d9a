"""Flatten: axes in other orders."""

import math

import numpy as np


def last(a):
    """Return a with the second axis put last."""
    return np.moveaxis(a, 1, -1) if a.ndim > 2 else a


def back(a):
    """Return a with the last axis put second."""
    return np.moveaxis(a, -1, 1) if a.ndim > 2 else a


def rows(a):
    """Return a with all axes but the first as one."""
    return a.reshape(len(a), math.prod(a.shape[1:]))
