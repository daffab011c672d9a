"""Batchnorm: where to try it, and its wrong derivations."""

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.averages import AVERAGES
from diagnose.checking.wrong.batchnorm import (
    dgamma_of_batch,
    dx_along,
    dx_mixed,
    dx_whole,
    dx_with_rstd_of_batch,
    images,
    one_along,
    out,
    out_along,
    out_mixed,
    parts,
)
from diagnose.checking.wrong.norms import of_layer, one_astray, one_mean_astray

FORMULA = {
    "out": "out = gamma * xhat + beta,  xhat = (x - mean) * rstd,  rstd = 1 / sqrt(var + eps)",
    "dx": "dx = gamma * rstd * (dout - (dbeta + xhat * dgamma) / n), n entries a channel; "
    "with running averages dx = gamma * rstd * dout",
    "dgamma": "dgamma = dout * xhat summed over all axes but the channels'",
    "dbeta": "dbeta = dout summed over all axes but the channels'",
    "running_mean": "running_mean = momentum * running_mean + (1 - momentum) * mean",
    "running_var": "running_var = momentum * running_var + (1 - momentum) * var * n / (n - 1)",
}
STATES = ("running_mean", "running_var")


def sweep(draw) -> list[At]:
    """Return the points: x of shape (N, C, ...), in training and in evaluation."""

    def averages(C: int, train=True) -> dict:
        return {
            "train": train,
            "running_mean": draw(C),
            "running_var": draw.positive(C),
        }

    def at(setting, x, trait="", train=True, **settings):
        C = x.shape[1]
        return At(setting, x, (C,), settings, state=averages(C, train), trait=trait)

    even = draw(5, 3)
    even[:, 1] = 2.5
    return [
        at("training, all sizes unequal", draw(5, 3)),
        at("training with images", draw(2, 3, 4, 2), "more axes"),
        at("training with sequences", draw(2, 3, 5), "more axes"),
        at("training with one image", draw(1, 3, 4, 2), "one example"),
        at("one channel", draw(5, 1), "one feature"),
        at("a channel that is constant", even, "constant"),
        at("x far from 0", 1e5 + draw(5, 3), "far from 0"),
        at("eps of 0.5", draw(5, 3), "eps", eps=0.5),
        at("momentum of 0.3", draw(5, 3), "setting", momentum=0.3),
        at("momentum of 0", draw(5, 3), "setting", momentum=0.0),
        at("evaluation", draw(5, 3), "evaluation", False),
        at("evaluation of images", draw(2, 3, 4, 2), "evaluation", False),
        at("evaluation of one example", draw(1, 3), "evaluation", False),
        at("evaluation with eps of 0.5", draw(5, 3), "eps", False, eps=0.5),
    ]


CHANNEL = "all axes of x but axis 1, the channels"
ASTRAY = {  # where one of mean and var may run, as axes of x
    "the channels": (1,),
    "the examples, not the pixels": (0,),
    "the pixels of each image": (2, 3),
    "all of x": (0, 1, 2, 3),
}
MISTAKES = [
    Mistake(
        "out",
        "training uses the running averages",
        "out is made with running_mean and running_var in training: the batch's own mean and "
        "var normalize it there, the averages only in evaluation.",
        out(False),
    ),
    Mistake(
        "out",
        "evaluation uses the batch's statistics",
        "out is made with the batch's mean and var in evaluation: running_mean and running_var "
        "stand there in their place.",
        out(True),
    ),
    Mistake(
        "out",
        "each example is normalized by itself",
        "mean and var run over the channels of each example, as in layernorm: in batchnorm "
        "they run over the examples, for each channel.",
        out_along(1),
    ),
    Mistake(
        "out",
        "each pixel has statistics of its own",
        "mean and var run over the examples alone: with images they run over the pixels too, "
        "one mean a channel.",
        out_along(0),
    ),
    Mistake(
        "out",
        "each image has statistics of its own",
        "mean and var run over the pixels of each image alone: they run over the examples too, "
        "one mean a channel.",
        out_along(2, 3),
    ),
    Mistake(
        "out",
        "one mean and var for all channels",
        "mean and var are taken over all of x: each channel has its own, over all axes but "
        "axis 1.",
        out_along(0, 1, 2, 3),
    ),
    *(
        mistake
        for name, axes in ASTRAY.items()
        for mistake in one_astray(name, CHANNEL, one_along(*axes))
    ),
    Mistake(
        "out",
        "reshape mixes the channels",
        "x.reshape(-1, C) puts pixels of one channel into all columns: move the channels last "
        "first, with transpose(0, 2, 3, 1), and back after.",
        out_mixed,
    ),
    *of_layer(parts, images, 1),
    Mistake(
        "dx",
        "dout's channels are mixed by reshape",
        "dout.reshape(-1, C) puts one channel's pixels into all columns: move the channels "
        "last first, with transpose(0, 2, 3, 1).",
        dx_mixed,
    ),
    Mistake(
        "dx",
        "the means run over the channels",
        "dx takes the means of dxhat and dxhat * xhat over the channels of each example, as in "
        "layernorm: they run over the examples, for each channel.",
        dx_along(1),
    ),
    Mistake(
        "dx",
        "the means run over the examples alone",
        "dx takes the means of dxhat and dxhat * xhat over the examples alone: with images "
        "they run over the pixels too, as mean and var do.",
        dx_along(0),
    ),
    Mistake(
        "dx",
        "the means run over the pixels alone",
        "dx takes the means of dxhat and dxhat * xhat over each image's pixels alone: they run "
        "over the examples too, as mean and var do.",
        dx_along(2, 3),
    ),
    *(
        mistake
        for name, axes in ASTRAY.items()
        for mistake in one_mean_astray(name, CHANNEL, dx_along(*axes))
    ),
    Mistake(
        "dx",
        "the running averages are taken as made of x",
        "dx in evaluation has the ways through mean and var: running averages are constants "
        "there, and dx = gamma * rstd * dout.",
        dx_whole(False),
    ),
    Mistake(
        "dx",
        "dx in evaluation has the batch's rstd",
        "dx in evaluation is made with the batch's variance: rstd is 1 / sqrt(running_var + "
        "eps) there.",
        dx_with_rstd_of_batch,
    ),
    Mistake(
        "dx",
        "dx in evaluation is as in training",
        "dx in evaluation is that of training, with the batch's mean and var: there the "
        "running averages are constants, and dx = gamma * rstd * dout.",
        dx_whole(True),
    ),
    Mistake(
        "dgamma",
        "dgamma in evaluation has the batch's xhat",
        "dgamma in evaluation is made with the batch's mean and var: xhat is "
        "(x - running_mean) / sqrt(running_var + eps) there.",
        dgamma_of_batch,
    ),
    *AVERAGES,
]
