"""Max pooling: out = the largest pixel of each window, channel by channel.

    out[n, c, u, v] = max_{i, j} x[n, c, su + i - p, sv + j - p]

with stride s and pad p; what is off the image is -inf. Windows may overlap. Without a stride
they lie side by side.

Shapes
    x, dx        (N, C, H, W)
    index        (N, C, H', W')    WW i + j of the largest, a byte
    out, dout    (N, C, H', W')    H' = 1 + (H + 2 pad - HH) / stride, rounded down

Gradient
    Each window is a maximum gate: slope 1 at its largest pixel and 0 at the others. A pixel
    adds up what it gets from every window that it is the largest of. So, for each (i, j),

        dx[su + i - p, sv + j - p] += dout[u, v] * (index[u, v] == WW i + j)

    for all n, c, u, v at once: as tap (i, j) no pixel is in two windows. Of several largest,
    the first has it all, in the order that a page is read.

Source
    CS231n, "Convolutional Networks". As torch.nn.MaxPool2d, ties included.
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
    """Return out; save index and shape. ValueError if no window fits in the padded image."""
    HH, WW, stride, pad = (cache[key] for key in ("HH", "WW", "stride", "pad"))
    N, C, H, W = cache["shape"] = x.shape
    out = np.full_like(x, -np.inf, shape=(N, C, *count(H, W, HH, WW, stride, pad)))
    kind = np.min_scalar_type(HH * WW - 1)
    index = np.zeros_like(out, kind)
    for (i, j), windows, pixels in taps(H, W, HH, WW, stride, pad):
        largest, place = out[windows], index[windows]  # views
        pixel = x[pixels].copy("K")  # once, as it is read twice and its runs are short
        larger = pixel > largest
        np.maximum(place, larger * kind.type(WW * i + j), out=place)  # the last one larger
        np.maximum(largest, pixel, out=largest)
    cache["index"] = index
    return out


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    HH, WW, stride, pad = (cache[key] for key in ("HH", "WW", "stride", "pad"))
    (N, C, H, W), index = cache["shape"], cache["index"]
    dx = np.zeros_like(dout, shape=(N, C, H, W))
    apart = stride[0] >= HH and stride[1] >= WW  # no pixel is in two windows
    for (i, j), windows, pixels in taps(H, W, HH, WW, stride, pad):
        share = dout[windows] * (index[windows] == WW * i + j)
        if apart:
            dx[pixels] = share  # a third faster than to add to 0
        else:
            dx[pixels] += share
    return dx
