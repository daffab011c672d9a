"""Targets: which entries of x count, and what each of them should be.

Shapes
    x, y            any, both the same
    mask, counts    x's, booleans, True counts; or None, and all do
    entries         (n,) with a mask, x's shape without: the entries that count
    targets         the same, in x's dtype

The way back from entries to x is spread, in arrays/labels.py.
"""

import numpy as np

from arrays.labels import boolean


def counted(x: np.ndarray, cache: dict) -> tuple[np.ndarray, np.ndarray]:
    """Return entries and targets, by cache["y"] and, if there, cache["mask"]; save counts.

    counts, the mask as it is now or None, is for spread on the way back. Where it is False,
    x and y may be anything, nan included. Raises ValueError for a target of another shape or
    not of numbers, a mask of another shape or kind, or no entry that counts.
    """
    if cache.get("y") is None:
        raise ValueError('a loss needs the target of each entry of x in cache["y"]')
    y, mask = np.asarray(cache["y"]), cache.get("mask")
    if y.shape != x.shape:  # broadcasting (N,) against (N, 1) would compare all with all
        raise ValueError(f"the target must have the shape of x, {x.shape}, not {y.shape}")
    if y.dtype.kind not in "fiub":
        raise ValueError(f"the target must be of real numbers, not {y.dtype}")
    cache["counts"] = mask = None if mask is None else boolean(mask, y.shape)
    entries, targets = (x, y) if mask is None else (x[mask], y[mask])
    if not entries.size:
        raise ValueError("no entry counts: a mean over none of them is not defined")
    return entries, targets.astype(x.dtype, copy=False)
