"""Entrywise: a formula on arrays of one shape, a block of entries at a time, shared by threads.

    out, on = entrywise(f, x, dtypes=(float, bool))    where f(x, out, on) fills out and on

A ufunc over a large array goes to memory and back; the next one fetches it all again. In blocks
that stay in the CPU's cache the second is nearly free, and each core takes its own blocks.
"""

import numpy as np

from arrays.blocks import slices
from arrays.threads import each

BLOCK = 1 << 16  # entries; below two of them all is done at once, as threads would cost more


def entrywise(f, *arrays: np.ndarray, dtypes) -> list[np.ndarray]:
    """Return new arrays, in the memory order of the first, that f(*arrays, *new) filled.

    f sees blocks, flat ones, of arrays that lie densely in one memory order; else all of them.
    """
    new = [np.empty_like(arrays[0], dtype) for dtype in dtypes]
    size = arrays[0].size
    flat = in_one_order(*arrays, *new) if size >= 2 * BLOCK else None
    if flat:
        each(lambda some: f(*(a[some] for a in flat)), slices(size, 1, BLOCK))
    else:
        f(*arrays, *new)
    return new


def in_one_order(*arrays: np.ndarray) -> list[np.ndarray] | None:
    """Return flat views in the order of memory, which all share; None if they do not."""
    shape, strides = arrays[0].shape, arrays[0].strides
    order = sorted(range(len(shape)), key=lambda axis: -strides[axis])
    turned = [a.transpose(order) for a in arrays]
    if all(a.shape == shape for a in arrays) and all(a.flags.c_contiguous for a in turned):
        return [a.reshape(-1) for a in turned]
    return None
