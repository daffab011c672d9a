"""Clip: out = x where low <= x <= high, and the nearer of the two bounds elsewhere.

Shapes
    x, dx, on, out, dout    any, all the same

Gradient
    Inside the slope is 1. Outside out stays at a bound, however x moves, and the slope is 0:

        dx = dout * (low <= x <= high)    at a bound there is none; we take 1

    So never clip an error in a loss. A well-known DQN did: it minimized the mean square of
    clip(delta, -1, 1), to be safe from outliers. Forward that looks sensible, but where delta
    was beyond 1 the gradient was 0: exactly the examples that were most wrong taught nothing.
    Meant was a bound on the gradient, and that is the Huber loss, delta^2 / 2 up to
    |delta| = 1 and |delta| - 1/2 beyond: its slope is clip(delta, -1, 1).

Source
    Karpathy (2016), "Yes you should understand backprop". torch.clamp's slope at a bound is
    1 as well. With a single bound it is a maximum: maximum.forward((x, low), cache).
"""

import math

import numpy as np


def init(low: float, high: float) -> dict:
    """Keep the bounds. Raises ValueError unless low < high and both are finite."""
    if not -math.inf < low < high < math.inf:
        raise ValueError(f"clip needs finite low < high, not low={low}, high={high}")
    return {"low": float(low), "high": float(high)}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save on, where x is within the bounds."""
    low, high = cache["low"], cache["high"]
    cache["on"] = (low <= x) & (x <= high)
    return np.clip(x, low, high)


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    return dout * cache["on"]
