"""Mean squared error: loss = mean of (x - y)^2 over all entries, for targets y.

Shapes
    x, dx    any
    y        x's    cache["y"]: the targets
    mask     x's    cache["mask"], if it is there: booleans, True counts
    diff     (n,), or x's shape without a mask: x - y for the n entries that count
    loss     ()     in the square of x's units, the mean over the n entries

Gradient
    loss = 1/n sum_i diff[i]^2, so

        dx = 2 diff / n        times dout, which is 1 at the loss itself

    A target far off pulls in proportion: one outlier can outweigh the rest (see huber). The
    best constant is the targets' mean, where the pulls add up to 0.

Source
    Gauss and Legendre's least squares. Agrees with torch.nn.MSELoss: the mean is over all
    entries, not over examples, and there is no 1/2.
"""

import numpy as np

from arrays.labels import spread
from arrays.targets import counted


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.floating:
    """Return the loss; save diff. ValueError if y or the mask do not fit."""
    entries, targets = counted(x, cache)
    diff = entries - targets
    cache["shape"], cache["diff"] = x.shape, diff
    return (diff**2).mean()


def backward(dout: float, cache: dict) -> np.ndarray:
    """Return dx."""
    diff = cache["diff"]
    dentries = diff * (2 * float(dout) / diff.size)  # float: a np.float64 would widen float32
    return spread(dentries, cache["counts"], cache["shape"])
