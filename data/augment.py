"""Augmentation: every epoch another version of each image, of which the label is still true.

    crop      out[n, c, u, v] = x[n, c, u + i - pad, v + j - pad], i and j in 0 ... 2 pad
    flip      out[n, c, u, v] = x[n, c, u, W - 1 - v] or x[n, c, u, v], equally likely
    cutout    out[n, c, u, v] = 0 for the side x side pixels around (i, j), wherever it is

with an independent draw for each image: i and j are uniform, for cutout over all its pixels, so
that the border may cut off a part of the hole. A net has fewer chances to learn images by
heart. A flip is for things, not for digits or letters, whose mirror image is another or none.

What is off the image, and the hole, is 0. On normalized images that is the channel's mean,
which says nothing. PyTorch's transforms pad before they normalize, so that their 0 is black.

Shapes
    x, out    (N, C, H, W)    of one dtype; out is always a new array, and x is never written to

Source
    Crop and flip: Krizhevsky, Sutskever and Hinton (2012), 4.1; with a pad of 4 as He et al.
    (2015), 4.2, arXiv:1512.03385. Cutout: DeVries and Taylor (2017), arXiv:1708.04552.
"""

from collections.abc import Callable
from functools import partial
from numbers import Integral

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from arrays import suggest


def crop(x: np.ndarray, rng: np.random.Generator, pad=4) -> np.ndarray:
    """Return a random H by W window of each image with a border of pad zeros.

    Raises ValueError unless x is images and pad is whole, from 0 to less than a side.
    """
    N, C, H, W = sizes("crop", x)
    if not isinstance(pad, Integral) or not 0 <= pad < min(H, W):
        raise ValueError(
            f"crop needs a whole pad >= 0 that is less than the {H} x {W} image, not {pad!r}"
        )
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad), x.dtype)
    padded[:, :, pad : pad + H, pad : pad + W] = x
    windows = sliding_window_view(padded, (H, W), axis=(2, 3))
    i, j = rng.integers(2 * pad + 1, size=(2, N))
    return windows[np.arange(N), :, i, j]


def flip(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return each image mirrored, left for right, or as it is. ValueError if x is no images."""
    N, *_ = sizes("flip", x)
    out = x.copy()
    mirrored = rng.random(N) < 0.5
    out[mirrored] = x[mirrored, :, :, ::-1]
    return out


def cutout(x: np.ndarray, rng: np.random.Generator, side=8) -> np.ndarray:
    """Return each image with a hole of side by side pixels, the part of it on the image.

    Raises ValueError unless x is images and side is whole, from 1 to the image's shorter one.
    """
    N, _, H, W = sizes("cutout", x)
    if not isinstance(side, Integral) or not 1 <= side <= min(H, W):
        raise ValueError(
            f"cutout needs a whole side >= 1 that fits the {H} x {W} image, not {side!r}"
        )
    i, j = rng.integers((H, W), size=(N, 2)).T - side // 2  # the hole's first row and column
    rows, columns = np.arange(H) - i[:, None], np.arange(W) - j[:, None]
    rows, columns = (0 <= rows) & (rows < side), (0 <= columns) & (columns < side)
    hole = rows[:, :, None] & columns[:, None, :]
    out = x.copy()
    np.copyto(out, 0, where=hole[:, None])  # faster than x * ~hole, and than np.where
    return out


def of(names, pad=4) -> Callable[[np.ndarray, np.random.Generator], np.ndarray]:
    """Return the function (x, rng) -> out that applies those of the names, in their order.

    It is what fit takes as augment; pad is crop's. Raises ValueError for an unknown name.
    """
    known = {"crop": partial(crop, pad=pad), "flip": flip, "cutout": cutout}
    for name in names:
        if name not in known:
            raise ValueError(suggest.unknown("augmentation", name, known))

    def augment(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        for name in names:
            x = known[name](x, rng)
        return x

    return augment


def sizes(name: str, x: np.ndarray) -> tuple[int, int, int, int]:
    """Return N, C, H, W. Raises ValueError unless x is a batch of images."""
    if np.ndim(x) != 4 or not np.size(x):
        raise ValueError(f"{name} needs images (N, C, H, W), not an array of {np.shape(x)}")
    return x.shape
