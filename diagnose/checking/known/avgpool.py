"""Average pooling: where to try it, and its wrong derivations."""

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.avgpool import (
    at_first_pixel,
    by_taps,
    inside,
    moved,
    share,
    without_padding,
)
from diagnose.checking.wrong.maxpool import (
    dx,
    dx_side_by_side,
    first,
    largest,
    out,
)

FORMULA = {
    "out": "out[n, c, u, v] = sum over i, j of x[n, c, su + i - p, sv + j - p] / (HH WW)",
    "dx": "dx[n, c, su + i - p, sv + j - p] += dout[n, c, u, v] / (HH WW), over all u, v, i, j",
}


def sweep(draw) -> list[At]:
    """Return the points: x of shape (N, C, H, W), in windows of HH by WW."""

    def at(setting, x, HH, WW, trait="", **settings):
        return At(setting, draw(*x), (HH, WW), settings, trait=trait)

    return [
        at("windows of 3 x 2 side by side", (3, 2, 6, 2), 3, 2),
        at("windows of 2 x 3 side by side", (2, 3, 4, 6), 2, 3, "not square"),
        at("square windows and images", (2, 3, 4, 4), 2, 2),
        at("windows that overlap", (2, 2, 4, 5), 3, 2, "overlapping", stride=1),
        at("windows of 3 x 3 at stride 2", (2, 1, 5, 7), 3, 3, "overlapping", stride=2),
        at("windows apart", (2, 2, 5, 6), 2, 1, "stride", stride=3),
        at("stride 1 for rows, 2 for columns", (2, 2, 4, 6), 2, 3, "stride", stride=(1, 2)),
        at("rows and columns left over", (2, 2, 5, 5), 2, 3, "leftover"),
        at("pad 1", (2, 2, 4, 3), 3, 2, "pad", pad=1),
        at("pad 1 for rows, 0 for columns", (2, 2, 3, 4), 2, 3, "no pad", stride=1, pad=(1, 0)),
        at("windows of one pixel", (2, 3, 3, 2), 1, 1, "one feature"),
        at("windows as large as the image", (2, 3, 3, 2), 3, 2, "one feature"),
        at("one example and one channel", (1, 1, 4, 6), 2, 3, "one example"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "out is the sum",
        "out is the sum of each window: divide by HH WW.",
        lambda t: out(t, lambda x: x.sum((2, 3)), value=0),
    ),
    Mistake(
        "out",
        "out is the largest",
        "out is the largest pixel of each window: take the mean of its HH WW pixels.",
        lambda t: out(t, largest),
    ),
    Mistake(
        "out",
        "the sum is divided by HH^2",
        "out is the sum of each window / (HH HH): it has HH rows of WW pixels, so divide by "
        "HH WW.",
        lambda t: out(t, lambda x: x.sum((2, 3)) / t.HH**2, value=0),
    ),
    Mistake(
        "out",
        "the sum is divided by WW^2",
        "out is the sum of each window / (WW WW): it has HH rows of WW pixels, so divide by "
        "HH WW.",
        lambda t: out(t, lambda x: x.sum((2, 3)) / t.WW**2, value=0),
    ),
    Mistake(
        "out",
        "padding is not counted",
        "out is divided by the number of pixels on the image: padding counts here, so divide "
        "every window by HH WW.",
        without_padding,
    ),
    Mistake(
        "out",
        "windows begin at u, not at u * stride",
        "Window (u, v) is taken from pixel (u, v) on: it begins at (u * stride, v * stride).",
        lambda t: out(t, lambda x: x.mean((2, 3)), stride=(1, 1), value=0),
    ),
    Mistake(
        "out",
        "windows lie side by side",
        "Window (u, v) is taken from (u * HH, v * WW) on, whatever the stride: it begins at "
        "(u * stride, v * stride).",
        lambda t: out(t, lambda x: x.mean((2, 3)), stride=(t.HH, t.WW), value=0),
    ),
    Mistake(
        "out",
        "the mean runs over the channels too",
        "out is the mean over all channels of a window: each channel has its own.",
        lambda t: out(t, lambda x: x.mean((1, 2, 3))[:, None], value=0),
    ),
    Mistake(
        "dx",
        "dx is not divided by HH WW",
        "Each pixel of a window gets dout whole: it is 1 / (HH WW) of the mean, so it gets "
        "dout / (HH WW).",
        lambda t: dx(t, lambda s: share(s) * t.HH * t.WW),
    ),
    Mistake(
        "dx",
        "dx is divided by HH^2",
        "dx has dout / (HH HH): a window has HH rows of WW pixels, so divide by HH WW.",
        lambda t: dx(t, lambda s: share(s) * t.WW / t.HH),
    ),
    Mistake(
        "dx",
        "dx is divided by WW^2",
        "dx has dout / (WW WW): a window has HH rows of WW pixels, so divide by HH WW.",
        lambda t: dx(t, lambda s: share(s) * t.HH / t.WW),
    ),
    Mistake(
        "dx",
        "dx is divided by the number of windows",
        "dx has dout / (H' W'): each is the mean of HH WW pixels, so divide by that.",
        lambda t: dx(t, lambda s: share(s) * t.HH * t.WW / t.out[0, 0].size),
    ),
    Mistake(
        "dx",
        "dx is divided by the whole image",
        "dx has dout / (H W): each is the mean of HH WW pixels, so divide by that.",
        lambda t: dx(t, lambda s: share(s) * t.HH * t.WW / t.x[0, 0].size),
    ),
    Mistake(
        "dx",
        "dx is divided twice",
        "dx has dout / (HH WW)^2: divide once.",
        lambda t: dx(t, lambda s: share(s) / (t.HH * t.WW)),
    ),
    Mistake(
        "dx",
        "padding is not counted in dx",
        "dout is divided by the number of pixels on the image: padding counts here, so divide "
        "every window by HH WW.",
        lambda t: dx(t, lambda s: share(s) * t.HH * t.WW / inside(s)),
    ),
    Mistake(
        "dx",
        "windows overwrite what is there",
        "Where windows overlap dx has the last one alone: each adds what it gives, with +=.",
        lambda t: dx(t, share, write=True),
    ),
    Mistake(
        "dx",
        "taps overwrite what is there",
        "Where windows overlap dx has the last tap (i, j) alone: each tap adds, with +=.",
        by_taps,
    ),
    Mistake(
        "dx",
        "windows begin at u, not at u * stride",
        "What window (u, v) gives is added from pixel (u, v) on: it began at "
        "(u * stride, v * stride).",
        moved,
    ),
    Mistake(
        "dx",
        "dx is that of max pooling",
        "The largest pixel of a window gets dout: in a mean all get dout / (HH WW).",
        lambda t: dx(t, lambda s: s.dout * first(s)),
    ),
    Mistake(
        "dx",
        "the first pixel gets dout",
        "The first pixel of a window gets dout, the others 0: all get dout / (HH WW).",
        lambda t: dx(t, at_first_pixel),
    ),
    Mistake(
        "dx",
        "dx is multiplied by x",
        "dx has a factor x: the slope of a mean is 1 / (HH WW), whatever x is.",
        lambda t: t.dx * t.x,
    ),
    Mistake(
        "dx",
        "the padding is cut off at one end",
        "dx is the padded image's [:H, :W]: the image begins at (pad, pad), so cut there.",
        lambda t: dx(t, share, cut=0),
    ),
    Mistake(
        "dx",
        "the padding is cut off at the beginning alone",
        "dx is the padded image from 2 pad on: the image begins at (pad, pad), so cut there.",
        lambda t: dx(t, share, cut=2),
    ),
    Mistake(
        "dx",
        "windows lie side by side",
        "What window (u, v) gives is added at (u * HH, v * WW), whatever the stride: it "
        "began at (u * stride, v * stride).",
        lambda t: dx_side_by_side(t, share),
    ),
]
