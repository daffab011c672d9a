"""Flatten: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.flatten import back, last, rows

FORMULA = {
    "out": "out = x with all axes but the first as one, the last running fastest",
    "dx": "dx = dout in the shape of x",
}


def sweep(draw) -> list[At]:
    """Return the points: shapes of one to five axes."""
    return [
        At("images, all sizes unequal", draw(2, 3, 4, 2)),
        At("square images", draw(2, 3, 3, 3)),
        At("one example", draw(1, 3, 4), trait="one example"),
        At("axes of 1", draw(3, 1, 4, 1), trait="one feature"),
        At("x of two axes", draw(3, 4)),
        At("x of one axis", draw(4), trait="one feature"),
        At("x of five axes", draw(2, 3, 2, 1, 3), trait="more axes"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "the first axis runs fastest",
        'out was read in the order "F", or after x.T, so that the first axis runs fastest: use '
        "x.reshape(N, D), without an order.",
        lambda t: t.x.reshape(rows(t.x).shape, order="F"),
    ),
    Mistake(
        "out",
        "the channels are put last",
        "out has the channels running fastest: leave the axes in their order, (C, H, W).",
        lambda t: rows(last(t.x)),
    ),
    Mistake(
        "out",
        "examples are mixed",
        "out is x.reshape(D, N).T: entries of several examples come into one row. Use "
        "x.reshape(N, D).",
        lambda t: t.x.reshape(-1, len(t.x)).T,
    ),
    Mistake(
        "dx",
        "the first axis runs fastest",
        'dx was laid out in the order "F", or its axes in reverse: use dout.reshape(x.shape), '
        "without an order, as in forward.",
        lambda t: t.dout.reshape(t.x.shape, order="F"),
    ),
    Mistake(
        "dx",
        "the channels are taken as last",
        "dx is dout as of (H, W, C) images with the channels put in front: forward laid out "
        "(C, H, W), so dout.reshape(x.shape) is all.",
        lambda t: back(t.dout.reshape(last(t.x).shape)),
    ),
    Mistake(
        "dx",
        "examples are mixed",
        "dx is dout.T in the shape of x: entries of one example come into several. Use dout "
        "itself.",
        lambda t: t.dout.T.reshape(t.x.shape),
    ),
    Mistake(
        "dx",
        "dout is multiplied by x",
        "dx is dout * x: entries only change their places, so dx is dout itself.",
        lambda t: t.dout.reshape(t.x.shape) * t.x,
    ),
    Mistake(
        "dx",
        "dout is left out",
        "dx is 1 everywhere, the slope alone: it should be dout in the shape of x.",
        lambda t: np.ones(t.x.shape),
    ),
]
