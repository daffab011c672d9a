"""Global average pooling: where to try it, and its wrong derivations."""

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.globalavgpool import at_largest, at_one, pixels, spread

FORMULA = {
    "out": "out[n, c] = mean of x[n, c] over its H W pixels",
    "dx": "dx[n, c, h, w] = dout[n, c] / (H W)",
}


def sweep(draw) -> list[At]:
    """Return the points: x of shape (N, C, H, W)."""
    return [
        At("plain", draw(4, 2, 3, 2)),
        At("images higher than wide", draw(2, 3, 5, 2), trait="not square"),
        At("images that are square", draw(2, 3, 3, 3)),
        At("one example", draw(1, 3, 4, 2), trait="one example"),
        At("one channel", draw(2, 1, 4, 3), trait="one feature"),
        At("one pixel", draw(2, 3, 1, 1), trait="one feature"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "out is the sum",
        "out is the sum of the pixels: divide by H W.",
        lambda t: t.x.sum((2, 3)),
    ),
    Mistake(
        "out",
        "out is the largest pixel",
        "out is the largest pixel of each channel: it is their mean.",
        lambda t: t.x.max((2, 3)),
    ),
    Mistake(
        "out",
        "the sum is divided by H alone",
        "out is the sum of the pixels / H: divide by H W.",
        lambda t: t.x.sum((2, 3)) / t.x.shape[2],
    ),
    Mistake(
        "out",
        "the sum is divided by W alone",
        "out is the sum of the pixels / W: divide by H W.",
        lambda t: t.x.sum((2, 3)) / t.x.shape[3],
    ),
    Mistake(
        "out",
        "the sum is divided by H^2",
        "out is the sum of the pixels / (H H): an image has H rows of W pixels, so divide by "
        "H W.",
        lambda t: t.x.sum((2, 3)) / t.x.shape[2] ** 2,
    ),
    Mistake(
        "out",
        "the sum is divided by W^2",
        "out is the sum of the pixels / (W W): an image has H rows of W pixels, so divide by "
        "H W.",
        lambda t: t.x.sum((2, 3)) / t.x.shape[3] ** 2,
    ),
    Mistake(
        "out",
        "the sum is divided by the channels too",
        "out is the sum of the pixels / (C H W): each channel has H W pixels.",
        lambda t: t.x.mean((2, 3)) / t.x.shape[1],
    ),
    Mistake(
        "dx",
        "dx is not divided by the pixels",
        "dx is dout at every pixel: each is 1 / (H W) of the mean, so divide by H W.",
        lambda t: spread(t.dout, t),
    ),
    Mistake(
        "dx",
        "dx is divided by H alone",
        "dx is dout / H: each pixel is 1 / (H W) of the mean, so divide by H W.",
        lambda t: spread(t.dout, t) / t.x.shape[2],
    ),
    Mistake(
        "dx",
        "dx is divided by W alone",
        "dx is dout / W: each pixel is 1 / (H W) of the mean, so divide by H W.",
        lambda t: spread(t.dout, t) / t.x.shape[3],
    ),
    Mistake(
        "dx",
        "dx is divided by the channels too",
        "dx is dout / (C H W): the mean is over the H W pixels of one channel.",
        lambda t: spread(t.dout, t) / t.x[0].size,
    ),
    Mistake(
        "dx",
        "dx is divided by H^2",
        "dx is dout / (H H): an image has H rows of W pixels, so divide by H W.",
        lambda t: spread(t.dout, t) / t.x.shape[2] ** 2,
    ),
    Mistake(
        "dx",
        "dx is divided by W^2",
        "dx is dout / (W W): an image has H rows of W pixels, so divide by H W.",
        lambda t: spread(t.dout, t) / t.x.shape[3] ** 2,
    ),
    Mistake(
        "dx",
        "dx is divided by N too",
        "dx is dout / (N H W): the mean is over the pixels, not over the examples.",
        lambda t: spread(t.dout, t) / pixels(t) / len(t.x),
    ),
    Mistake(
        "dx",
        "dx is divided by N for H W",
        "dx is dout / N: the mean is over the H W pixels, so divide by those.",
        lambda t: spread(t.dout, t) / len(t.x),
    ),
    Mistake(
        "dx",
        "dx is multiplied by x",
        "dx is dout * x / (H W): the slope of a mean is 1 / (H W), whatever x is.",
        lambda t: spread(t.dout, t) * t.x / pixels(t),
    ),
    Mistake(
        "dx",
        "dx is at the largest pixel",
        "dx has dout at the largest pixel, as in max pooling: every pixel gets dout / (H W).",
        at_largest,
    ),
    Mistake(
        "dx",
        "dx is at the first pixel",
        "dx has dout at the first pixel alone: every pixel gets dout / (H W).",
        lambda t: at_one(t, 0, 0),
    ),
]
