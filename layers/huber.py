"""Huber loss: half the square of diff = x - y up to |diff| = delta, and beyond it a line.

    loss = mean of  diff^2 / 2 where |diff| <= delta,  delta (|diff| - delta / 2) elsewhere

Shapes
    x, dx      any
    y          x's    cache["y"]: the targets
    mask       x's    cache["mask"], if it is there: booleans, True counts
    clipped    (n,), or x's shape without a mask: for the n entries that count
    loss       ()     the mean over the n entries

Gradient
    With clipped = diff within -delta..delta, and the nearer of the two bounds outside, both
    cases are  clipped (diff - clipped / 2).  The slope is diff inside, and delta times the
    sign of diff outside, where it stays: that is clipped again, and n entries share the mean:

        dx = clipped / n        times dout, which is 1 at the loss itself

    So an outlier pulls with delta and no more. The other way to bound its pull, the mean
    square of a clipped diff, leaves it no pull at all: beyond the bound that loss is flat,
    and what is most wrong teaches nothing. Clip the gradient, not the error (see clip).

Source
    Huber (1964), "Robust Estimation of a Location Parameter"; Mnih et al. (2015), Methods,
    for DQN. Agrees with torch.nn.HuberLoss; SmoothL1Loss is this divided by its beta, delta.
"""

import math

import numpy as np

from arrays.labels import spread
from arrays.targets import counted


def init(delta=1.0) -> dict:
    """Keep delta. Raises ValueError unless it is finite and above 0."""
    if not 0 < delta < math.inf:
        raise ValueError(f"huber needs a finite delta > 0, not delta={delta}")
    return {"delta": float(delta)}  # one of NumPy's would make float32 float64


def forward(x: np.ndarray, cache: dict) -> np.floating:
    """Return the loss; save clipped. ValueError if y or the mask do not fit."""
    entries, targets = counted(x, cache)
    diff = entries - targets
    clipped = np.clip(diff, -cache["delta"], cache["delta"])
    cache["shape"], cache["clipped"] = x.shape, clipped
    return (clipped * (diff - clipped / 2)).mean()


def backward(dout: float, cache: dict) -> np.ndarray:
    """Return dx."""
    clipped = cache["clipped"]
    dentries = clipped * (float(dout) / clipped.size)  # float: a np.float64 would widen float32
    return spread(dentries, cache["counts"], cache["shape"])
