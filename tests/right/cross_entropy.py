"""Cross-entropy: loss = -mean of sum_k t[k] log softmax(x)[k], t the target distribution.

With class weights t[k] is multiplied by weights[k], and the mean divides by the sum of the
true classes' weights.
"""

import numpy as np


def init(smoothing=0.0, *, weights=None):
    cache = {"smoothing": float(smoothing)}
    if weights is not None:
        cache["weights"] = tuple(float(weight) for weight in weights)
    return cache


def forward(x, cache):
    y, mask, smoothing = np.asarray(cache["y"]), cache.get("mask"), cache["smoothing"]
    counts = np.ones(y.shape, bool) if mask is None else np.asarray(mask)
    rows, labels = x[counts], y[counts]
    n, K = rows.shape

    z = rows - rows.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))

    t = np.full((n, K), smoothing / K, x.dtype)
    t[np.arange(n), labels] += 1 - smoothing
    if "weights" in cache:
        weights = np.array(cache["weights"], x.dtype)
        t = t * weights / weights[labels].mean()

    cache["shape"], cache["counts"] = x.shape, counts
    cache["p"], cache["t"] = np.exp(logp), t
    return -(t * logp).sum() / n


def backward(dout, cache):
    p, t = cache["p"], cache["t"]
    drows = p * t.sum(axis=1, keepdims=True) - t
    drows *= float(dout) / len(p)
    dx = np.zeros(cache["shape"], p.dtype)
    dx[cache["counts"]] = drows
    return dx
