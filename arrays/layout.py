"""Layout: how images lie in memory, and a view of them there that broadcasts in long loops.

    layout = Layout(x)
    view = layout.view(x) - layout.along(mean)    mean[n, c] from all places of x[n, c]
    total = layout.total(view)                    sums over the places
    x = layout.back(view)                         images again

The view is (N, C, S), each channel's places in a row; or, channels last, (N, R, k C), rows of k
places with all their channels. Images that lie otherwise are copied to the first.

Shapes
    x, back          (N, C, ...)
    view             (N, C, S) or (N, R, k C)
    mean, total      (N, C); along takes (C,) as well
"""

import math

import numpy as np

ROW = 1 << 10  # at most so many numbers in a row of places


class Layout:
    """How x lies in memory."""

    def __init__(self, x: np.ndarray):
        N, C, *places = self.images = x.shape
        S = math.prod(places)
        self.last = x.ndim > 2 and x.strides[1] < x.strides[-1]
        k = next(k for k in range(max(1, min(S, ROW // C)), 0, -1) if S % k == 0)
        self.shape = (N, S // k, k * C) if self.last else (N, C, S)

    def view(self, a: np.ndarray) -> np.ndarray:
        """Return a, or a copy, as it lies."""
        return (np.moveaxis(a, 1, -1) if self.last else a).reshape(self.shape)

    def back(self, a: np.ndarray) -> np.ndarray:
        """Return the images that a is a view of."""
        N, C, *places = self.images
        if self.last:
            return np.moveaxis(a.reshape(N, *places, C), -1, 1)
        return a.reshape(self.images)

    def along(self, a: np.ndarray) -> np.ndarray:
        """Return a (N, C), or (C,), in the shape that broadcasts with the view."""
        a = np.atleast_2d(a)
        if self.last:
            k = self.shape[2] // a.shape[1]
            return a[:, None].repeat(k, axis=1).reshape(len(a), 1, -1)
        return a[:, :, None]

    def total(self, view: np.ndarray) -> np.ndarray:
        """Return the sums over places, (N, C): products with ones, faster than view.sum."""
        if self.last:
            rows = np.ones(view.shape[1], view.dtype) @ view
            return rows.reshape(len(view), -1, self.images[1]).sum(1)
        return view @ np.ones(view.shape[2], view.dtype)
