"""Evaluate: the mean loss of a net over a data set, and the share of labels it gets right."""

import numpy as np

from arrays import threads
from nets import walk
from optim import truncated


def evaluate(
    module, net: dict, loss, data, *, loss_cache=None, batch_size=None, contiguous=False
):
    """Return (loss, accuracy) over data, an (x, y) pair; the net is left out of training.

    accuracy is None where y is not an integer label a row of scores. loss is a loss layer's
    module, and loss_cache what its init returned. If contiguous, recurrent layers go on from
    batch to batch (optim/truncated.py). Raises ValueError for no examples.
    """
    x, y = data
    if len(x) != len(y):
        raise ValueError(f"evaluate needs a y for each x, not {len(y)} for {len(x)}")
    batch_size = refuse_empty(x, batch_size or rows(y))
    walk.set_training(net, False)
    cache = loss.init() if loss_cache is None else loss_cache
    total, right = 0.0, 0
    with truncated.between(net, {}, contiguous), threads.kept():
        for start in range(0, len(x), batch_size):
            part = slice(start, start + batch_size)
            scores = module.forward(x[part], net)
            cache["y"] = y[part]
            total += float(loss.forward(scores, cache)) * len(scores)
            right = add(right, correct(scores, y[part]))
            if contiguous:
                walk.carry(net)
    return total / len(x), None if right is None else right / y.size


def rows(y: np.ndarray) -> int:
    """Return how many examples to take at once: 250, or fewer where each has many labels."""
    return min(250, max(32, 4000 * len(y) // max(y.size, 1)))


def correct(scores: np.ndarray, y: np.ndarray) -> int | None:
    """Return how many labels have the highest score; None where y is not a label a row."""
    if y.dtype.kind not in "iu" or y.shape != scores.shape[:-1]:
        return None
    return int(np.count_nonzero(scores.argmax(axis=-1) == y))


def add(sum_so_far: int | None, right: int | None) -> int | None:
    """Return the sum of two counts, None if there is nothing to count."""
    return None if right is None else sum_so_far + right


def scores(module, net: dict, x: np.ndarray, *, batch_size=250) -> np.ndarray:
    """Return what the net makes of x, (N, K), out of training and a batch at a time."""
    refuse_empty(x, batch_size)
    walk.set_training(net, False)
    parts = range(0, len(x), batch_size)
    return np.concatenate(
        [module.forward(x[start : start + batch_size], net) for start in parts]
    )


def refuse_empty(x: np.ndarray, batch_size: int) -> int:
    """Return batch_size. Raises ValueError unless it and the number of examples are >= 1."""
    if not len(x):
        raise ValueError("there is nothing to evaluate: the data set has no examples")
    if batch_size < 1:
        raise ValueError(f"evaluate needs batch_size >= 1, not {batch_size}")
    return batch_size
