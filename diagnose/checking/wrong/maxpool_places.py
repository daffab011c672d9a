"""Max pooling: dout given to a wrong pixel, its place misread or the wrong one sought."""

import numpy as np

from diagnose.checking.problem import Mistake
from diagnose.checking.wrong.maxpool import cut_out, dx, first, how, padded, right, windows


def dx_in_window(t):
    """Return dx if the place in a window were taken as the place in the image."""
    whole = np.zeros(padded(t, 0).shape)
    for s in windows(t):
        whole[:, :, : t.HH, : t.WW] += right(s)
    return cut_out(whole, t)


def dx_misread(t, read):
    """Return dx if the largest's number in a window were read as another (i, j)."""
    whole = np.zeros(padded(t, 0).shape)
    stride = how(t)[2]
    for s in windows(t):
        for n, c, i, j in zip(*np.nonzero(first(s)), strict=True):
            h, k = read(t.WW * i + j, t.HH, t.WW)
            whole[n, c, s.u * stride[0] + h, s.v * stride[1] + k] += s.dout[n, c, 0, 0]
    return cut_out(whole, t)


def dx_moved(t):
    """Return dx if what window (u, v) gives were added from pixel (u, v) on."""
    whole = np.zeros(padded(t, 0).shape)
    for s in windows(t):
        whole[:, :, s.u : s.u + t.HH, s.v : s.v + t.WW] += right(s)
    return cut_out(whole, t)


def of_first_image(s):
    return s.dout * first(s)[:1]


def of_whole_image(s, t):
    return s.dout * (s.x == t.x.max((2, 3), keepdims=True))


def of_all_channels(s):
    return s.dout * (s.x == s.x.max((1, 2, 3), keepdims=True))


PLACES = [
    Mistake(
        "dx",
        "the place in a window is taken as that in the image",
        "The largest's place counts from its window's corner: add u * stride and v * stride.",
        dx_in_window,
    ),
    Mistake(
        "dx",
        "windows begin at u, not at u * stride",
        "What window (u, v) gives is added from pixel (u, v) on: it began at "
        "(u * stride, v * stride).",
        dx_moved,
    ),
    Mistake(
        "dx",
        "the largest's number is divided by HH",
        "The number of the largest in its window is read as (k // HH, k % HH): a row has WW "
        "pixels, so it is (k // WW, k % WW).",
        lambda t: dx_misread(t, lambda k, HH, WW: (k // HH, k % HH)),
    ),
    Mistake(
        "dx",
        "the largest's number is read by columns",
        "The number of the largest in its window is read as (k % HH, k // HH): argmax counts "
        "along rows, so it is (k // WW, k % WW).",
        lambda t: dx_misread(t, lambda k, HH, WW: (k % HH, k // HH)),
    ),
    Mistake(
        "dx",
        "the first image's largest serve for all",
        "Each window gives dout to the pixel that is largest in the first image: every image "
        "and channel has its own largest.",
        lambda t: dx(t, of_first_image),
    ),
    Mistake(
        "dx",
        "the largest of the whole image is sought",
        "Only the largest pixel of the image gets a gradient: each window has its own largest.",
        lambda t: dx(t, lambda s: of_whole_image(s, t)),
    ),
    Mistake(
        "dx",
        "the largest is sought in all channels",
        "Of a window only the channel with the largest pixel gets a gradient: each channel has "
        "its own largest.",
        lambda t: dx(t, of_all_channels),
    ),
]
