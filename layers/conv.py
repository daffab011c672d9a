"""Convolution: out = the product of every filter with every window of the image, + b.

    out[n, f, u, v] = sum_{c, i, j} w[f, c, i, j] x[n, c, su + i - p, sv + j - p] + b[f]

with stride s and pad p; what is off the image is 0. With groups, channels and filters are cut
into as many runs, and a run of filters sees its own run of channels alone: groups = C = F is
a depthwise convolution.

Shapes
    x, dx        (N, C, H, W)
    w, dw        (F, C / groups, HH, WW)
    b, db        (F,)
    out, dout    (N, F, H', W')             H' = 1 + (H + 2 pad - HH) / stride, rounded down

Gradient
    Lay the windows out: cols[n, c, u, v, i, j] = x[n, c, su + i - p, sv + j - p]. It is an
    affine layer now, with a row for every (n, u, v) and a column of weights for every f, so

        dw[f, c, i, j]          = sum_{n, u, v} dout[n, f, u, v] cols[n, c, u, v, i, j]
        db[f]                   = sum_{n, u, v} dout[n, f, u, v]
        dcols[n, c, u, v, i, j] = sum_f dout[n, f, u, v] w[f, c, i, j]

    and a pixel, which is in several windows, adds up its entries in dcols. With the sum in out
    called correlate(x, w), the ways back to dw and to dx are its adjoints in w and in x:

        dw = adjoint_in_w(dout, x)
        dx = adjoint_in_x(dout, w)

    They are a few lines each in arrays/correlation.py, and fast in arrays/unfolding.py and in
    arrays/winograd.py.

Source
    LeCun et al. (1989), "Backpropagation Applied to Handwritten Zip Code Recognition"; CS231n,
    "Convolutional Networks". A cross-correlation, as torch.nn.Conv2d: w is not turned. The
    default scale of w is He et al. (2015), eq. 10, arXiv:1502.01852.
"""

import numpy as np

from arrays import initial
from arrays.channels import total
from arrays.convolving import adjoint_in_w, adjoint_in_x, correlate
from arrays.sliding import filtering


def init(
    C, F, HH, WW, rng, *, scale="kaiming", stride=1, pad=0, groups=1, dtype=np.float32
) -> dict:
    """Draw w by scale, a name or number of arrays/initial.py, and set b to 0.

    stride and pad are numbers, or pairs for rows and columns. A sum in out has
    fan_in = C / groups * HH * WW terms. Raises ValueError for a size or stride < 1, a pad < 0,
    groups that do not divide C and F, or an unknown scale.
    """
    settings = filtering(C, F, HH, WW, stride, pad, groups)
    fan_in, fan_out = C // groups * HH * WW, F // groups * HH * WW
    w = initial.draw(scale, (F, fan_in), fan_in, fan_out, rng, dtype)
    w = w.reshape(F, C // groups, HH, WW)
    b = np.zeros(F, dtype)
    return {"w": w, "b": b, "dw": np.zeros_like(w), "db": np.zeros_like(b), **settings}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save x. Raises ValueError if a filter is larger than the padded image."""
    w, b = cache["w"], cache["b"]
    stride, pad, groups = cache["stride"], cache["pad"], cache["groups"]
    cache["x"] = x
    return correlate(x, w, stride, pad, groups, b)


def backward(dout: np.ndarray, cache: dict) -> np.ndarray | None:
    """Return dx, or None if cache["need_dx"] is False; set dw and db."""
    w, x = cache["w"], cache["x"]
    stride, pad, groups = cache["stride"], cache["pad"], cache["groups"]
    cache["db"] = total(lambda d: d, dout)
    cache["dw"] = adjoint_in_w(dout, x, *w.shape[2:], stride, pad, groups)
    if not cache.get("need_dx", True):
        return None
    return adjoint_in_x(dout, w, *x.shape[2:], stride, pad, groups)
