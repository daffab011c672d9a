"""Upsampling: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.upsample import (
    blocks,
    scale,
    shared,
    strided,
    tiled_back,
    with_gaps,
)

FORMULA = {
    "out": "out[n, c, h, w] = x[n, c, h // s, w // t]",
    "dx": "dx[n, c, h, w] = dout summed over the s by t block of the pixel",
}


def sweep(draw) -> list[At]:
    """Return the points: x of shape (N, C, H, W), drawn larger by s and t."""
    return [
        At("all sizes unequal", draw(2, 3, 4, 2), ((2, 3),)),
        At("one number for both", draw(2, 3, 2, 4), (2,), trait="setting"),
        At("rows drawn more often", draw(2, 3, 2, 3), ((3, 2),), trait="not square"),
        At("rows alone", draw(2, 3, 2, 3), ((3, 1),), trait="setting"),
        At("columns alone", draw(2, 3, 2, 3), ((1, 3),), trait="setting"),
        At("a scale of 1", draw(2, 3, 2, 3), (1,), trait="setting"),
        At("one example and one channel", draw(1, 1, 3, 2), ((2, 3),), trait="one example"),
        At("one pixel", draw(2, 3, 1, 1), ((2, 3),), trait="one feature"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "the image is repeated whole",
        "out is the image side by side s by t times, as np.tile does: each pixel is repeated "
        "in its place, np.repeat.",
        lambda t: np.tile(t.x, (1, 1, *scale(t))),
    ),
    Mistake(
        "out",
        "the image is repeated whole downwards",
        "The rows are repeated as a whole, as np.tile does: each row is repeated in its place.",
        lambda t: np.tile(t.x, (1, 1, scale(t)[0], 1)).repeat(scale(t)[1], 3),
    ),
    Mistake(
        "out",
        "the image is repeated whole sideways",
        "The columns are repeated as a whole, as np.tile does: each column is repeated in its "
        "place.",
        lambda t: np.tile(t.x, (1, 1, 1, scale(t)[1])).repeat(scale(t)[0], 2),
    ),
    Mistake(
        "out",
        "a block has one pixel and zeros",
        "Only the first pixel of each block is drawn, the others are 0: all s t of them are "
        "x[h // s, w // t].",
        with_gaps,
    ),
    Mistake(
        "out",
        "a pixel is shared out",
        "out is divided by s t: every pixel of a block is x itself.",
        shared,
    ),
    Mistake(
        "dx",
        "a block is averaged",
        "dx is the mean over a block: the pixel is in it s t times, so it is the sum.",
        lambda t: blocks(t).mean((3, 5)),
    ),
    Mistake(
        "dx",
        "only the first of a block counts",
        "dx has dout at the first place of each block, dout[::s, ::t]: sum over the whole "
        "block.",
        lambda t: strided(t, "first", "first"),
    ),
    Mistake(
        "dx",
        "only the last of a block counts",
        "dx has dout at the last place of each block, as if a loop overwrote it: sum over the "
        "whole block.",
        lambda t: blocks(t)[:, :, :, -1, :, -1],
    ),
    Mistake(
        "dx",
        "only the rows of a block are summed",
        "dx sums a block downwards in its first column alone: sum over its columns too.",
        lambda t: strided(t, "all", "first"),
    ),
    Mistake(
        "dx",
        "only the columns of a block are summed",
        "dx sums a block sideways in its first row alone: sum over its rows too.",
        lambda t: strided(t, "first", "all"),
    ),
    Mistake(
        "dx",
        "the largest of a block counts",
        "dx is the largest of a block's dout: it is their sum.",
        lambda t: blocks(t).max((3, 5)),
    ),
    Mistake(
        "dx",
        "reshape cuts the blocks apart",
        "dout.reshape(N, C, s, H, t, W) puts places s rows apart into a block: it is "
        "reshape(N, C, H, s, W, t), summed over axes 3 and 5.",
        tiled_back,
    ),
    Mistake(
        "dx",
        "dx is the first corner of dout",
        "dx is dout[:, :, :H, :W]: pixel (h, w) has the block of s by t from (s h, t w) on, so "
        "sum dout over that.",
        lambda t: t.dout[:, :, : t.x.shape[2], : t.x.shape[3]],
    ),
]
