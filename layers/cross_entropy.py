"""Cross-entropy: loss = -mean of sum_k t[k] log p[k], p = softmax(x), from scores x.

t is the target distribution: all on the true class, but for a share of smoothing that is
spread evenly over the K classes.

    t[i, k] = (1 - smoothing) (k is y[i]) + smoothing / K

Shapes
    x, dx    (..., K)    scores of K classes, not normalized
    y        (...)       cache["y"]: integers 0..K-1
    mask     (...)       cache["mask"], if it is there: booleans, True counts
    p, t     (n, K)      the n examples that count
    loss     ()          in nats, the mean over them; ln K if all scores are equal

Gradient
    log p[k] = x[k] - log sum_j exp(x[j]), and each row of t sums to 1, so an example's loss is

        loss[i] = log sum_j exp(x[i, j]) - sum_k t[i, k] x[i, k]

    The slope of the first term is p[i, k], of the second t[i, k]; n examples share the mean:

        dx = (p - t) / n        times dout, which is 1 at the loss itself

    The row's largest score is taken off first: it changes nothing, and exp cannot overflow.
    Nor is there a log of a p that was rounded to 0, which is what fusing the two is for.

Source
    CS231n, "Linear classification"; smoothing is Szegedy et al. (2015), 7, arXiv:1512.00567.
    Agrees with torch.nn.CrossEntropyLoss.
"""

import numpy as np

from arrays.labels import counted, spread


def init(smoothing=0.0) -> dict:
    """Keep the setting. Raises ValueError unless 0 <= smoothing <= 1."""
    if not 0 <= smoothing <= 1:
        raise ValueError(f"cross_entropy needs 0 <= smoothing <= 1, not smoothing={smoothing}")
    return {"smoothing": smoothing}


def forward(x: np.ndarray, cache: dict) -> np.floating:
    """Return the loss; save p and labels. ValueError if the labels or the mask do not fit."""
    rows, labels = counted(x, cache)
    smoothing = cache["smoothing"]
    rows = rows - rows.max(axis=1, keepdims=True)
    z = np.exp(rows)
    total = z.sum(axis=1, keepdims=True)
    cache["shape"], cache["labels"], cache["p"] = x.shape, labels, z / total
    true = rows[np.arange(len(labels)), labels]
    target = (1 - smoothing) * true + smoothing * rows.mean(axis=1)  # sum_k t[k] x[k]
    return (np.log(total[:, 0]) - target).mean()


def backward(dout: float, cache: dict) -> np.ndarray:
    """Return dx."""
    smoothing, labels, p = cache["smoothing"], cache["labels"], cache["p"]
    n, K = p.shape
    drows = p - smoothing / K
    drows[np.arange(n), labels] -= 1 - smoothing
    drows *= dout / n
    return spread(drows, cache["counts"], cache["shape"])
