"""Groupnorm: where to try it, and its wrong derivations, most of them any normalization's."""

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.groupnorm import (
    back,
    dx_divided_by,
    dx_over,
    dx_with_gamma_at_dout_alone,
    dx_with_gamma_last,
    interleaved,
    one_over,
    over,
    parts,
    swapped,
)
from diagnose.checking.wrong.groupnorm import of_the_first as of_first_image
from diagnose.checking.wrong.norms import of_layer, of_the_first, one_astray, one_mean_astray

FORMULA = {
    "out": "out = gamma * xhat + beta,  xhat = (x - mean) * rstd,  rstd = 1 / sqrt(var + eps), "
    "mean and var of each group of each image",
    "dx": "dx = rstd * (dxhat - mean(dxhat) - xhat * mean(dxhat * xhat)),  dxhat = gamma * "
    "dout, means over the group",
    "dgamma": "dgamma = dout * xhat summed over all axes but the channels'",
    "dbeta": "dbeta = dout summed over all axes but the channels'",
}


def sweep(draw) -> list[At]:
    """Return the points: x of shape (N, C, ...), its C channels in G groups."""
    even = draw(2, 4, 3, 2)
    even[1, 2:] = 2.5
    return [
        At("all sizes unequal", draw(2, 6, 4, 1), (6, 2)),
        At("one image", draw(1, 6, 2, 3), (6, 2), trait="one example"),
        At("as many groups as channels", draw(2, 4, 2, 3), (4, 4), trait="groups"),
        At("one group", draw(3, 4, 2, 2), (4, 1), trait="groups"),
        At("rows", draw(5, 6), (6, 2), trait="more axes"),
        At("sequences", draw(2, 6, 4), (6, 3), trait="more axes"),
        At("images that are not square", draw(2, 4, 3, 2), (4, 2), trait="not square"),
        At("a group that is constant", even, (4, 2), trait="constant"),
        At("x far from 0", 1e5 + draw(2, 4, 3, 2), (4, 2), trait="far from 0"),
        At("eps of 0.5", draw(2, 4, 3, 2), (4, 2), {"eps": 0.5}, trait="eps"),
    ]


GROUP = "the C / G channels of a group and all their pixels, in each image by itself"
ASTRAY = {  # where one of mean and var may run, as axes of (images, groups, channels, pixels)
    "the images": (0, 2, 3),
    "the channels of each pixel": (2,),
    "one channel": (3,),
    "all channels": (1, 2, 3),
    "the whole batch": (0, 1, 2, 3),
}
MISTAKES = [
    Mistake(
        "out",
        "groups are of channels far apart",
        "A group has every G-th channel: it has C / G neighbours, as "
        "x.reshape(N, G, C // G, H, W) puts them.",
        interleaved,
    ),
    Mistake(
        "out",
        "G is taken as the size of a group",
        "x is cut into C / G groups of G channels: there are G groups of C / G channels.",
        swapped,
    ),
    Mistake(
        "out",
        "mean and var run over the images",
        "The mean and var of a group are taken over all images: each image has its own.",
        over(0, 2, 3),
    ),
    Mistake(
        "out",
        "mean and var run over the channels alone",
        "Each pixel has a mean and var of its own, over a group's channels: they run over the "
        "group's channels and all its pixels.",
        over(2),
    ),
    Mistake(
        "out",
        "all channels are one group",
        "The mean and var run over all channels of an image: each of the G groups has its own.",
        over(1, 2, 3),
    ),
    Mistake(
        "out",
        "each channel is a group",
        "The mean and var run over one channel: they run over the C / G channels of a group.",
        over(3),
    ),
    Mistake(
        "out",
        "mean and var run over the whole batch",
        "The mean and var are taken over all of x: each group of each image has its own.",
        over(0, 1, 2, 3),
    ),
    Mistake(
        "out",
        "each channel is normalized over the images, as in batchnorm",
        "The mean and var of a channel are taken over all images: they run over a group of "
        "C / G channels, in each image by itself.",
        over(0, 3),
    ),
    *(
        mistake
        for name, axes in ASTRAY.items()
        for mistake in one_astray(name, GROUP, one_over(*axes))
    ),
    *of_the_first("image", "each group of each image", of_first_image),
    *of_layer(parts, back, 1),
    Mistake(
        "dx",
        "gamma is taken out of the means",
        "dx is gamma * rstd * (dout - mean(dout) - xhat * mean(dout * xhat)), as in batchnorm: "
        "a group's channels differ in gamma, so the means are of dxhat = gamma * dout.",
        dx_with_gamma_last,
    ),
    Mistake(
        "dx",
        "the means are of dout, not dxhat",
        "dx has mean(dout) and mean(dout * xhat): both means are of dxhat = gamma * dout.",
        dx_with_gamma_at_dout_alone,
    ),
    Mistake(
        "dx",
        "the means run over one channel",
        "dx takes the means of dxhat and dxhat * xhat channel by channel: they run over the "
        "whole group, as mean and var do.",
        dx_over(3),
    ),
    Mistake(
        "dx",
        "the means run over the images",
        "dx takes the means of dxhat and dxhat * xhat over all images: each group of each "
        "image has its own, as it has a mean and var.",
        dx_over(0, 2, 3),
    ),
    Mistake(
        "dx",
        "the means run over all channels",
        "dx takes the means of dxhat and dxhat * xhat over all channels of an image: each of "
        "the G groups has its own.",
        dx_over(1, 2, 3),
    ),
    *(
        mistake
        for name, axes in ASTRAY.items()
        for mistake in one_mean_astray(name, GROUP, dx_over(*axes))
    ),
    Mistake(
        "dx",
        "the sums are divided by the number of images",
        "dx divides a group's sums by N: a group's mean and var are over its C / G * H * W "
        "entries, so divide by that number.",
        dx_divided_by(lambda t: len(t.x)),
    ),
    Mistake(
        "dx",
        "the sums are divided by the pixels alone",
        "dx divides a group's sums by H * W: a group has C / G * H * W entries.",
        dx_divided_by(lambda t: t.x[0, 0].size),
    ),
    Mistake(
        "dx",
        "the sums are divided by the whole image",
        "dx divides a group's sums by C * H * W: a group has C / G * H * W entries.",
        dx_divided_by(lambda t: t.x[0].size),
    ),
]
