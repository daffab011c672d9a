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

from arrays.blocks import slices
from arrays.sliding import pooling
from arrays.threads import each
from arrays.windows import count, taps

BLOCK = 1 << 19  # numbers of x at a time: with fewer, two threads wait for each other


def init(HH: int, WW: int, *, stride=None, pad=0) -> dict:
    """Keep the settings; stride and pad are numbers, or pairs for rows and columns.

    Raises ValueError for a size or stride < 1, or a pad of more than half a window.
    """
    return pooling(HH, WW, stride, pad)


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save index and shape. ValueError if no window fits in the padded image."""
    HH, WW, stride, pad = (cache[key] for key in ("HH", "WW", "stride", "pad"))
    N, C, H, W = cache["shape"] = x.shape
    out = np.empty_like(x, shape=(N, C, *count(H, W, HH, WW, stride, pad)))
    index = np.empty_like(out, np.min_scalar_type(HH * WW - 1))

    def fill(some):
        largest_of(x[some], out[some], index[some], HH, WW, stride, pad)

    each(fill, slices(N, C * H * W, BLOCK))
    cache["index"] = index
    return out


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    HH, WW, stride, pad = (cache[key] for key in ("HH", "WW", "stride", "pad"))
    (N, C, H, W), index = cache["shape"], cache["index"]
    dx = np.empty_like(dout, shape=(N, C, H, W))

    def fill(some):
        spread(dout[some], index[some], dx[some], HH, WW, stride, pad)

    each(fill, slices(N, C * H * W, BLOCK))
    return dx


def largest_of(x, out, index, HH, WW, stride, pad):
    out.fill(-np.inf)
    index.fill(0)
    for (i, j), windows, pixels in taps(*x.shape[2:], HH, WW, stride, pad):
        largest, place = out[windows], index[windows]  # views
        pixel = x[pixels].copy("K")  # once, as it is read twice and its runs are short
        larger = pixel > largest
        np.maximum(place, larger * index.dtype.type(WW * i + j), out=place)  # the last larger
        np.maximum(largest, pixel, out=largest)


def spread(dout, index, dx, HH, WW, stride, pad):
    apart = stride[0] >= HH and stride[1] >= WW  # no pixel is in two windows
    dx.fill(0)
    for (i, j), windows, pixels in taps(*dx.shape[2:], HH, WW, stride, pad):
        on = index[windows] == WW * i + j
        if apart:
            np.multiply(dout[windows], on, out=dx[pixels])
        else:
            dx[pixels] += dout[windows] * on
