"""Multiclass SVM: loss = mean of sum_k max(0, x[k] - x[y] + margin) over k other than y."""

import numpy as np


def init(margin=1.0):
    return {"margin": float(margin)}


def forward(x, cache):
    y, mask = np.asarray(cache["y"]), cache.get("mask")
    counts = np.ones(y.shape, bool) if mask is None else np.asarray(mask)
    rows, labels = x[counts], y[counts]
    n = len(labels)
    true = rows[np.arange(n), labels][:, None]
    terms = np.maximum(0, rows - true + cache["margin"])
    terms[np.arange(n), labels] = 0
    cache["x"], cache["counts"] = x, counts
    cache["labels"], cache["terms"] = labels, terms
    return terms.sum() / n


def backward(dout, cache):
    x, labels, terms = cache["x"], cache["labels"], cache["terms"]
    n = len(labels)
    drows = (terms > 0).astype(x.dtype)
    drows[np.arange(n), labels] = -drows.sum(axis=1)
    drows *= dout / n
    dx = np.zeros_like(x)
    dx[cache["counts"]] = drows
    return dx
