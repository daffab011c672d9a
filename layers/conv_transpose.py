"""Transposed convolution: out = filters, each times a pixel of x, added up where they lie, + b.

    out[n, f, su + i - p, sv + j - p]  gets  sum_c x[n, c, u, v] w[c, f, i, j]

from every pixel (u, v) and tap (i, j) of stride s and pad p, and b[f] once. What falls off the
image is cut away. Groups are as in layers/conv.py.

Shapes
    x, dx        (N, C, H, W)
    w, dw        (C, F / groups, HH, WW)    of a convolution from F channels to C filters
    b, db        (F,)
    out, dout    (N, F, H', W')             H' = (H - 1) stride - 2 pad + HH

Gradient
    That convolution, correlate(., w), takes images of out's shape to images of x's. Its way
    back does what is said above, so forward here is backward there. For any dout,

        sum(adjoint_in_x(x, w) * dout) = sum(x * correlate(dout, w))
                                       = sum(w * adjoint_in_w(x, dout))

    by what an adjoint is. The left is L but for b, and on the right stand x and w, each times
    its gradient:

        db = dout summed over all but f
        dw = adjoint_in_w(x, dout)
        dx = correlate(dout, w)

Source
    Zeiler et al. (2010), "Deconvolutional Networks"; Dumoulin and Visin (2016), 4,
    arXiv:1603.07285. As torch.nn.ConvTranspose2d without output_padding. Its fan_in is
    F / groups * HH * WW, which is not the number of terms in a sum; ours is.
"""

import numpy as np

from arrays import initial
from arrays.channels import total
from arrays.convolving import adjoint_in_w, adjoint_in_x, correlate
from arrays.sliding import filtering
from arrays.windows import covered


def init(
    C, F, HH, WW, rng, *, scale="kaiming", stride=1, pad=0, groups=1, dtype=np.float32
) -> dict:
    """Draw w by scale, a name or number of arrays/initial.py, and set b to 0.

    stride and pad are numbers, or pairs for rows and columns. A sum in out has, on average,
    fan_in = C / groups * HH * WW / stride^2 terms. Raises ValueError for a size or stride < 1,
    a pad < 0, groups that do not divide C and F, or an unknown scale.
    """
    settings = filtering(C, F, HH, WW, stride, pad, groups)
    fan_in = C / groups * HH * WW / np.prod(settings["stride"])
    fan_out = F // groups * HH * WW
    w = initial.draw(scale, (C, fan_out), fan_in, fan_out, rng, dtype)
    w = w.reshape(C, F // groups, HH, WW)
    b = np.zeros(F, dtype)
    return {"w": w, "b": b, "dw": np.zeros_like(w), "db": np.zeros_like(b), **settings}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save x. Raises ValueError if the padding leaves nothing of the image."""
    w, b = cache["w"], cache["b"]
    stride, pad, groups = cache["stride"], cache["pad"], cache["groups"]
    cache["x"] = x
    sides = covered(*x.shape[2:], *w.shape[2:], stride, pad)
    out = adjoint_in_x(x, w, *sides, stride, pad, groups)
    out += b[:, None, None]  # in place, as it is new
    return out


def backward(dout: np.ndarray, cache: dict) -> np.ndarray | None:
    """Return dx, or None if cache["need_dx"] is False; set dw and db."""
    w, x = cache["w"], cache["x"]
    stride, pad, groups = cache["stride"], cache["pad"], cache["groups"]
    cache["db"] = total(lambda d: d, dout)
    cache["dw"] = adjoint_in_w(x, dout, *w.shape[2:], stride, pad, groups)
    if not cache.get("need_dx", True):
        return None
    return correlate(dout, w, stride, pad, groups)
