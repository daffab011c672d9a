"""Softmax: out[k] = exp(x[k]) / sum_j exp(x[j]), probabilities from scores, on the last axis.

Shapes
    x, dx, out, dout    (..., K)

Gradient
    Each out depends on every score of its row:  dout[j]/dx[k] = out[j] ((j == k) - out[k]).
    Summed over j, with weight dout[j],

        dx[k] = out[k] dout[k] - out[k] sum_j dout[j] out[j]
        dx = out * (dout - (dout * out).sum over K)

    The bracket is dout less its mean under the probabilities: adding a constant to a row's
    scores changes nothing, so dx sums to 0, and a dout of ones gives none at all.

    For the same reason the row's largest score is taken off first, and exp cannot overflow.

Source
    Bridle (1990). For a loss use cross_entropy on the scores: the log of an out that has
    been rounded to 0 is minus infinity.
"""

import numpy as np


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out, and save it."""
    z = np.exp(x - x.max(axis=-1, keepdims=True))
    cache["out"] = out = z / z.sum(axis=-1, keepdims=True)
    return out


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    out = cache["out"]
    return out * (dout - (dout * out).sum(axis=-1, keepdims=True))
