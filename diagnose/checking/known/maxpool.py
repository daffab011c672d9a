"""Max pooling: where to try it, and its wrong derivations.

Those in which dout goes to a wrong pixel are in wrong/maxpool_places.py.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.maxpool import (
    dx,
    dx_at_largest,
    dx_by_taps,
    dx_side_by_side,
    first,
    first_pixel,
    largest,
    out,
    right,
)
from diagnose.checking.wrong.maxpool_places import PLACES

FORMULA = {
    "out": "out[n, c, u, v] = max over i, j of x[n, c, su + i - p, sv + j - p]",
    "dx": "dx[n, c, su + i - p, sv + j - p] += dout[n, c, u, v] at the largest pixel (i, j) of "
    "each window, 0 elsewhere",
}


def sweep(draw) -> list[At]:
    """Return the points: x of shape (N, C, H, W), in windows of HH by WW."""

    def at(setting, x, HH, WW, trait="", **settings):
        x = draw.apart(*x) if isinstance(x, tuple) else x
        return At(setting, x, (HH, WW), settings, trait=trait)

    few = 0.5 * draw.whole(3, 2, 1, 4, 6)
    level = np.full((1, 2, 4, 3), 0.75)
    return [
        at("windows of 3 x 2 side by side", draw.apart(2, 3, 6, 4) - 1.2, 3, 2),
        at("windows of 2 x 3 side by side", (2, 3, 4, 6), 2, 3, "not square"),
        at("square windows and images", (2, 3, 4, 4), 2, 2),
        at("windows that overlap", (2, 2, 4, 5), 3, 2, "overlapping", stride=1),
        at("windows of 3 x 3 at stride 2", (2, 1, 5, 7), 3, 3, "overlapping", stride=2),
        at("windows apart", (2, 2, 5, 6), 2, 1, "stride", stride=3),
        at("stride 1 for rows, 2 for columns", (2, 2, 4, 6), 2, 3, "stride", stride=(1, 2)),
        at("rows and columns left over", (2, 2, 5, 5), 2, 3, "leftover"),
        at("pad 1", (2, 2, 4, 3), 3, 2, "pad", pad=1),
        at("pad 1 for rows, 0 for columns", (2, 2, 3, 4), 2, 3, "no pad", stride=1, pad=(1, 0)),
        at("pad 1 around numbers below 0", -5 - draw.positive(2, 2, 4, 3), 3, 2, "pad", pad=1),
        at("windows of one pixel", (2, 3, 3, 2), 1, 1, "one feature"),
        at("windows as large as the image", (2, 3, 3, 2), 3, 2, "one feature"),
        at("one example and one channel", (1, 1, 4, 6), 2, 3, "one example"),
        at("few different numbers", few, 2, 3, "ties"),
        at("few different numbers, windows that overlap", few, 3, 2, "ties", stride=1),
        at("all numbers equal", level, 2, 3, "ties"),
        at("large numbers", 1000 * draw.apart(2, 1, 4, 6), 2, 3, "large"),
    ]


def reference(given: dict) -> dict:
    """Return out, the first of the largest by their real parts.

    Of complex numbers the larger is, where real parts tie, that with more of the imaginary: a
    complex step would find that each of them has the whole gradient.
    """
    HH, WW, pad = given["HH"], given["WW"], given["pad"]
    x = np.pad(given["x"], ((0, 0), (0, 0), *((p, p) for p in pad)), constant_values=-np.inf)
    found = sliding_window_view(x, (HH, WW), (2, 3))
    found = found[:, :, :: given["stride"][0], :: given["stride"][1]]
    found = found.reshape(*found.shape[:4], HH * WW)
    index = found.real.argmax(-1)[..., None]
    return {"out": np.take_along_axis(found, index, -1)[..., 0]}


MISTAKES = [
    Mistake(
        "out",
        "out is the smallest",
        "out is the smallest pixel of each window: take the largest.",
        lambda t: out(t, lambda x: x.min((2, 3)), value=np.inf),
    ),
    Mistake(
        "out",
        "out is the mean",
        "out is the mean of each window: take its largest pixel.",
        lambda t: out(t, lambda x: x.mean((2, 3)), value=0),
    ),
    Mistake(
        "out",
        "the largest is taken by size alone",
        "out is the largest of abs(x): signs count, so take the largest of x itself.",
        lambda t: out(t, lambda x: abs(x).max((2, 3)), value=0),
    ),
    Mistake(
        "out",
        "padding is 0",
        "Padding counts as 0 in the maximum, and beats a window that is all below 0: it is "
        "-inf, and never the largest.",
        lambda t: out(t, largest, value=0),
    ),
    Mistake(
        "out",
        "0 is among the candidates",
        "out is max(0, ...), as if the maximum began at 0: it begins at -inf, or at the "
        "window's first pixel.",
        lambda t: out(t, lambda x: np.maximum(largest(x), 0)),
    ),
    Mistake(
        "out",
        "windows begin at u, not at u * stride",
        "Window (u, v) is taken from pixel (u, v) on: it begins at (u * stride, v * stride).",
        lambda t: out(t, largest, stride=(1, 1)),
    ),
    Mistake(
        "out",
        "the maximum runs over the channels too",
        "out is the largest over all channels of a window: each channel has its own.",
        lambda t: out(t, lambda x: largest(x).max(1, keepdims=True)),
    ),
    Mistake(
        "out",
        "the maximum runs over the examples too",
        "out is the largest over all examples: each example has its own.",
        lambda t: out(t, lambda x: largest(x).max(0, keepdims=True)),
    ),
    Mistake(
        "out",
        "the first pixel is taken",
        "out is the first pixel of each window: take the largest, over all HH WW of them.",
        lambda t: out(t, lambda x: x[:, :, 0, 0]),
    ),
    Mistake(
        "out",
        "windows lie side by side",
        "Window (u, v) is taken from (u * HH, v * WW) on, whatever the stride: it begins at "
        "(u * stride, v * stride).",
        lambda t: out(t, largest, stride=(t.HH, t.WW)),
    ),
    Mistake(
        "out",
        "windows are as wide as they are high",
        "out is the largest of HH rows and HH columns: a window has WW columns.",
        lambda t: out(t, largest, size=(t.HH, t.HH)),
    ),
    Mistake(
        "out",
        "windows are as high as they are wide",
        "out is the largest of WW rows and WW columns: a window has HH rows.",
        lambda t: out(t, largest, size=(t.WW, t.WW)),
    ),
    Mistake(
        "dx",
        "windows overwrite what is there",
        "A window writes its whole part of dx, zeros too, over what others gave: add with +=.",
        lambda t: dx(t, right, write=True),
    ),
    Mistake(
        "dx",
        "the largest pixel is overwritten",
        "A pixel that is the largest of several windows has dout of the last alone: they add "
        "up, with +=.",
        dx_at_largest,
    ),
    Mistake(
        "dx",
        "taps overwrite what is there",
        "Where windows overlap a pixel has what its last tap (i, j) gives alone: add with +=.",
        dx_by_taps,
    ),
    Mistake(
        "dx",
        "every pixel of a window gets dout",
        "All pixels of a window get dout: only the largest does, the others 0.",
        lambda t: dx(t, lambda s: s.dout + 0 * first(s)),
    ),
    Mistake(
        "dx",
        "dout is shared out, as by a mean",
        "All pixels of a window get dout / (HH WW), as in average pooling: the largest gets "
        "all.",
        lambda t: dx(t, lambda s: (s.dout + 0 * first(s)) / (t.HH * t.WW)),
    ),
    Mistake(
        "dx",
        "all that tie get the whole",
        "Where several pixels are the largest each gets dout: give it to one of them, or share "
        "it.",
        lambda t: dx(t, lambda s: s.dout * (s.x == s.top)),
    ),
    Mistake(
        "dx",
        "all that tie are counted",
        "Where several pixels are the largest dout is multiplied by their number: give it to "
        "one of them, or share it.",
        lambda t: dx(t, lambda s: right(s) * (s.x == s.top).sum((2, 3), keepdims=True)),
    ),
    Mistake(
        "dx",
        "the smallest gets dout",
        "The smallest pixel of a window gets dout: the largest has to get it.",
        lambda t: dx(t, lambda s: s.dout * (s.x == s.x.min((2, 3), keepdims=True))),
    ),
    Mistake(
        "dx",
        "all but the largest get dout",
        "The mask is turned around: the largest pixel gets dout, and all others 0.",
        lambda t: dx(t, lambda s: s.dout * ~first(s)),
    ),
    Mistake(
        "dx",
        "the first pixel gets dout",
        "The first pixel of each window gets dout, as where the argmax is taken of one number, "
        "or of dout: it is the argmax of x over the window.",
        lambda t: dx(t, first_pixel),
    ),
    Mistake(
        "dx",
        "dx is multiplied by x",
        "The largest pixel gets dout * x: the slope of a maximum is 1 there, so it gets dout.",
        lambda t: t.dx * t.x,
    ),
    Mistake(
        "dx",
        "only what is above 0 gets dout",
        "dx is 0 where the largest pixel is below 0, as in a ReLU: the largest gets dout "
        "whatever its sign.",
        lambda t: dx(t, lambda s: right(s) * (s.x > 0)),
    ),
    Mistake(
        "dx",
        "the padding is cut off at one end",
        "dx is the padded image's [:H, :W]: the image begins at (pad, pad), so cut there.",
        lambda t: dx(t, right, cut=0),
    ),
    Mistake(
        "dx",
        "the padding is cut off at the beginning alone",
        "dx is the padded image from 2 pad on: the image begins at (pad, pad), so cut there.",
        lambda t: dx(t, right, cut=2),
    ),
    Mistake(
        "dx",
        "windows lie side by side",
        "What window (u, v) gives is added at (u * HH, v * WW), whatever the stride: it "
        "began at (u * stride, v * stride).",
        lambda t: dx_side_by_side(t, right),
    ),
    *PLACES,
]
