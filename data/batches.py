"""Batches: the examples a minibatch at a time, in a new random order or in the order given."""

import numpy as np


def shuffled(
    x: np.ndarray,
    y: np.ndarray,
    batch_size: int,
    rng: np.random.Generator,
    *,
    size: int | None = None,
):
    """Return an iterator of (x, y), batch_size examples each; the last may have fewer.

    The order is drawn from rng at once, and has every example once; or as many of them as size
    says, if that is given and there are more.

    One example left over joins the batch before it, as alone it has no variance for a
    batchnorm. Raises ValueError unless there is an example, a label each, and batch_size >= 1.
    """
    refuse_misfits(x, y, batch_size, size)
    if size is None or size >= len(x):
        order = rng.permutation(len(x))
    else:
        order = rng.choice(len(x), size, replace=False)
    return ((x[part], y[part]) for part in np.split(order, cuts(len(order), batch_size)))


def in_order(x: np.ndarray, y: np.ndarray, batch_size: int):
    """Return an iterator of (x, y) as shuffled does, but in the order in which they are."""
    refuse_misfits(x, y, batch_size, None)
    ends = [0, *cuts(len(x), batch_size), len(x)]
    return ((x[a:b], y[a:b]) for a, b in zip(ends[:-1], ends[1:], strict=True))


def cuts(n: int, batch_size: int) -> range:
    """Return where n examples are cut into batches."""
    end = n - 1 if batch_size > 1 and n % batch_size == 1 else n
    return range(batch_size, end, batch_size)


def refuse_misfits(x: np.ndarray, y: np.ndarray, batch_size: int, size: int | None) -> None:
    """Raise ValueError for what cannot be cut into batches."""
    if len(x) != len(y) or not len(x):
        raise ValueError(
            f"batches need a label an example, and one or more, not {len(x)} and {len(y)}"
        )
    if batch_size < 1 or size is not None and size < 1:
        raise ValueError(f"batches need batch_size >= 1, not {batch_size}, of size {size} >= 1")
