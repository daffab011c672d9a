"""Batchnorm: where to try it, and its wrong derivations.

PATHS are those that any normalization can have, layernorm's and groupnorm's too. Their wrong
takes what Parts holds: x and all else with the n entries of a mean along the last axis.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import SimpleNamespace

import numpy as np

from diagnose.checking.problem import At, Mistake

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


@dataclass
class Parts:
    """What a normalization is made of, the n entries of a mean along the last axis."""

    x: np.ndarray
    gamma: np.ndarray
    beta: np.ndarray
    dout: np.ndarray
    eps: float
    mean: np.ndarray | None = None
    var: np.ndarray | None = None

    def __post_init__(self):
        self.n = self.x.shape[-1]
        if self.mean is None:
            self.mean = self.x.mean(-1, keepdims=True)
            self.var = ((self.x - self.mean) ** 2).mean(-1, keepdims=True)
        self.centred = self.x - self.mean
        self.rstd = 1 / np.sqrt(self.var + self.eps)
        self.xhat = self.centred * self.rstd
        self.dxhat = self.gamma * self.dout
        self.direct, self.by_mean, self.by_var = self.ways(self.dxhat)

    def ways(self, dxhat):
        """Return the three of which dx is the sum, by xhat itself, by mean and by var."""
        along = (dxhat * self.xhat).mean(-1, keepdims=True)
        mean = dxhat.mean(-1, keepdims=True)
        return self.rstd * dxhat, -self.rstd * mean, -self.rstd * self.xhat * along

    def out(self, xhat):
        return self.gamma * xhat + self.beta


PATHS = [
    Mistake(
        "out",
        "gamma is left out",
        "out is xhat + beta: each channel or feature is stretched first, gamma * xhat + beta.",
        lambda p: p.xhat + p.beta,
    ),
    Mistake(
        "out",
        "beta is left out",
        "out is gamma * xhat: add beta.",
        lambda p: p.gamma * p.xhat,
    ),
    Mistake(
        "out",
        "gamma multiplies beta too",
        "out is gamma * (xhat + beta): beta is added after gamma, gamma * xhat + beta.",
        lambda p: p.gamma * (p.xhat + p.beta),
    ),
    Mistake(
        "out",
        "gamma and beta are swapped",
        "out is beta * xhat + gamma: gamma stretches and beta shifts.",
        lambda p: p.beta * p.xhat + p.gamma,
    ),
    Mistake(
        "out",
        "eps is outside the root",
        "xhat is divided by sqrt(var) + eps: eps stands under the root, sqrt(var + eps).",
        lambda p: p.out(p.centred / (np.sqrt(p.var) + p.eps)),
    ),
    Mistake(
        "out",
        "eps is forgotten",
        "xhat is divided by sqrt(var): it is sqrt(var + eps), which is never 0.",
        lambda p: p.out(p.centred / np.sqrt(p.var)),
    ),
    Mistake(
        "out",
        "the root is forgotten",
        "xhat is divided by var + eps, the variance: divide by its root, sqrt(var + eps).",
        lambda p: p.out(p.centred / (p.var + p.eps)),
    ),
    Mistake(
        "out",
        "rstd divides",
        "xhat is (x - mean) times sqrt(var + eps): it is divided by it.",
        lambda p: p.out(p.centred / p.rstd),
    ),
    Mistake(
        "out",
        "the variance is divided by n - 1",
        "xhat is made with the variance sum / (n - 1): the one that normalizes is sum / n.",
        lambda p: p.out(p.centred / np.sqrt(p.var * p.n / (p.n - 1) + p.eps)),
    ),
    Mistake(
        "out",
        "the mean is not taken off",
        "xhat is x * rstd: it is (x - mean) * rstd.",
        lambda p: p.out(p.x * p.rstd),
    ),
    Mistake(
        "out",
        "x is not divided by its deviation",
        "xhat is x - mean: multiply by rstd = 1 / sqrt(var + eps).",
        lambda p: p.out(p.centred),
    ),
    Mistake(
        "out",
        "the variance is of x, not of x - mean",
        "var is the mean of x^2: it is the mean of (x - mean)^2.",
        lambda p: p.out(p.centred / np.sqrt((p.x**2).mean(-1, keepdims=True) + p.eps)),
    ),
    Mistake(
        "dx",
        "mean and var are taken as constants",
        "dx is gamma * rstd * dout alone: mean and var are made of x too. Add dmean / n and "
        "dvar * 2 (x - mean) / n.",
        lambda p: p.direct,
    ),
    Mistake(
        "dx",
        "the variance is taken as a constant",
        "dx lacks the way through var: add dvar * 2 (x - mean) / n, where dvar is "
        "-rstd^3 / 2 * sum(dxhat * (x - mean)).",
        lambda p: p.direct + p.by_mean,
    ),
    Mistake(
        "dx",
        "the mean is taken as a constant",
        "dx lacks the way through mean: add dmean / n, where dmean = -rstd * sum(dxhat).",
        lambda p: p.direct + p.by_var,
    ),
    Mistake(
        "dx",
        "only mean and var pass the gradient",
        "dx lacks the straight way, rstd * dxhat: x stands in x - mean itself, not only in "
        "mean and var.",
        lambda p: p.by_mean + p.by_var,
    ),
    Mistake(
        "dx",
        "gamma is left out of dx",
        "dx is made of dout where dxhat = gamma * dout belongs.",
        lambda p: sum(p.ways(p.dout)),
    ),
    Mistake(
        "dx",
        "gamma is in dx twice",
        "dx is multiplied by gamma after dxhat = gamma * dout already has it: once is enough.",
        lambda p: sum(p.ways(p.gamma * p.dxhat)),
    ),
    Mistake(
        "dx",
        "rstd is left out of dx",
        "dx is dxhat - mean(dxhat) - xhat * mean(dxhat * xhat): all of it is multiplied by "
        "rstd, the slope of xhat in x.",
        lambda p: (p.direct + p.by_mean + p.by_var) / p.rstd,
    ),
    Mistake(
        "dx",
        "the sums are not divided by n",
        "dx has sum(dxhat) and sum(dxhat * xhat) whole: mean and var are sums / n, so each x "
        "has 1 / n of these.",
        lambda p: p.direct + p.n * (p.by_mean + p.by_var),
    ),
    Mistake(
        "dx",
        "dmean is not divided by n",
        "dx has dmean whole: the slope of mean in each x is 1 / n, so add dmean / n.",
        lambda p: p.direct + p.n * p.by_mean + p.by_var,
    ),
    Mistake(
        "dx",
        "dvar is not divided by n",
        "dx has dvar * 2 (x - mean): var is a mean of squares, so add dvar * 2 (x - mean) / n.",
        lambda p: p.direct + p.by_mean + p.n * p.by_var,
    ),
    Mistake(
        "dx",
        "dout is not multiplied by n",
        "dx divides all by n, and dout was not multiplied by it: the bracket is "
        "n * dxhat - sum(dxhat) - xhat * sum(dxhat * xhat), times rstd / n.",
        lambda p: p.direct / p.n + p.by_mean + p.by_var,
    ),
    Mistake(
        "dx",
        "the 2 of the square is forgotten",
        "dx has half the way through var: (x - mean)^2 has the slope 2 (x - mean), so add "
        "dvar * 2 (x - mean) / n.",
        lambda p: p.direct + p.by_mean + p.by_var / 2,
    ),
    Mistake(
        "dx",
        "the 1/2 of the root is forgotten",
        "dx has the way through var twice: 1 / sqrt(v) has the slope -v^(-3/2) / 2, so "
        "dvar = -rstd^3 / 2 * sum(dxhat * (x - mean)).",
        lambda p: p.direct + p.by_mean + 2 * p.by_var,
    ),
    Mistake(
        "dx",
        "dvar has the wrong sign",
        "dx goes the wrong way through var: rstd falls as var grows, so dvar has a minus, "
        "-rstd^3 / 2 * sum(dxhat * (x - mean)).",
        lambda p: p.direct + p.by_mean - p.by_var,
    ),
    Mistake(
        "dx",
        "dmean has the wrong sign",
        "dx goes the wrong way through mean: xhat falls as mean grows, so dmean has a minus, "
        "-rstd * sum(dxhat).",
        lambda p: p.direct - p.by_mean + p.by_var,
    ),
    Mistake(
        "dx",
        "dmean and dvar have the wrong sign",
        "dx adds both means to dxhat: they are taken off, "
        "rstd * (dxhat - mean(dxhat) - xhat * mean(dxhat * xhat)).",
        lambda p: p.direct - p.by_mean - p.by_var,
    ),
    Mistake(
        "dx",
        "dmean is without rstd",
        "dx has dmean = -sum(dxhat): mean moves xhat by -rstd, so dmean = -rstd * sum(dxhat).",
        lambda p: p.direct + p.by_mean / p.rstd + p.by_var,
    ),
    Mistake(
        "dx",
        "dvar has rstd for rstd^3",
        "dx has dvar with rstd, the power -1/2 of var + eps: the slope of v^(-1/2) has the "
        "power -3/2, so dvar = -rstd^3 / 2 * sum(dxhat * (x - mean)).",
        lambda p: p.direct + p.by_mean + p.by_var / p.rstd**2,
    ),
    Mistake(
        "dx",
        "dvar has rstd^2 for rstd^3",
        "dx has one rstd too few on the way through var: dvar is -rstd^3 / 2 * sum(dxhat * (x "
        "- mean)), and with xhat = (x - mean) * rstd one is in it.",
        lambda p: p.direct + p.by_mean + p.by_var / p.rstd,
    ),
    Mistake(
        "dx",
        "xhat stands for x - mean",
        "dx has one rstd too many on the way through var: it is dvar * 2 (x - mean) / n, with "
        "x - mean and not xhat.",
        lambda p: p.direct + p.by_mean + p.by_var * p.rstd,
    ),
    Mistake(
        "dx",
        "dvar is summed with x for x - mean",
        "dvar has sum(dxhat * x): the slope of xhat in rstd is x - mean, so it is "
        "-rstd^3 / 2 * sum(dxhat * (x - mean)).",
        lambda p: (
            p.direct + p.by_mean - p.rstd**2 * p.xhat * (p.dxhat * p.x).mean(-1, keepdims=True)
        ),
    ),
    Mistake(
        "dx",
        "dvar is multiplied by x for x - mean",
        "dx has dvar * 2 x / n: the slope of var in x is 2 (x - mean) / n.",
        lambda p: (
            p.direct + p.by_mean - p.rstd**2 * p.x * (p.dxhat * p.xhat).mean(-1, keepdims=True)
        ),
    ),
    Mistake(
        "dx",
        "the way through var is divided by n - 1",
        "dx divides dvar * 2 (x - mean) by n - 1: var is a mean over n here, so divide by n.",
        lambda p: p.direct + p.by_mean + p.by_var * p.n / (p.n - 1),
    ),
    Mistake(
        "dx",
        "the two sums are swapped",
        "dx multiplies the sum of dxhat by xhat and not the sum of dxhat * xhat: it is "
        "rstd * (dxhat - mean(dxhat) - xhat * mean(dxhat * xhat)).",
        lambda p: (
            p.direct + p.by_mean * p.xhat - p.rstd * (p.dxhat * p.xhat).mean(-1, keepdims=True)
        ),
    ),
    Mistake(
        "dgamma",
        "dgamma is of x, not xhat",
        "dgamma is sum(dout * x): gamma multiplies xhat, so it is sum(dout * xhat).",
        lambda p: p.dout * p.x,
    ),
    Mistake(
        "dgamma",
        "dgamma is of x - mean, not xhat",
        "dgamma is sum(dout * (x - mean)): gamma multiplies xhat, which has rstd too.",
        lambda p: p.dout * p.centred,
    ),
    Mistake(
        "dgamma",
        "dgamma is of out, not xhat",
        "dgamma is sum(dout * out): the slope of out in gamma is xhat, so sum(dout * xhat).",
        lambda p: p.dout * p.out(p.xhat),
    ),
    Mistake(
        "dgamma",
        "dgamma has a factor gamma",
        "dgamma is sum(gamma * dout * xhat), made of dxhat: it is sum(dout * xhat).",
        lambda p: p.dxhat * p.xhat,
    ),
    Mistake(
        "dgamma",
        "dgamma is without xhat",
        "dgamma is sum(dout), which is dbeta: gamma multiplies xhat, so sum(dout * xhat).",
        lambda p: p.dout,
    ),
    Mistake(
        "dbeta",
        "dbeta has a factor gamma",
        "dbeta is sum(gamma * dout), made of dxhat: beta is added last, so it is sum(dout).",
        lambda p: p.dxhat,
    ),
    Mistake(
        "dbeta",
        "dbeta has xhat",
        "dbeta is sum(dout * xhat), which is dgamma: beta is added, so it is sum(dout).",
        lambda p: p.dout * p.xhat,
    ),
]


def of_layer(parts: Callable, back: Callable, axis: int) -> list[Mistake]:
    """Return PATHS for a layer: parts(t) is its Parts, back(a, t) has x's shape again.

    gamma and beta lie along the axis.
    """

    def wrong(m: Mistake) -> Callable:
        def theirs(t):
            p = parts(t)
            found = back(np.broadcast_to(m.wrong(p), p.x.shape), t)
            if m.of in ("out", "dx"):
                return found
            others = tuple(i for i in range(found.ndim) if i != axis % found.ndim)
            return found.sum(others).reshape(t.gamma.shape)

        return theirs

    return [replace(m, wrong=wrong(m)) for m in PATHS]


def channels(a):
    """Return a with a channel in each row."""
    return np.moveaxis(a, 1, 0).reshape(a.shape[1], -1)


def images(rows, t):
    """Return channels' rows as x has them."""
    N, C, *places = t.x.shape
    return np.moveaxis(rows.reshape(C, N, *places), 0, 1)


def training(t) -> bool:
    return getattr(t, "train", True)


def parts(t, train=None) -> Parts:
    """Return the parts of batchnorm, normalized as in training, or not, or as t is."""
    of_batch = training(t) if train is None else train
    given = () if of_batch else (t.running_mean.reshape(-1, 1), t.running_var.reshape(-1, 1))
    gamma, beta = t.gamma.reshape(-1, 1), t.beta.reshape(-1, 1)
    return Parts(channels(t.x), gamma, beta, channels(t.dout), t.eps, *given)


def out(train: bool) -> Callable:
    """Return what is out as in training, or not, whatever t is."""

    def wrong(t):
        p = parts(t, train)
        return images(p.out(p.xhat), t)

    return wrong


def out_along(*axes: int) -> Callable:
    """Return what is out if the mean runs along these axes."""

    def wrong(t):
        if not training(t):
            return t.out
        axis = tuple(i for i in axes if i < t.x.ndim)
        centred = t.x - t.x.mean(axis, keepdims=True)
        xhat = centred / np.sqrt((centred**2).mean(axis, keepdims=True) + t.eps)
        shape = (-1,) + (1,) * (t.x.ndim - 2)
        return t.gamma.reshape(shape) * xhat + t.beta.reshape(shape)

    return wrong


def out_mixed(t):
    if not training(t):
        return t.out
    rows = t.x.reshape(-1, t.x.shape[1]).T
    p = Parts(rows, t.gamma.reshape(-1, 1), t.beta.reshape(-1, 1), rows, t.eps)
    return p.out(p.xhat).T.reshape(t.x.shape)


def dx_mixed(t):
    p = parts(t)
    mixed = t.dout.reshape(-1, t.x.shape[1]).T
    return images(sum(p.ways(p.gamma * mixed)), t)


def dx_whole(train: bool) -> Callable:
    """Return dx by all three ways, with the statistics of training or not, whatever t is."""

    def wrong(t):
        p = parts(t, train)
        return images(p.direct + p.by_mean + p.by_var, t)

    return wrong


def dx_with_rstd_of_batch(t):
    return t.dx if training(t) else images(parts(t, True).direct, t)


def dgamma_of_batch(t):
    p = parts(t, True)
    return (p.dout * p.xhat).sum(-1).reshape(t.gamma.shape)


def blend(old, new, t):
    return t.momentum * old + (1 - t.momentum) * new


def moved(old, new, t):
    """Return a running average as it moves, in training alone."""
    return blend(old, new, t) if training(t) else 1.0 * old


def swapped(t):
    """Return t with the other share as momentum."""
    return SimpleNamespace(**vars(t) | {"momentum": 1 - t.momentum})


def unbiased(t):
    p = parts(t, True)
    return p.var[:, 0] * p.n / (p.n - 1)


def mean(t):
    return parts(t, True).mean[:, 0]


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
    Mistake(
        "running_mean",
        "momentum's two shares are swapped",
        "running_mean keeps 1 - momentum of the old and takes momentum of the new: momentum is "
        "the share kept.",
        lambda t: moved(t.running_mean, mean(t), swapped(t)),
    ),
    Mistake(
        "running_mean",
        "running_mean is the batch's mean",
        "running_mean is replaced by the batch's mean: keep momentum of the old one and add "
        "1 - momentum of the new.",
        lambda t: mean(t) if training(t) else 1.0 * t.running_mean,
    ),
    Mistake(
        "running_mean",
        "running_mean stays as it was",
        "running_mean does not move in training: keep momentum of it and add 1 - momentum of "
        "the batch's mean.",
        lambda t: 1.0 * t.running_mean,
    ),
    Mistake(
        "running_mean",
        "the new mean is added whole",
        "running_mean is momentum * running_mean + mean: the new mean has the share "
        "1 - momentum.",
        lambda t: moved(t.running_mean, mean(t) / (1 - t.momentum), t),
    ),
    Mistake(
        "running_mean",
        "evaluation moves running_mean",
        "running_mean moves in evaluation: it moves in training alone.",
        lambda t: blend(t.running_mean, mean(t), t),
    ),
    Mistake(
        "running_var",
        "momentum's two shares are swapped",
        "running_var keeps 1 - momentum of the old and takes momentum of the new: momentum is "
        "the share kept.",
        lambda t: moved(t.running_var, unbiased(t), swapped(t)),
    ),
    Mistake(
        "running_var",
        "running_var takes the biased variance",
        "running_var averages sum / n: it averages the unbiased variance, sum / (n - 1), "
        "though the batch is normalized with sum / n.",
        lambda t: moved(t.running_var, parts(t, True).var[:, 0], t),
    ),
    Mistake(
        "running_var",
        "running_var takes the deviation",
        "running_var averages sqrt(var): it averages the variance itself.",
        lambda t: moved(t.running_var, np.sqrt(parts(t, True).var[:, 0]), t),
    ),
    Mistake(
        "running_var",
        "running_var takes the mean",
        "running_var averages the batch's mean: it averages its variance.",
        lambda t: moved(t.running_var, mean(t), t),
    ),
    Mistake(
        "running_var",
        "running_var takes eps",
        "running_var averages var + eps: eps is added only where the root is taken.",
        lambda t: moved(t.running_var, unbiased(t) + t.eps, t),
    ),
    Mistake(
        "running_var",
        "running_var stays as it was",
        "running_var does not move in training: keep momentum of it and add 1 - momentum of "
        "the batch's variance.",
        lambda t: 1.0 * t.running_var,
    ),
    Mistake(
        "running_var",
        "evaluation moves running_var",
        "running_var moves in evaluation: it moves in training alone.",
        lambda t: blend(t.running_var, unbiased(t), t),
    ),
]
