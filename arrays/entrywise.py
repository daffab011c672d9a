"""Entrywise: a formula on arrays of one shape, a block of entries at a time, shared by threads.

    out = entrywise(f, x, y)                           where f(x, y, out) fills out
    out, on = entrywise(f, x, dtypes=(float, bool))    where f(x, out, on) fills out and on
    in_place(f, w, dw)                                 where f(w, dw) changes w
    repeated(0, x)                                     a row of zeros beside x, for maximum

A ufunc over a large array goes to memory and back; the next one fetches it all again. In blocks
that stay in the CPU's cache the second is nearly free, and each core takes its own blocks.
"""

from functools import lru_cache

import numpy as np

from arrays.blocks import blocks, refuse_unlike, slices
from arrays.threads import each

BLOCK = 1 << 16  # entries; below two of them all is done at once, as threads would cost more
LARGE = 1 << 19  # entries from which threads share what is done in place


def entrywise(f, *arrays: np.ndarray, dtypes=None):
    """Return a new array, in the memory order of the first, that f(*arrays, new) filled.

    It is of the arrays' common dtype, floats at least. With dtypes there are as many new
    arrays, in a list; None stands for the common one. f sees blocks, flat ones, of arrays that
    lie densely in one memory order; else all of them. Raises TypeError for a tuple or a list,
    ValueError if the shapes differ.
    """
    arrays = [single(a) for a in arrays]
    refuse_unlike(*arrays)
    common = np.result_type(*arrays)
    common = common if common.kind in "fc" else np.dtype(float)
    new = [np.empty_like(arrays[0], dtype or common) for dtype in dtypes or (None,)]
    size = arrays[0].size
    flat = in_one_order(*arrays, *new) if size >= 2 * BLOCK else None
    if flat:
        each(lambda some: f(*(a[some] for a in flat)), slices(size, 1, BLOCK))
    else:
        f(*arrays, *new)
    return new if dtypes else new[0]


def in_place(f, *arrays: np.ndarray) -> None:
    """Call f on matching blocks of contiguous arrays of one shape, which it changes.

    Threads share those of LARGE arrays only, in larger blocks: f is many short calls.
    Raises ValueError if an array is not contiguous.
    """
    if arrays[0].size < LARGE:
        for some in blocks(*arrays):
            f(*some)
    else:
        each(lambda some: f(*some), blocks(*arrays, size=LARGE // 4))


def repeated(value, x: np.ndarray) -> np.ndarray:
    """Return value along x's last axis, in its dtype, not to be written to.

    Beside it maximum and minimum take a quarter of what they take beside a lone number.
    """
    fill = row if x.shape[-1:] <= (2 * BLOCK,) else row.__wrapped__  # or not to be kept
    return fill(value, x.shape[-1:], x.dtype)


@lru_cache(8)  # some few values and sizes of blocks: to fill a row takes as long as maximum
def row(value, shape: tuple, dtype) -> np.ndarray:
    found = np.full(shape, value, dtype)
    found.flags.writeable = False
    return found


def single(a) -> np.ndarray:
    if isinstance(a, tuple | list):
        raise TypeError(f"one array is wanted here, not a {type(a).__name__} of {len(a)}")
    return np.asarray(a)


def in_one_order(*arrays: np.ndarray) -> list[np.ndarray] | None:
    """Return flat views in the order of memory, which all share; None if they do not."""
    shape, strides = arrays[0].shape, arrays[0].strides
    order = sorted(range(len(shape)), key=lambda axis: -strides[axis])
    turned = [a.transpose(order) for a in arrays]
    if all(a.shape == shape for a in arrays) and all(a.flags.c_contiguous for a in turned):
        return [a.reshape(-1) for a in turned]
    return None
