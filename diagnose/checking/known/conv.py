"""Convolution: where to try it, and its wrong derivations."""

import numpy as np

from arrays.correlation import adjoint_in_w, adjoint_in_x, correlate
from arrays.sliding import pair
from arrays.windows import im2col
from diagnose.checking.problem import RNG, At, Mistake

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


def how(t) -> tuple:
    """Return stride, pad and groups, the first two as pairs."""
    return pair("stride", t.stride, 1), pair("pad", t.pad, 0), getattr(t, "groups", 1)


def out(t, x=None, w=None):
    """Return the right out, or that of another x, already padded, or another w."""
    stride, pad, groups = how(t)
    if x is None:
        x = t.x
    else:
        pad = (0, 0)
    return correlate(x, t.w if w is None else w, stride, pad, groups) + t.b[:, None, None]


def dx(t, dout=None, w=None):
    """Return the right dx, or that of another dout or w."""
    dout, w = t.dout if dout is None else dout, t.w if w is None else w
    return adjoint_in_x(dout, w, *t.x.shape[2:], *how(t))


def dw(t, dout=None, x=None):
    """Return the right dw, or that of another dout or x."""
    dout, x = t.dout if dout is None else dout, t.x if x is None else x
    return adjoint_in_w(dout, x, *t.w.shape[2:], *how(t))


def turned(w):
    return w[:, :, ::-1, ::-1]


def padded(x, pad, before=1, after=1, **mode):
    """Return x with so many times the padding before and after the image."""
    sides = [(before * p, after * p) for p in pad]
    return np.pad(x, ((0, 0), (0, 0), *sides), **mode)


def at_stride_1(x, w, pad, shape):
    """Return the windows at stride 1, the first H' by W' of them."""
    return im2col(x, *w.shape[2:], (1, 1), pad)[:, :, : shape[2], : shape[3]]


def out_at_stride_1(t):
    cols = at_stride_1(t.x, t.w, how(t)[1], t.out.shape)
    return np.einsum("ncuvij,fcij->nfuv", cols, t.w) + t.b[:, None, None]


def dw_at_stride_1(t):
    cols = at_stride_1(t.x, t.w, how(t)[1], t.out.shape)
    return np.einsum("ncuvij,nfuv->fcij", cols, t.dout)


def dx_at_stride_1(t):
    """Return dx if window (u, v) began at pixel (u, v)."""
    _, pad, groups = how(t)
    sides = [side + 2 * p for side, p in zip(t.x.shape[2:], pad, strict=True)]
    windows = [n - m + 1 for n, m in zip(sides, t.w.shape[2:], strict=True)]
    dout = np.zeros((*t.dout.shape[:2], *windows))
    dout[:, :, : t.dout.shape[2], : t.dout.shape[3]] = t.dout
    return adjoint_in_x(dout, t.w, *t.x.shape[2:], (1, 1), pad, groups)


def dx_cut(t, after=0):
    """Return dx cut out of the padded image at its first corner, or its last."""
    stride, pad, groups = how(t)
    sides = [side + 2 * p for side, p in zip(t.x.shape[2:], pad, strict=True)]
    whole = adjoint_in_x(t.dout, t.w, *sides, stride, (0, 0), groups)
    first = [2 * p * after for p in pad]
    return whole[:, :, first[0] : first[0] + t.x.shape[2], first[1] : first[1] + t.x.shape[3]]


def written(dout, w, sides, stride, pad):
    """Return dx if each window were written over what is there, not added.

    dout and w may be those of one filter, where the loop over filters overwrites too.
    """
    (N, _, H_out, W_out), (HH, WW) = dout.shape, w.shape[2:]
    dx = np.zeros((N, w.shape[1], *(side + 2 * p for side, p in zip(sides, pad, strict=True))))
    for u, v in np.ndindex(H_out, W_out):
        window = np.einsum("nf,fcij->ncij", dout[:, :, u, v], w)
        h, k = u * stride[0], v * stride[1]
        dx[:, :, h : h + HH, k : k + WW] = window
    return dx[:, :, pad[0] : pad[0] + sides[0], pad[1] : pad[1] + sides[1]]


def written_by_taps(dout, w, sides, stride, pad):
    """Return dx if the pixels of each tap were written over what is there, not added."""
    (N, _, H_out, W_out), (HH, WW) = dout.shape, w.shape[2:]
    dx = np.zeros((N, w.shape[1], *(side + 2 * p for side, p in zip(sides, pad, strict=True))))
    for i, j in np.ndindex(HH, WW):
        rows = slice(i, i + stride[0] * (H_out - 1) + 1, stride[0])
        columns = slice(j, j + stride[1] * (W_out - 1) + 1, stride[1])
        dx[:, :, rows, columns] = np.einsum("nfuv,fc->ncuv", dout, w[:, :, i, j])
    return dx[:, :, pad[0] : pad[0] + sides[0], pad[1] : pad[1] + sides[1]]


def dx_written(t, by=written, filters=slice(None)):
    if how(t)[2] > 1:
        raise ValueError("this is written for one group")
    return by(t.dout[:, filters], t.w[filters], t.x.shape[2:], *how(t)[:2])


def dw_of_last_window(t, examples):
    cols = im2col(t.x, *t.w.shape[2:], *how(t)[:2])[examples, :, -1, -1]
    return np.einsum("ncij,nf->fcij", cols, t.dout[examples, :, -1, -1])


def dw_of_reshaped(t):
    """Return dw by dout.reshape(F, -1), whose first axis would have to be F."""
    cols = im2col(t.x, *t.w.shape[2:], *how(t)[:2]).transpose(0, 2, 3, 1, 4, 5)
    rows = cols.reshape(-1, t.w[0].size)
    return (t.dout.reshape(len(t.w), -1) @ rows).reshape(t.w.shape)


def out_of_rows(t):
    return np.ascontiguousarray(t.out.transpose(0, 2, 3, 1)).reshape(t.out.shape)


def out_of_filters(t):
    return np.ascontiguousarray(t.out.swapaxes(0, 1)).reshape(t.out.shape)


def out_interleaved(t):
    """Return out if a group had every so many-th channel."""
    C, groups = t.x.shape[1], how(t)[2]
    order = np.arange(C).reshape(-1, groups).T.ravel()
    stride, pad, _ = how(t)
    return out(t, padded(t.x[:, order], pad))


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
        "w is turned by half a turn, as in a convolution of mathematics: w[i, j] meets "
        "x[su + i, sv + j] here, unturned.",
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
        "A group of filters sees every so many-th channel: it sees C / groups channels side by "
        "side.",
        out_interleaved,
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
        "dx[su + i] gets w turned: as a loop over windows it is w[i] * dout[u], unturned; as a "
        "convolution of the padded dout, w has to be turned.",
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
        "dw has w added: a penalty on w is not the layer's affair.",
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
]
