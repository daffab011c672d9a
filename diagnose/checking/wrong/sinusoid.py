"""Sinusoid: waves of other angles."""

import numpy as np


def waves(t, base=10000.0, first=0, exponent=lambda j, D: 2 * (j // 2) / D, swap=0):
    """Return p for the columns j, in another way than it should be."""
    _, T, D = t.x.shape
    j = np.arange(D)
    angle = (first + np.arange(T))[:, None] / base ** exponent(j, D)
    return np.where((j + swap) % 2 == 0, np.sin(angle), np.cos(angle))


def halves(t):
    """Return p with all sines first, then all cosines."""
    p = waves(t)
    return np.concatenate([p[:, 0::2], p[:, 1::2]], axis=1)
