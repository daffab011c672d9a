"""Multiclass SVM (hinge) loss: every wrong class should score margin below the true one.

    loss = mean over i of  sum over k other than y[i] of  max(0, x[i, k] - x[i, y[i]] + margin)

Shapes
    x, dx    (..., K)    scores of K classes
    y        (...)       cache["y"]: integers 0..K-1
    mask     (...)       cache["mask"], if it is there: booleans, True counts
    on       (n, K)      which terms of the n examples that count are above 0
    loss     ()          the mean over them, in the scores' units; (K - 1) margin if x = 0

Gradient
    A term that is on has slope 1 in its own score, and -1 in the true class's, which is in
    every term of its row. n examples share the mean:

        dx[i, k]    = on[i, k] / n                  times dout, which is 1 at the loss itself
        dx[i, y[i]] = -sum_k on[i, k] / n

    At the kink, where a term is exactly 0, the slope is taken as 0.

Source
    Weston and Watkins (1999); CS231n, "Linear classification". PyTorch's MultiMarginLoss is
    this divided by K.
"""

import numpy as np

from arrays.labels import counted, spread


def init(margin=1.0) -> dict:
    """Keep the setting. Raises ValueError unless margin > 0."""
    if not 0 < margin < np.inf:
        raise ValueError(f"svm needs a finite margin > 0, not margin={margin}")
    return {"margin": margin}


def forward(x: np.ndarray, cache: dict) -> np.floating:
    """Return the loss; save x, labels and on. ValueError if labels or mask do not fit."""
    rows, labels = counted(x, cache)
    each = np.arange(len(labels))
    terms = np.maximum(0, rows - rows[each, labels, None] + cache["margin"])
    terms[each, labels] = 0
    cache["x"], cache["labels"], cache["on"] = x, labels, terms > 0
    return terms.sum() / len(labels)


def backward(dout: float, cache: dict) -> np.ndarray:
    """Return dx."""
    x, labels, on = cache["x"], cache["labels"], cache["on"]
    n = len(labels)
    drows = on.astype(x.dtype)
    drows[np.arange(n), labels] = -on.sum(axis=1)
    drows *= dout / n
    return spread(drows, cache["counts"], x.shape)
