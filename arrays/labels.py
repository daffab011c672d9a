"""Labels: which rows of scores count and what class each is, and the way back to every row.

Shapes
    x, dx          (..., K)    scores of K classes
    y              (...)       integer labels
    mask, counts   (...)       booleans, True counts; or None, and all do
    rows, drows    (n, K)      the rows that count
    labels         (n,)        their labels
"""

import numpy as np

from arrays.indices import refuse_outside


def counted(x: np.ndarray, cache: dict) -> tuple[np.ndarray, np.ndarray]:
    """Return rows and labels, by cache["y"] and, if it is there, cache["mask"]; save counts.

    counts, the mask as it is now or None, is for spread on the way back. Where it is False the
    label and the scores may be anything. Raises ValueError for labels or a mask of another
    shape or kind, a label outside 0..K-1, or no example that counts.
    """
    if cache.get("y") is None:
        raise ValueError('a loss needs the labels of its examples in cache["y"]')
    y, mask, K = np.asarray(cache["y"]), cache.get("mask"), x.shape[-1]
    if y.shape != x.shape[:-1]:
        raise ValueError(
            f"labels must have the scores' shape without the classes, {x.shape[:-1]}, "
            f"not {y.shape}"
        )
    if y.dtype.kind not in "iu":
        raise ValueError(f"labels must be integers, not {y.dtype}")
    if mask is not None:
        mask = boolean(mask, y.shape)
    cache["counts"] = mask
    refuse_outside(y, K, "label", f"there are {K} classes", mask)
    rows, labels = (x.reshape(-1, K), y.reshape(-1)) if mask is None else (x[mask], y[mask])
    if not len(labels):
        raise ValueError("no example counts: a mean over none of them is not defined")
    return rows, labels


def boolean(mask, shape: tuple[int, ...]) -> np.ndarray:
    """Return mask as an array. Raises ValueError unless it is boolean and of that shape."""
    mask = np.asarray(mask)
    if mask.dtype != bool or mask.shape != shape:
        raise ValueError(
            f"mask must be boolean and of shape {shape}, not {mask.dtype} of shape {mask.shape}"
        )
    return mask


def spread(drows: np.ndarray, counts, shape: tuple[int, ...]) -> np.ndarray:
    """Return dx: drows at the rows that count, 0 at the others. The adjoint of picking rows."""
    if counts is None:
        return drows.reshape(shape)
    dx = np.zeros(shape, drows.dtype)
    dx[counts] = drows
    return dx
