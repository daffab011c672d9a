"""Total: out = sum_n x[n], over the first axis, that of the examples.

Shapes
    x, dx        (N, ...)
    out, dout    (...)

Gradient
    Each example has the slope 1 in its own entries of out, and there it is handed all of dout:

        dx[n] = dout
        dx = dout, repeated for each of the N

    A sum is the way back of a repetition, and a repetition of a sum: where a value is spread
    over all examples, as an affine's b is, its gradient is the total of theirs. With a scale by
    1 / N after it this is the mean of a batch, and all of its examples share each gradient.

Source
    np.sum over axis 0. Kratzert (2016), "Understanding the backward pass through Batch
    Normalization Layer", where 1 / N of it is the mean (step 1) and the variance (step 4).
"""

import numpy as np


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save x's shape and dtype."""
    cache["shape"], cache["dtype"] = x.shape, x.dtype
    return x.sum(axis=0)


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    return np.full(cache["shape"], dout, cache["dtype"])
