"""Convolution: wrong gradients of w and b, whose sums overwrite, or mix what lies together."""

import numpy as np

from arrays.correlation import adjoint_in_w
from arrays.windows import im2col
from diagnose.checking.problem import Mistake
from diagnose.checking.wrong.averaged import EXAMPLES, averaged
from diagnose.checking.wrong.conv import at_stride_1, how, strides_swapped, turned


def dw(t, dout=None, x=None):
    """Return the right dw, or that of another dout or x."""
    dout, x = t.dout if dout is None else dout, t.x if x is None else x
    return adjoint_in_w(dout, x, *t.w.shape[2:], *how(t))


def dw_at_stride_1(t):
    cols = at_stride_1(t.x, t.w, how(t)[1], t.out.shape)
    return np.einsum("ncuvij,nfuv->fcij", cols, t.dout)


def dw_of_last_window(t, examples):
    cols = im2col(t.x, *t.w.shape[2:], *how(t)[:2])[examples, :, -1, -1]
    return np.einsum("ncij,nf->fcij", cols, t.dout[examples, :, -1, -1])


def dw_of_reshaped(t):
    """Return dw by dout.reshape(F, -1), whose first axis would have to be F."""
    cols = im2col(t.x, *t.w.shape[2:], *how(t)[:2]).transpose(0, 2, 3, 1, 4, 5)
    rows = cols.reshape(-1, t.w[0].size)
    return (t.dout.reshape(len(t.w), -1) @ rows).reshape(t.w.shape)


LEARNED = [
    Mistake(
        "dw",
        "the two strides are swapped",
        "dw meets window (u, v) from (u * stride[1], v * stride[0]) on: it began at "
        "(u * stride[0], v * stride[1]).",
        lambda t: dw(strides_swapped(t)),
    ),
    Mistake(
        "dw",
        "the loop over examples overwrites",
        "dw is that of the last example alone: the examples add up, with +=.",
        lambda t: dw(t, t.dout[-1:], t.x[-1:]),
    ),
    Mistake(
        "dw",
        "the loop over windows overwrites",
        "dw is that of the last window alone: the windows add up, with +=.",
        lambda t: dw_of_last_window(t, slice(None)),
    ),
    Mistake(
        "dw",
        "the loop over examples and windows overwrites",
        "dw is that of the last example's last window alone: examples and windows add up, with "
        "+=.",
        lambda t: dw_of_last_window(t, slice(-1, None)),
    ),
    Mistake(
        "dw",
        "dw is turned",
        "dw is turned by half a turn: w[i, j] met x[su + i, sv + j], so dw[i, j] has that "
        "pixel.",
        lambda t: turned(dw(t)),
    ),
    Mistake(
        "dw",
        "windows begin at u, not at u * stride",
        "dw meets window (u, v) from pixel (u, v) on: it began at (u * stride, v * stride).",
        dw_at_stride_1,
    ),
    Mistake(
        "dw",
        "dout is reshaped, not transposed",
        "dout.reshape(F, -1) mixes examples and filters: move F first, "
        "dout.transpose(1, 0, 2, 3).reshape(F, -1).",
        dw_of_reshaped,
    ),
    Mistake(
        "dw",
        "all channels have the same gradient",
        "dw is summed over the channels: dw[f, c] is made of channel c of x alone.",
        lambda t: t.dw.sum(1, keepdims=True) + 0 * t.dw,
    ),
    Mistake(
        "dw",
        "dw is made of out",
        "dw is made of x and out: what comes back is dout.",
        lambda t: dw(t, t.out),
    ),
    Mistake(
        "dw",
        "w is added to dw",
        "dw has w added: a penalty on w is not the layer's affair, dw is made of x and dout "
        "alone.",
        lambda t: t.dw + t.w,
    ),
    Mistake(
        "db",
        "dout is reshaped, not transposed",
        "dout.reshape(-1, F).sum(0) mixes filters and pixels: db is dout.sum((0, 2, 3)).",
        lambda t: t.dout.reshape(-1, len(t.b)).sum(0),
    ),
    Mistake(
        "db",
        "examples and filters are mixed by reshape",
        "dout.reshape(F, -1).sum(1) mixes filters and examples: db is dout.sum((0, 2, 3)).",
        lambda t: t.dout.reshape(len(t.b), -1).sum(1),
    ),
    Mistake(
        "db",
        "the loop over examples overwrites",
        "db is that of the last example alone: b is added in all, so sum over n too.",
        lambda t: t.dout[-1].sum((1, 2)),
    ),
    Mistake(
        "db",
        "the loop over windows overwrites",
        "db is that of the last window alone: b is added at every (u, v), so sum over those "
        "too.",
        lambda t: t.dout[:, :, -1, -1].sum(0),
    ),
    Mistake(
        "db",
        "the loop over examples and windows overwrites",
        "db is that of the last example's last window alone: sum over n, u and v.",
        lambda t: t.dout[-1, :, -1, -1],
    ),
    Mistake(
        "db",
        "all filters have the same gradient",
        "db has the sum of all of dout for every filter: db[f] sums dout[:, f].",
        lambda t: t.dout.sum() + 0 * t.b,
    ),
    *averaged("dw", EXAMPLES),
    *averaged("db", EXAMPLES),
]
