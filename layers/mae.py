"""Mean absolute error: loss = mean of |x - y| over all entries, for targets y.

Shapes
    x, dx    any
    y        x's    cache["y"]: the targets
    mask     x's    cache["mask"], if it is there: booleans, True counts
    diff     (n,), or x's shape without a mask: x - y for the n entries that count
    loss     ()     in x's units, the mean over the n entries

Gradient
    |diff| has slope 1 right of 0 and -1 left of it, which is its sign; n entries share the
    mean:

        dx = sign(diff) / n        times dout, which is 1 at the loss itself

    At diff = 0 there is no slope; we take 0. Every entry pulls equally hard, however far off,
    so the best constant is the targets' median; and none pulls less as it comes near, so a
    rule of fixed steps ends up hopping about the target (see huber).

Source
    Boscovich and Laplace, before least squares. Agrees with torch.nn.L1Loss, at 0 too.
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
    return np.maximum(diff, -diff).mean()  # np.abs is wrong for complex x


def backward(dout: float, cache: dict) -> np.ndarray:
    """Return dx."""
    diff = cache["diff"]
    dentries = np.sign(diff) * (float(dout) / diff.size)  # float: a np.float64 would widen
    return spread(dentries, cache["counts"], cache["shape"])
