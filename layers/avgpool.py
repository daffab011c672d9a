"""Average pooling: out = the mean of each window, channel by channel.

    out[n, c, u, v] = 1 / (HH WW) sum_{i, j} x[n, c, su + i - p, sv + j - p]

with stride s and pad p; what is off the image is 0, and is counted. Windows may overlap.
Without a stride they lie side by side.

Shapes
    x, dx        (N, C, H, W)
    out, dout    (N, C, H', W')    H' = 1 + (H + 2 pad - HH) / stride, rounded down

Gradient
    Each pixel of a window has the slope 1 / (HH WW), and adds up what it gets from every
    window it is in. So, for each (i, j),

        dx[su + i - p, sv + j - p] += dout[u, v] / (HH WW)

    for all n, c, u, v at once: as tap (i, j) no pixel is in two windows.

Source
    CS231n, "Convolutional Networks". As torch.nn.AvgPool2d, which counts padding too unless
    told not to.
"""

import numpy as np

from arrays.sliding import pooling
from arrays.windows import count, taps


def init(HH: int, WW: int, *, stride=None, pad=0) -> dict:
    """Keep the settings; stride and pad are numbers, or pairs for rows and columns.

    Raises ValueError for a size or stride < 1, or a pad of more than half a window.
    """
    return pooling(HH, WW, stride, pad)


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save shape. ValueError if no window fits in the padded image."""
    HH, WW, stride, pad = (cache[key] for key in ("HH", "WW", "stride", "pad"))
    N, C, H, W = cache["shape"] = x.shape
    out = np.zeros_like(x, shape=(N, C, *count(H, W, HH, WW, stride, pad)))
    for _, windows, pixels in taps(H, W, HH, WW, stride, pad):
        out[windows] += x[pixels]
    return out / (HH * WW)


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    HH, WW, stride, pad = (cache[key] for key in ("HH", "WW", "stride", "pad"))
    N, C, H, W = cache["shape"]
    share = dout / (HH * WW)
    dx = np.zeros_like(dout, shape=(N, C, H, W))
    for _, windows, pixels in taps(H, W, HH, WW, stride, pad):
        dx[pixels] += share[windows]
    return dx
