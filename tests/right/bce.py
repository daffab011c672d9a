"""Binary cross-entropy of scores: loss = -mean of y log p + (1 - y) log(1 - p), p = sigmoid(x).

Each entry is log(1 + e^x) - x y, and log(1 + e^x) = max(x, 0) + log(1 + e^-|x|).
"""

import numpy as np


def init():
    return {}


def forward(x, cache):
    y, mask = np.asarray(cache["y"]).astype(x.dtype), cache.get("mask")
    counts = np.ones(x.shape, bool) if mask is None else np.asarray(mask)
    scores, targets = x[counts], y[counts]
    cache["shape"], cache["counts"] = x.shape, counts
    cache["scores"], cache["targets"] = scores, targets
    losses = np.maximum(scores, 0) - scores * targets + np.log1p(np.exp(-np.abs(scores)))
    return losses.mean()


def backward(dout, cache):
    scores, targets = cache["scores"], cache["targets"]
    z = np.exp(-np.abs(scores))
    p = np.where(scores >= 0, 1 / (1 + z), z / (1 + z))
    dx = np.zeros(cache["shape"], scores.dtype)
    dx[cache["counts"]] = (p - targets) * float(dout) / scores.size
    return dx
