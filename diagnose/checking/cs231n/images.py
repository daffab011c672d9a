"""Convolution and max pooling under CS231n's names: stride is one number, and so is pad."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from diagnose.checking.cs231n.kin import of_kin
from diagnose.checking.known import conv, maxpool
from diagnose.checking.problem import Mistake, Pair, Point


def windows(x, HH: int, WW: int, stride: int) -> np.ndarray:
    """Return the windows of images, (N, C, H', W', HH, WW)."""
    return sliding_window_view(x, (HH, WW), axis=(2, 3))[:, :, ::stride, ::stride]


def conv_args(g: dict) -> list:
    return [g["x"], g["w"], g["b"], {"stride": g["stride"], "pad": g["pad"]}]


def conv_out(g: dict) -> dict:
    w, pad = g["w"], g["pad"]
    x = np.pad(g["x"], ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    cols = windows(x, *w.shape[2:], g["stride"])
    return {"out": np.einsum("ncuvij,fcij->nfuv", cols, w) + g["b"][:, None, None]}


def conv_sweep(draw) -> list[Point]:
    """Return the points; the windows always divide the image, as the course promises."""

    def point(setting, x, w, stride, pad, trait=""):
        given = {"x": draw(*x), "w": draw(*w), "b": draw(w[0])}
        return Point(setting, given | {"stride": stride, "pad": pad}, trait)

    return [
        point("stride 1, pad 1, all sizes unequal", (2, 3, 4, 5), (4, 3, 3, 2), 1, 1),
        point("pad 0", (2, 3, 4, 5), (4, 3, 3, 2), 1, 0, "no pad"),
        point("stride 2", (2, 1, 5, 6), (3, 1, 3, 2), 2, 1, "stride"),
        point(
            "stride 3, windows that do not touch", (2, 1, 5, 8), (3, 1, 2, 2), 3, 0, "stride"
        ),
        point("pad 2", (2, 1, 3, 4), (3, 1, 2, 3), 1, 2, "setting"),
        point("stride 2, pad 3", (1, 2, 3, 4), (3, 2, 3, 2), 2, 3, "setting"),
        point("one example", (1, 2, 4, 5), (3, 2, 2, 3), 1, 1, "one example"),
        point("one channel and one filter", (2, 1, 4, 5), (1, 1, 2, 3), 1, 1, "one feature"),
        point("filters of one pixel", (2, 3, 4, 3), (4, 3, 1, 1), 1, 0),
        point("filters as large as the image", (2, 2, 3, 4), (3, 2, 3, 4), 1, 0),
        point("all square, as many filters as channels", (2, 3, 4, 4), (3, 3, 3, 3), 1, 1),
    ]


def pool_args(g: dict) -> list:
    param = {"pool_height": g["HH"], "pool_width": g["WW"], "stride": g["stride"]}
    return [g["x"], param]


def pool_out(g: dict) -> dict:
    found = windows(g["x"], g["HH"], g["WW"], g["stride"])
    flat = found.reshape(*found.shape[:4], -1)
    first = flat.real.argmax(-1)[..., None]
    return {"out": np.take_along_axis(flat, first, -1)[..., 0]}


def pool_sweep(draw) -> list[Point]:
    """Return the points; no pad, and no leftover, as the course promises."""

    def point(setting, x, HH, WW, stride, trait=""):
        return Point(setting, {"x": x, "HH": HH, "WW": WW, "stride": stride}, trait)

    apart, equal = draw.apart, np.full((2, 1, 4, 4), 1.5)
    few = draw.whole(3, 2, 1, 4, 6).astype(float)
    return [
        point("windows of 2 x 2 at stride 2", apart(3, 2, 4, 6), 2, 2, 2),
        point("windows of 2 x 2 at stride 3", apart(2, 1, 5, 8), 2, 2, 3, "setting"),
        point("windows of 3 x 3 at stride 2", apart(2, 1, 5, 7), 3, 3, 2, "overlapping"),
        point("windows of 2 x 3 at stride 3", apart(2, 1, 5, 6), 2, 3, 3, "not square"),
        point("windows of 3 x 2 at stride 1", apart(2, 1, 5, 4), 3, 2, 1, "not square"),
        point("windows of one pixel", apart(2, 3, 3, 2), 1, 1, 1),
        point("windows of one pixel at stride 2", apart(2, 1, 5, 3), 1, 1, 2),
        point("one window, the whole image", apart(2, 3, 3, 2), 3, 2, 1),
        point("one example", apart(1, 3, 4, 2), 2, 2, 2, "one example"),
        point("negative numbers alone", -10 + apart(2, 1, 4, 6), 2, 2, 2),
        point("numbers around +-1000", 1000 * apart(2, 1, 4, 6), 2, 2, 2, "large"),
        point("few different numbers", few, 2, 2, 2, "ties"),
        point("all numbers equal", equal, 2, 2, 2, "ties"),
    ]


def in_pairs(t) -> dict:
    """Return the settings as known/ has them: pairs, for rows and columns."""
    pad = getattr(t, "pad", 0)
    return {"stride": (t.stride, t.stride), "pad": (pad, pad), "groups": 1}


def side_by_side(t) -> tuple:
    """Return out and dx for windows that begin where the last one ended."""
    if (t.HH, t.WW) == (t.stride, t.stride):
        raise ValueError("windows lie side by side here")
    out, dx = np.zeros(t.out.shape), np.zeros(t.x.shape)
    for n, c, u, v in np.ndindex(out.shape):
        window = (n, c, slice(u * t.HH, (u + 1) * t.HH), slice(v * t.WW, (v + 1) * t.WW))
        out[n, c, u, v] = t.x[window].max()
        dx[window] += t.dout[n, c, u, v] * (t.x[window] == out[n, c, u, v])
    return out, dx


POOL_MISTAKES = [
    Mistake(
        of,
        "windows lie side by side",
        "Windows begin at u * pool_height and v * pool_width, whatever the stride: they begin "
        "at u * stride and v * stride.",
        lambda t, i=i: side_by_side(t)[i],
    )
    for i, of in enumerate(("out", "dx"))
]


PAIRS = [
    Pair(
        "conv_forward_naive",
        ("conv_backward_naive",),
        conv_args,
        ("out",),
        ("dx", "dw", "db"),
        conv_out,
        conv_sweep,
        conv.FORMULA,
        of_kin(conv.MISTAKES, but=("group",), seen=in_pairs),
    ),
    Pair(
        "max_pool_forward_naive",
        ("max_pool_backward_naive",),
        pool_args,
        ("out",),
        ("dx",),
        pool_out,
        pool_sweep,
        maxpool.FORMULA,
        [*POOL_MISTAKES, *of_kin(maxpool.MISTAKES, but=("padding",), seen=in_pairs)],
    ),
]
