"""Huber loss: diff^2 / 2 where |diff| <= delta, delta (|diff| - delta / 2) elsewhere; mean."""

import numpy as np


def init(delta=1.0):
    return {"delta": float(delta)}


def forward(x, cache):
    y, mask, delta = np.asarray(cache["y"]).astype(x.dtype), cache.get("mask"), cache["delta"]
    counts = np.ones(x.shape, bool) if mask is None else np.asarray(mask)
    diff = x[counts] - y[counts]
    size = np.abs(diff)
    cache["shape"], cache["counts"], cache["diff"] = x.shape, counts, diff
    return np.where(size <= delta, diff**2 / 2, delta * (size - delta / 2)).mean()


def backward(dout, cache):
    diff, delta = cache["diff"], cache["delta"]
    slope = np.where(np.abs(diff) <= delta, diff, delta * np.sign(diff))
    dx = np.zeros(cache["shape"], diff.dtype)
    dx[cache["counts"]] = slope * float(dout) / diff.size
    return dx
