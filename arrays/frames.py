"""Frames: im2col of a few images at a time, through one padded block that stays in the cache.

    cols = Frames(x, n, ...);  cols(some) == im2col(x[some], ...)

for slices of up to n images. The frame of zeros and the view of its windows are made once, and
each call copies its images inside; what it returns holds until the next.

Shapes
    x           (N, C, H, W)
    cols(some)  (images in some, C, H', W', HH, WW), as in arrays/windows.py
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Frames:
    """window, stride, pad and counts (H', W') are pairs; more windows than fit see zeros.

    The memory is (N, H, W, C), or with planes (N, C, H, W), whatever that of x.
    """

    def __init__(self, x, n: int, window, stride, pad, counts, planes=False):
        self.x = x
        C, *inside = x.shape[1:]
        sides = [(k - 1) * s + m for k, s, m in zip(counts, stride, window, strict=True)]
        frame = np.zeros((n, C, *sides) if planes else (n, *sides, C), x.dtype)
        frame = frame if planes else np.moveaxis(frame, -1, 1)
        ends = [p + length for p, length in zip(pad, inside, strict=True)]
        self.inside = frame[:, :, pad[0] : ends[0], pad[1] : ends[1]]
        cols = sliding_window_view(frame, window, axis=(2, 3))
        self.cols = cols[:, :, :: stride[0], :: stride[1]]

    def __call__(self, some: slice) -> np.ndarray:
        images = self.x[some]
        n, (H, W) = len(images), self.inside.shape[2:]
        self.inside[:n] = images[:, :, :H, :W]
        return self.cols[:n]
