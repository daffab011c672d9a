"""Padding: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.problem import At, Mistake

FORMULA = {
    "out": "out[n, c, top + h, left + w] = x[n, c, h, w], and 0 elsewhere",
    "dx": "dx[n, c, h, w] = dout[n, c, top + h, left + w]",
}


def sweep(draw) -> list[At]:
    """Return the points: x of shape (N, C, H, W), padded at four sides."""
    return [
        At("four sides", draw(2, 1, 4, 3), ((1, 2, 3, 0),)),
        At("one number for all", draw(2, 1, 3, 4), (2,), trait="setting"),
        At("rows and columns", draw(2, 1, 3, 4), ((1, 2),), trait="setting"),
        At("no padding", draw(2, 3, 3, 2), (0,), trait="no pad"),
        At("none below and beside", draw(2, 1, 3, 2), ((2, 0, 0, 0),), trait="no pad"),
        At("images that are square", draw(2, 1, 3, 3), ((1, 2, 3, 0),)),
        At("one example", draw(1, 3, 2, 3), ((1, 2, 3, 0),), trait="one example"),
        At("one pixel", draw(2, 3, 1, 1), ((1, 2, 0, 2),), trait="one feature"),
    ]


def sides(t):
    """Return top, bottom, left and right."""
    given = t.pad if isinstance(t.pad, tuple | list) else (t.pad,)
    return [int(n) for n in np.repeat(given, 4 // len(given))]


def put(t, top, left):
    """Return out with the image at another place."""
    out = np.zeros_like(t.out)
    H, W = t.x.shape[2:]
    out[:, :, top : top + H, left : left + W] = t.x
    return out


def cut(t, top, left):
    """Return dx, cut out of dout at another place."""
    H, W = t.x.shape[2:]
    return t.dout[:, :, top : top + H, left : left + W]


def padded(t, **mode):
    top, bottom, left, right = sides(t)
    return np.pad(t.x, ((0, 0), (0, 0), (top, bottom), (left, right)), **mode)


def folded(t):
    """Return dx if the border repeated the edge: what fell on it goes back there."""
    (H, W), (top, _, left, _) = t.x.shape[2:], sides(t)
    dx = np.zeros_like(t.x)
    for h, w in np.ndindex(t.dout.shape[2:]):
        dx[:, :, np.clip(h - top, 0, H - 1), np.clip(w - left, 0, W - 1)] += t.dout[:, :, h, w]
    return dx


MISTAKES = [
    Mistake(
        "out",
        "top and bottom are swapped",
        "The image lies at row bottom: it begins at row top.",
        lambda t: put(t, sides(t)[1], sides(t)[2]),
    ),
    Mistake(
        "out",
        "left and right are swapped",
        "The image lies at column right: it begins at column left.",
        lambda t: put(t, sides(t)[0], sides(t)[3]),
    ),
    Mistake(
        "out",
        "both pairs are swapped",
        "The image lies at (bottom, right): it begins at (top, left).",
        lambda t: put(t, sides(t)[1], sides(t)[3]),
    ),
    Mistake(
        "out",
        "rows and columns are swapped",
        "pad is read as left, right, top, bottom: it is top, bottom, left, right.",
        lambda t: put(t, sides(t)[2], sides(t)[0]),
    ),
    Mistake(
        "out",
        "all padding is after the image",
        "The image lies at (0, 0): it begins at (top, left).",
        lambda t: put(t, 0, 0),
    ),
    Mistake(
        "out",
        "all padding is before the image",
        "The image lies at the lower right end: it begins at (top, left).",
        lambda t: put(t, sum(sides(t)[:2]), sum(sides(t)[2:])),
    ),
    Mistake(
        "out",
        "the edge is repeated",
        "Around the image its edge is repeated: there are zeros.",
        lambda t: padded(t, mode="edge"),
    ),
    Mistake(
        "out",
        "the image is mirrored",
        "Around the image it is mirrored: there are zeros.",
        lambda t: padded(t, mode="symmetric"),
    ),
    Mistake(
        "out",
        "ones surround the image",
        "Around the image there are ones: there are zeros.",
        lambda t: padded(t, constant_values=1.0),
    ),
    Mistake(
        "dx",
        "dx is cut out at (0, 0)",
        "dx is dout[:, :, :H, :W]: the image began at (top, left), so cut from there.",
        lambda t: cut(t, 0, 0),
    ),
    Mistake(
        "dx",
        "dx is cut out at the far end",
        "dx is the last H rows and W columns of dout: the image began at (top, left).",
        lambda t: cut(t, sum(sides(t)[:2]), sum(sides(t)[2:])),
    ),
    Mistake(
        "dx",
        "top and bottom are swapped in dx",
        "dx is cut from row bottom on: the image began at row top.",
        lambda t: cut(t, sides(t)[1], sides(t)[2]),
    ),
    Mistake(
        "dx",
        "left and right are swapped in dx",
        "dx is cut from column right on: the image began at column left.",
        lambda t: cut(t, sides(t)[0], sides(t)[3]),
    ),
    Mistake(
        "dx",
        "both pairs are swapped in dx",
        "dx is cut from (bottom, right) on: the image began at (top, left).",
        lambda t: cut(t, sides(t)[1], sides(t)[3]),
    ),
    Mistake(
        "dx",
        "rows and columns are swapped in dx",
        "dx is cut from (left, top) on: the image began at (top, left).",
        lambda t: cut(t, sides(t)[2], sides(t)[0]),
    ),
    Mistake(
        "dx",
        "the border's gradient is added to the edge",
        "What came to the border is added to the image's edge: the zeros there are nobody's, "
        "so it is cut off.",
        folded,
    ),
]
