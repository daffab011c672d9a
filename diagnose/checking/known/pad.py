"""Padding: where to try it, and its wrong derivations."""

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.pad import cut, folded, padded, put, sides

FORMULA = {
    "out": "out[n, c, top + h, left + w] = x[n, c, h, w], and 0 elsewhere",
    "dx": "dx[n, c, h, w] = dout[n, c, top + h, left + w]",
}


def sweep(draw) -> list[At]:
    """Return the points: x of shape (N, C, H, W), padded at four sides."""
    return [
        At("four sides", draw(2, 1, 4, 3), ((1, 4, 2, 3),)),
        At("one number for all", draw(2, 1, 3, 4), (2,), trait="setting"),
        At("rows and columns", draw(2, 1, 3, 4), ((1, 2),), trait="setting"),
        At("no padding", draw(2, 3, 3, 2), (0,), trait="no pad"),
        At("none below and beside", draw(2, 1, 3, 2), ((2, 0, 0, 0),), trait="no pad"),
        At("images that are square", draw(2, 1, 3, 3), ((1, 4, 3, 2),)),
        At("one example", draw(1, 3, 2, 3), ((1, 4, 2, 3),), trait="one example"),
        At("one pixel", draw(2, 3, 1, 1), ((1, 2, 0, 2),), trait="one feature"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "top and bottom are swapped",
        "The image begins at row bottom of out: it begins at row top, out[:, :, top : top + "
        "H].",
        lambda t: put(t, sides(t)[1], sides(t)[2]),
    ),
    Mistake(
        "out",
        "left and right are swapped",
        "The image begins at column right of out: it begins at column left, out[..., left : "
        "left + W].",
        lambda t: put(t, sides(t)[0], sides(t)[3]),
    ),
    Mistake(
        "out",
        "both pairs are swapped",
        "The image begins at (bottom, right) of out: it begins at (top, left).",
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
        "The image begins at (0, 0) of out: top rows and left columns of zeros come before it.",
        lambda t: put(t, 0, 0),
    ),
    Mistake(
        "out",
        "all padding is before the image",
        "The image ends where out ends: bottom rows and right columns of zeros come after it.",
        lambda t: put(t, sum(sides(t)[:2]), sum(sides(t)[2:])),
    ),
    Mistake(
        "out",
        "the edge is repeated",
        "The border repeats the image's edge: fill it with 0.",
        lambda t: padded(t, mode="edge"),
    ),
    Mistake(
        "out",
        "the image is mirrored",
        "The border mirrors the image: fill it with 0.",
        lambda t: padded(t, mode="symmetric"),
    ),
    Mistake(
        "out",
        "ones surround the image",
        "The border is filled with 1: fill it with 0.",
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
        "dx is the last H rows and W columns of dout: the image began at (top, left), so cut "
        "from there.",
        lambda t: cut(t, sum(sides(t)[:2]), sum(sides(t)[2:])),
    ),
    Mistake(
        "dx",
        "top and bottom are swapped in dx",
        "dx is cut out of dout from row bottom on: the image began at row top, so cut from "
        "there.",
        lambda t: cut(t, sides(t)[1], sides(t)[2]),
    ),
    Mistake(
        "dx",
        "left and right are swapped in dx",
        "dx is cut out of dout from column right on: the image began at column left, so cut "
        "from there.",
        lambda t: cut(t, sides(t)[0], sides(t)[3]),
    ),
    Mistake(
        "dx",
        "both pairs are swapped in dx",
        "dx is cut out of dout from (bottom, right) on: the image began at (top, left), so cut "
        "from there.",
        lambda t: cut(t, sides(t)[1], sides(t)[3]),
    ),
    Mistake(
        "dx",
        "rows and columns are swapped in dx",
        "dx is cut out of dout from (left, top) on: pad is top, bottom, left, right, so cut "
        "from (top, left).",
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
