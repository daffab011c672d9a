"""Batches: the examples in a new random order, a minibatch at a time."""

import numpy as np


def shuffled(x: np.ndarray, y: np.ndarray, batch_size: int, rng: np.random.Generator):
    """Return an iterator of (x, y), batch_size examples each; the last may have fewer.

    The order is drawn from rng at once, and has every example once.

    One example left over joins the batch before it, as alone it has no variance for a
    batchnorm. Raises ValueError unless there is an example, a label each, and batch_size >= 1.
    """
    if len(x) != len(y) or not len(x):
        raise ValueError(
            f"batches need a label an example, and one or more, not {len(x)} and {len(y)}"
        )
    if batch_size < 1:
        raise ValueError(f"batches need batch_size >= 1, not {batch_size}")
    order = rng.permutation(len(x))
    return ((x[part], y[part]) for part in np.split(order, cuts(len(x), batch_size)))


def cuts(n: int, batch_size: int) -> range:
    """Return where n examples are cut into batches."""
    end = n - 1 if batch_size > 1 and n % batch_size == 1 else n
    return range(batch_size, end, batch_size)
