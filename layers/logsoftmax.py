"""Log-softmax: out[k] = x[k] - log sum_j exp(x[j]), log-probabilities, on the last axis.

Shapes
    x, dx, out, dout    (..., K)

Gradient
    Score k enters its own out directly, and every out of its row through the sum, whose
    slope is exp(x[k]) / sum_j exp(x[j]) = exp(out[k]), the probability:

        dout[j]/dx[k] = (j == k) - exp(out[k])
        dx[k] = dout[k] - exp(out[k]) sum_j dout[j]
        dx = dout - exp(out) * dout.sum over K

    The row's largest score is taken off first, which changes nothing, so that exp cannot
    overflow and at least one term of the sum is 1. log(softmax(x)) has no such luck: a
    probability rounded to 0 has the logarithm minus infinity, and its gradient is nan.

Source
    LeCun's tip, and Goodfellow et al., "Deep Learning" (2016), 4.1.
"""

import numpy as np


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out, and save it."""
    x = x - x.max(axis=-1, keepdims=True)
    cache["out"] = out = x - np.log(np.exp(x).sum(axis=-1, keepdims=True))
    return out


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    return dout - np.exp(cache["out"]) * dout.sum(axis=-1, keepdims=True)
