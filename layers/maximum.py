"""Maximum: out = the largest of x[0], x[1], ..., entry by entry, as they broadcast together.

Shapes
    x, dx        a tuple, each of any shape that broadcasts with the others, () included
    on           a list, for x[1], x[2], ...: where it is larger than all before it
    out, dout    the shape they broadcast to

Gradient
    The gate is a router: the largest has slope 1 and takes all of dout, the others slope 0.
    Of several, max(a, b, c) = max(max(a, b), c), so from the last input back, each takes
    dout where it is on, and the rest goes on to those before it:

        dx[i] = dout * on[i]     summed over the axes it was spread on
        dout = dout * ~on[i]     the rest; x[0] takes what is left at the end

    At a tie there is no slope. On is "larger", so the first of the largest takes all, and
    the shares of any entry add up to dout. np.argmax picks the first too; torch.maximum and
    torch.amax share dout equally, half and half at a tie of two.

Source
    CS231n, "Backpropagation, Intuitions". Goodfellow et al. (2013), "Maxout Networks".
"""

import numpy as np

from arrays.broadcast import shapes, unbroadcast


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: tuple, cache: dict) -> np.ndarray:
    """Return out; save on and the inputs' shapes. TypeError if x is not a tuple."""
    cache["shapes"], cache["on"] = shapes(x), []
    out = x[0]
    for a in x[1:]:
        cache["on"].append(np.greater(a, out))
        out = np.maximum(out, a)
    return out


def backward(dout: np.ndarray, cache: dict) -> tuple:
    """Return dx, a tuple."""
    (first, *later), dx = cache["shapes"], []
    for on, shape in zip(reversed(cache["on"]), reversed(later), strict=True):
        dx.append(unbroadcast(dout * on, shape))
        dout = dout * ~on
    dx.append(unbroadcast(dout, first))
    return tuple(reversed(dx))
