"""Convolution: where to try it, and its wrong derivations.

Those of w's and b's gradients are in wrong/conv_learned.py.
"""

from arrays.correlation import correlate
from diagnose.checking.problem import RNG, At, Mistake
from diagnose.checking.wrong.conv import (
    dx,
    dx_at_stride_1,
    dx_cut,
    dx_written,
    how,
    out,
    out_at_stride_1,
    out_interleaved,
    out_of_filters,
    out_of_rows,
    padded,
    strides_swapped,
    turned,
    written_by_taps,
)
from diagnose.checking.wrong.conv_learned import LEARNED
from diagnose.checking.wrong.groups import conv, grouped

FORMULA = {
    "out": "out[n, f, u, v] = sum over c, i, j of w[f, c, i, j] * x[n, c, su + i - p, sv + j "
    "- p] + b[f]",
    "dx": "dx[n, c, su + i - p, sv + j - p] += w[f, c, i, j] * dout[n, f, u, v], "
    "over all f, u, v, i, j",
    "dw": "dw[f, c, i, j] = sum over n, u, v of x[n, c, su + i - p, sv + j - p] * dout[n, f, "
    "u, v]",
    "db": "db[f] = sum over n, u, v of dout[n, f, u, v]",
}


def sweep(draw) -> list[At]:
    """Return the points: x of shape (N, C, H, W), F filters of HH by WW."""

    def at(setting, x, F, HH, WW, trait="", **settings):
        return At(setting, draw(*x), (x[1], F, HH, WW, RNG), settings, trait=trait)

    return [
        at("stride 1 and no padding", (2, 3, 4, 5), 4, 3, 2),
        at("pad 1", (2, 2, 4, 3), 3, 3, 2, "pad", pad=1),
        at("pad 2 for rows, 0 for columns", (2, 2, 3, 4), 3, 3, 2, "pad", pad=(2, 0)),
        at("pad 0 for rows, 1 for columns", (2, 2, 4, 3), 3, 3, 2, "no pad", pad=(0, 1)),
        at("stride 2", (2, 2, 5, 6), 3, 3, 2, "stride", stride=2),
        at("stride 2 for rows, 3 for columns", (2, 2, 6, 5), 3, 3, 2, "stride", stride=(2, 3)),
        at("stride 1 for rows, 2 for columns", (2, 2, 4, 5), 3, 2, 3, "stride", stride=(1, 2)),
        at("stride 2 and pad 1", (2, 2, 5, 4), 3, 3, 2, "stride", stride=2, pad=1),
        at("rows left over at stride 2", (2, 2, 6, 4), 3, 3, 2, "leftover", stride=2),
        at("stride 3, wider than a window", (2, 2, 5, 5), 3, 2, 2, "stride", stride=3),
        at("square images and filters", (2, 2, 4, 4), 3, 3, 3, pad=1),
        at("filters of one pixel", (2, 3, 3, 2), 4, 1, 1, "one feature"),
        at("filters as large as the image", (2, 2, 3, 4), 3, 3, 4, "one feature"),
        at("one example", (1, 2, 4, 5), 3, 3, 2, "one example"),
        at("one channel and one filter", (2, 1, 4, 5), 1, 3, 2, "one feature"),
        at("two groups", (2, 4, 3, 4), 6, 2, 3, "groups", groups=2, pad=1),
        at("a group for each channel", (2, 3, 4, 3), 3, 3, 2, "groups", groups=3),
    ]


MISTAKES = [
    Mistake(
        "out",
        "b is left out",
        "out is without its bias: add b[f] to filter f's image, b[:, None, None].",
        lambda t: t.out - t.b[:, None, None],
    ),
    Mistake(
        "out",
        "b is added once a channel",
        "out has b[f] as often as there are channels: add it once, after the sum over c, i, j.",
        lambda t: t.out + (t.w.shape[1] - 1) * t.b[:, None, None],
    ),
    Mistake(
        "out",
        "b is added once a tap",
        "out has b[f] as often as there are weights in a filter: add it once, after the sum "
        "over c, i, j.",
        lambda t: t.out + (t.w[0].size - 1) * t.b[:, None, None],
    ),
    Mistake(
        "out",
        "the filter is turned",
        "w[i, j] meets x[su + HH - 1 - i, sv + WW - 1 - j], turned as in a convolution of "
        "mathematics: it meets x[su + i, sv + j], so take w as it is.",
        lambda t: out(t, w=turned(t.w)),
    ),
    Mistake(
        "out",
        "only the first channel is summed",
        "out is made of channel 0 alone: sum over all channels of x and w.",
        lambda t: correlate(t.x[:, :1], t.w[:, :1], *how(t)) + t.b[:, None, None],
    ),
    Mistake(
        "out",
        "the loop over channels overwrites",
        "out is made of the last channel alone: the channels add up, with +=.",
        lambda t: correlate(t.x[:, -1:], t.w[:, -1:], *how(t)) + t.b[:, None, None],
    ),
    Mistake(
        "out",
        "windows begin at u, not at u * stride",
        "Window (u, v) is taken from pixel (u, v) on: it begins at (u * stride, v * stride).",
        out_at_stride_1,
    ),
    Mistake(
        "out",
        "all padding is after the image",
        "x is padded below and on the right alone: pad rows and columns go on each side.",
        lambda t: out(t, padded(t.x, how(t)[1], 0, 2)),
    ),
    Mistake(
        "out",
        "all padding is before the image",
        "x is padded above and on the left alone: pad rows and columns go on each side.",
        lambda t: out(t, padded(t.x, how(t)[1], 2, 0)),
    ),
    Mistake(
        "out",
        "the edge is repeated",
        "The padding repeats the image's edge: it is zeros.",
        lambda t: out(t, padded(t.x, how(t)[1], mode="edge")),
    ),
    Mistake(
        "out",
        "the padding is ones",
        "The padding is ones: it is zeros.",
        lambda t: out(t, padded(t.x, how(t)[1], constant_values=1.0)),
    ),
    Mistake(
        "out",
        "out's axes are reshaped, not transposed",
        "The product's rows are (n, u, v) and its columns f, and reshape(N, F, H', W') mixes "
        "them: reshape to (N, H', W', F), then transpose(0, 3, 1, 2).",
        out_of_rows,
    ),
    Mistake(
        "out",
        "examples and filters are mixed by reshape",
        "The product has F first and reshape(N, F, H', W') mixes filters and examples: reshape "
        "with F first, then swap axes 0 and 1.",
        out_of_filters,
    ),
    Mistake(
        "out",
        "a group has channels far apart",
        "A group of filters sees every so many-th channel: it sees C / groups neighbours, "
        "group k those from k * C / groups on.",
        out_interleaved,
    ),
    Mistake(
        "out",
        "the two strides are swapped",
        "Window (u, v) is taken from (u * stride[1], v * stride[0]) on: it begins at "
        "(u * stride[0], v * stride[1]), rows first.",
        lambda t: out(strides_swapped(t)),
    ),
    Mistake(
        "dx",
        "windows overwrite what is there",
        "Where windows overlap dx has the last one alone: each adds what it gives, with +=.",
        dx_written,
    ),
    Mistake(
        "dx",
        "windows and filters overwrite what is there",
        "dx has the last filter of the last window alone: every filter and window adds what it "
        "gives, with +=.",
        lambda t: dx_written(t, filters=slice(-1, None)),
    ),
    Mistake(
        "dx",
        "taps overwrite what is there",
        "Where windows overlap dx has the last tap (i, j) alone: each tap adds what it gives, "
        "with +=.",
        lambda t: dx_written(t, written_by_taps),
    ),
    Mistake(
        "dx",
        "the loop over filters overwrites",
        "dx is made of the last filter alone: all filters saw x, so add up over f.",
        lambda t: dx(t, t.dout[:, -1:], t.w[-1:]),
    ),
    Mistake(
        "dx",
        "only the first filter counts",
        "dx is made of filter 0 alone: all filters saw x, so add up over f.",
        lambda t: dx(t, t.dout[:, :1], t.w[:1]),
    ),
    Mistake(
        "dx",
        "the filter is turned the wrong way",
        "dx has w turned by half a turn: each window adds w[f] * dout[n, f, u, v], unturned. "
        "Only where the padded dout is convolved is w turned.",
        lambda t: dx(t, w=turned(t.w)),
    ),
    Mistake(
        "dx",
        "windows begin at u, not at u * stride",
        "What window (u, v) gives is added from pixel (u, v) on: it began at "
        "(u * stride, v * stride).",
        dx_at_stride_1,
    ),
    Mistake(
        "dx",
        "the padding is cut off at one end",
        "dx is the padded image's [:H, :W]: the image begins at (pad, pad), so cut there.",
        dx_cut,
    ),
    Mistake(
        "dx",
        "the padding is cut off at the beginning alone",
        "dx is the padded image from 2 pad on: the image begins at (pad, pad), so cut there.",
        lambda t: dx_cut(t, 1),
    ),
    Mistake(
        "dx",
        "all channels have the same gradient",
        "dx is summed over the channels: channel c gets w[f, c] * dout alone.",
        lambda t: t.dx.sum(1, keepdims=True) + 0 * t.dx,
    ),
    Mistake(
        "dx",
        "dx is multiplied by x",
        "dx has a factor x: the slope of w * x in x is w alone.",
        lambda t: t.dx * t.x,
    ),
    Mistake(
        "dx",
        "dx is made of out",
        "dx is made of out: what comes back is dout.",
        lambda t: dx(t, t.out),
    ),
    Mistake(
        "dx",
        "the two strides are swapped",
        "What window (u, v) gives is added from (u * stride[1], v * stride[0]) on: it began at "
        "(u * stride[0], v * stride[1]), rows first.",
        lambda t: dx(strides_swapped(t)),
    ),
    *LEARNED,
    *grouped(conv),
]
