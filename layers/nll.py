"""Negative log-likelihood: loss = -mean of x[n, y[n]], for log-probabilities x.

Shapes
    x, dx    (..., K)    log-probabilities of K classes, as logsoftmax gives
    y        (...)       cache["y"]: integers 0..K-1
    mask     (...)       cache["mask"], if it is there: booleans, True counts
    loss     ()          in nats, the mean over the n examples that count

Gradient
    Let i run over the examples that count. loss = -1/n sum_i x[i, y[i]], so

        dx[i, k] = -1/n if k is y[i], else 0        times dout, which is 1 at the loss itself

Source
    Agrees with torch.nn.NLLLoss, whose ignore_index is our mask.
"""

import numpy as np

from arrays.labels import counted, spread


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.floating:
    """Return the loss; save x and labels. ValueError if the labels or the mask do not fit."""
    rows, labels = counted(x, cache)
    cache["x"], cache["labels"] = x, labels
    return -rows[np.arange(len(labels)), labels].mean()


def backward(dout: float, cache: dict) -> np.ndarray:
    """Return dx."""
    x, labels = cache["x"], cache["labels"]
    n = len(labels)
    drows = np.zeros((n, x.shape[-1]), x.dtype)
    drows[np.arange(n), labels] = -dout / n
    return spread(drows, cache["counts"], x.shape)
