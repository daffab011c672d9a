"""Transposed convolution: where to try it, and its wrong derivations.

Its forward is conv's way back to x, so conv's mistakes there are made here in out.
"""

import numpy as np

from arrays.correlation import correlate
from diagnose.checking.problem import RNG, At, Mistake
from diagnose.checking.wrong.averaged import EXAMPLES, averaged
from diagnose.checking.wrong.conv import turned, written, written_by_taps
from diagnose.checking.wrong.conv_transpose import (
    at_stride_1,
    bias,
    dw,
    dw_of_last_pixel,
    how,
    out,
    out_cut,
    out_with_b_at_taps,
    out_written,
)
from diagnose.checking.wrong.groups import conv_transpose, grouped

FORMULA = {
    "out": "out[n, f, su + i - p, sv + j - p] += x[n, c, u, v] * w[c, f, i, j], "
    "over all c, u, v, i, j; and b[f] once",
    "dx": "dx[n, c, u, v] = sum over f, i, j of dout[n, f, su + i - p, sv + j - p] * w[c, f, "
    "i, j]",
    "dw": "dw[c, f, i, j] = sum over n, u, v of x[n, c, u, v] * dout[n, f, su + i - p, sv + j "
    "- p]",
    "db": "db[f] = dout[n, f] summed over n and all pixels",
}


def sweep(draw) -> list[At]:
    """Return the points: x of shape (N, C, H, W), C by F filters of HH by WW."""

    def at(setting, x, F, HH, WW, trait="", **settings):
        return At(setting, draw(*x), (x[1], F, HH, WW, RNG), settings, trait=trait)

    return [
        at("stride 1 and no padding", (2, 3, 2, 4), 4, 3, 2),
        at("pad 1", (2, 3, 2, 4), 2, 3, 4, "pad", pad=1),
        at("pad 1 for rows, 0 for columns", (2, 3, 2, 4), 2, 3, 2, "no pad", pad=(1, 0)),
        at("stride 2", (2, 3, 2, 3), 2, 3, 2, "stride", stride=2),
        at("stride 1 for rows, 2 for columns", (2, 3, 2, 3), 2, 2, 3, "stride", stride=(1, 2)),
        at("stride 2 and pad 1", (2, 3, 2, 3), 2, 3, 4, "stride", stride=2, pad=1),
        at("stride 3, wider than a window", (2, 3, 2, 3), 2, 2, 2, "stride", stride=3),
        at("as many channels as filters", (2, 3, 2, 4), 3, 3, 2),
        at("filters of one pixel", (2, 3, 3, 2), 4, 1, 1, "one feature"),
        at("one pixel", (2, 3, 1, 1), 2, 3, 2, "one feature"),
        at("one example", (1, 3, 2, 4), 2, 3, 2, "one example"),
        at("one channel and one filter", (2, 1, 2, 4), 1, 3, 2, "one feature"),
        at("two groups", (2, 4, 2, 3), 6, 2, 3, "groups", groups=2, pad=(0, 1)),
        at("a group for each channel", (2, 3, 2, 3), 3, 3, 2, "groups", groups=3),
    ]


MISTAKES = [
    Mistake(
        "out",
        "b is left out",
        "out is without its bias: add b[f] to filter f's image, b[:, None, None].",
        lambda t: t.out - bias(t),
    ),
    *(
        Mistake(
            "out",
            f"b is added with every {what}",
            f"b[f] is added with every {what}, so several times where filters overlap: add it "
            "once to the whole of out, after the loop.",
            lambda t, how=how: out_with_b_at_taps(t, *how),
        )
        for what, how in (
            ("pixel of x", (False, False)),
            ("pixel of x", (False, True)),
            ("channel and pixel of x", (True, False)),
            ("channel and pixel of x", (True, True)),
        )
    ),
    Mistake(
        "out",
        "the filter is turned",
        "w is turned by half a turn: pixel (u, v) lays w[i, j] at (su + i, sv + j), unturned.",
        lambda t: out(t, t.x, turned(t.w)),
    ),
    Mistake(
        "out",
        "filters overwrite what is there",
        "Where filters overlap out has the last one alone: each pixel adds its filter, with "
        "+=.",
        lambda t: out_written(t, written),
    ),
    Mistake(
        "out",
        "filters and channels overwrite what is there",
        "out has the last channel of the last pixel alone: every channel and pixel adds, with "
        "+=.",
        lambda t: out_written(t, written, slice(-1, None)),
    ),
    Mistake(
        "out",
        "taps overwrite what is there",
        "Where filters overlap out has the last tap (i, j) alone: each tap adds, with +=.",
        lambda t: out_written(t, written_by_taps),
    ),
    Mistake(
        "out",
        "the loop over channels overwrites",
        "out is made of the last channel alone: the channels add up, with +=.",
        lambda t: out(t, t.x[:, -1:], t.w[-1:]),
    ),
    Mistake(
        "out",
        "the padding is cut off at one end",
        "out is the whole image's first H' rows and W' columns: cut pad off at each side.",
        lambda t: out_cut(t, 0),
    ),
    Mistake(
        "out",
        "the padding is cut off at the beginning alone",
        "out is the whole image from 2 pad on: cut pad off at each side.",
        lambda t: out_cut(t, 1),
    ),
    Mistake(
        "dx",
        "the filter is turned",
        "dx is made with w turned by half a turn: it is the plain correlation of dout with w.",
        lambda t: correlate(t.dout, turned(t.w), *how(t)),
    ),
    Mistake(
        "dx",
        "windows begin at u, not at u * stride",
        "dx[u, v] is made of dout from pixel (u, v) on: its filter lay at "
        "(u * stride, v * stride).",
        lambda t: np.einsum("nfuvij,cfij->ncuv", at_stride_1(t), t.w),
    ),
    Mistake(
        "dx",
        "only the first filter counts",
        "dx is made of filter 0 alone: x went into all filters, so sum over f.",
        lambda t: correlate(t.dout[:, :1], t.w[:, :1], *how(t)),
    ),
    Mistake(
        "dx",
        "the loop over filters overwrites",
        "dx is made of the last filter alone: x went into all filters, so add up over f.",
        lambda t: correlate(t.dout[:, -1:], t.w[:, -1:], *how(t)),
    ),
    Mistake(
        "dx",
        "b is added to dx",
        "dx is the correlation of dout + b: b is a constant beside x and has no part in dx.",
        lambda t: correlate(t.dout + bias(t), t.w, *how(t)),
    ),
    Mistake(
        "dx",
        "all channels have the same gradient",
        "dx is summed over the channels: channel c gets dout correlated with w[c] alone.",
        lambda t: t.dx.sum(1, keepdims=True) + 0 * t.dx,
    ),
    Mistake(
        "dw",
        "dw is turned",
        "dw is turned by half a turn: w[i, j] lay at (su + i, sv + j), so it meets dout there.",
        lambda t: turned(dw(t, t.x, t.dout)),
    ),
    Mistake(
        "dw",
        "windows begin at u, not at u * stride",
        "x[u, v] meets dout from pixel (u, v) on: its filter lay at (u * stride, v * stride).",
        lambda t: np.einsum("nfuvij,ncuv->cfij", at_stride_1(t), t.x),
    ),
    Mistake(
        "dw",
        "the loop over examples overwrites",
        "dw is that of the last example alone: the examples add up, with +=.",
        lambda t: dw(t, t.x[-1:], t.dout[-1:]),
    ),
    Mistake(
        "dw",
        "the loop over pixels overwrites",
        "dw is that of the last pixel of x alone: the pixels add up, with +=.",
        dw_of_last_pixel,
    ),
    Mistake(
        "dw",
        "dw is made of out",
        "dw is made of x and out: what comes back is dout.",
        lambda t: dw(t, t.x, t.out),
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
        "all filters have the same gradient",
        "db has the sum of all of dout for every filter: db[f] sums dout[:, f].",
        lambda t: t.dout.sum() + 0 * t.b,
    ),
    *grouped(conv_transpose),
    *averaged("dw", EXAMPLES),
    *averaged("db", EXAMPLES),
]
