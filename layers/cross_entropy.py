"""Cross-entropy: loss = -mean of sum_k t[k] log p[k], p = softmax(x), from scores x.

t is the target distribution: all on the true class, but for a share of smoothing that is
spread evenly over the K classes.

    t[i, k] = (1 - smoothing) (k is y[i]) + smoothing / K

Shapes
    x, dx      (..., K)    scores of K classes, not normalized
    y          (...)       cache["y"]: integers 0..K-1
    mask       (...)       cache["mask"], if it is there: booleans, True counts
    p, t, q    (n, K)      the n examples that count
    loss       ()          in nats, the mean over them; ln K if all scores are equal

Gradient
    log p[k] = x[k] - log sum_j exp(x[j]), and each row of t sums to 1, so an example's loss is

        loss[i] = log sum_j exp(x[i, j]) - sum_k t[i, k] x[i, k]

    The slope of the first term is p[i, k], of the second t[i, k]; n examples share the mean:

        dx = (p - t) / n        times dout, which is 1 at the loss itself

    The row's largest score is taken off first: it changes nothing, and exp cannot overflow.
    Nor is there a log of a p that was rounded to 0, which is what fusing the two is for.

    Weights multiply the terms of the sum over k, and the mean divides by the true classes'
    weights, sum_i weights[y[i]], not by n. So t becomes q, whose rows need not sum to 1:

        q[i, k] = t[i, k] weights[k] / mean_i weights[y[i]]
        dx = (p * q.sum over K - q) / n

Source
    CS231n, "Linear classification"; smoothing is Szegedy et al. (2015), 7, arXiv:1512.00567.
    Agrees with torch.nn.CrossEntropyLoss, where weight and label_smoothing meet too.
"""

import numpy as np

from arrays.blocks import slices
from arrays.labels import counted, spread
from arrays.threads import each

BLOCK = 1 << 17  # scores, which stay in the CPU's cache


def init(smoothing=0.0, *, weights=None) -> dict:
    """Keep the settings; weights, if given, are K numbers, one a class.

    Raises ValueError unless 0 <= smoothing <= 1 and the weights are finite, >= 0 and not all 0.
    """
    if not 0 <= smoothing <= 1:
        raise ValueError(f"cross_entropy needs 0 <= smoothing <= 1, not smoothing={smoothing}")
    settings = {"smoothing": float(smoothing)}  # one of NumPy's would make float32 float64
    if weights is None:
        return settings
    weights = tuple(float(weight) for weight in weights)
    if not all(0 <= weight < np.inf for weight in weights) or not any(weights):
        raise ValueError(
            f"cross_entropy needs finite weights >= 0, not all 0, not weights={weights}"
        )
    return settings | {"weights": weights}


def forward(x: np.ndarray, cache: dict) -> np.floating:
    """Return the loss; save p, labels and, with weights, q. ValueError for what misfits."""
    rows, labels = counted(x, cache)
    (n, K), smoothing, p, q = rows.shape, cache["smoothing"], np.empty_like(rows), None
    if "weights" in cache:
        cache["q"] = q = weighted(labels, cache, rows)

    def work(some):
        z = np.subtract(rows[some], rows[some].max(axis=1, keepdims=True), out=p[some])
        if q is None:
            share, target = 1, (1 - smoothing) * z[np.arange(len(z)), labels[some]]
            if smoothing:
                target += smoothing * z.mean(axis=1)
        else:
            share, target = q[some].sum(axis=1), (q[some] * z).sum(axis=1)
        np.exp(z, out=z)
        total = z.sum(axis=1, keepdims=True)
        z /= total
        return share * np.log(total[:, 0]) - target  # target is sum_k q[k] x[k]

    few = n * K <= BLOCK  # threads would cost more
    losses = [work(slice(n))] if few else each(work, slices(n, K, BLOCK))
    cache["shape"], cache["labels"], cache["p"] = x.shape, labels, p
    return sum(loss.sum() for loss in losses) / n


def backward(dout: float, cache: dict) -> np.ndarray:
    """Return dx."""
    smoothing, labels, p = cache["smoothing"], cache["labels"], cache["p"]
    n, K = p.shape
    if "weights" in cache:
        drows = p * cache["q"].sum(axis=1, keepdims=True) - cache["q"]
    else:
        drows = p - smoothing / K
        drows[np.arange(n), labels] -= 1 - smoothing
    drows *= dout / n
    return spread(drows, cache["counts"], cache["shape"])


def weighted(labels: np.ndarray, cache: dict, rows: np.ndarray) -> np.ndarray:
    """Return q. ValueError unless there are K weights, one above 0 among those that count."""
    (n, K), smoothing, weights = rows.shape, cache["smoothing"], np.array(cache["weights"])
    if len(weights) != K:
        raise ValueError(f"cross_entropy has {len(weights)} weights for scores of {K} classes")
    if not weights[labels].any():
        raise ValueError("no example counts: the weights of their classes are all 0")
    w = (weights / weights[labels].mean()).astype(rows.dtype)
    q = np.tile(smoothing / K * w, (n, 1))
    q[np.arange(n), labels] += (1 - smoothing) * w[labels]
    return q
