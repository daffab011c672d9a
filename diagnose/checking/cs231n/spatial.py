"""Spatial batchnorm under CS231n's names: a channel of images (N, C, H, W) is a feature."""

from diagnose.checking.cs231n import running
from diagnose.checking.cs231n.norms import (
    bn_args,
    bn_kept,
    bn_out,
    bn_point,
    moments,
    normalized,
)
from diagnose.checking.problem import Mistake, Pair, Point
from diagnose.checking.wrong import batchnorm


def bn_sweep(draw) -> list[Point]:
    def point(setting, x, trait="", backward=True, **settings):
        return bn_point(draw, setting, x, trait, backward, **settings)

    constant, zeros = draw(2, 3, 3, 2), 0 * draw(3)
    constant[:, 1] = 0.25
    start = {"running_mean": zeros, "running_var": zeros, "defaults": True}
    return [
        point("training, all sizes unequal", 2 + 3 * draw(2, 3, 4, 5)),
        point("eps = 0.5", draw(2, 3, 4, 2), "eps", eps=0.5),
        point("momentum = 0.6", draw(2, 3, 4, 2), "setting", momentum=0.6),
        point("evaluation", draw(2, 3, 4, 2), "evaluation", False, train=False),
        point("one example", draw(1, 3, 4, 2), "one example"),
        point("one channel", draw(3, 1, 4, 2), "one feature"),
        point("images of one pixel", draw(4, 3, 1, 1), "one feature"),
        point("a constant channel", constant, "constant"),
        point("nothing but mode in bn_param", draw(2, 3, 4, 2), "defaults", **start),
    ]


def in_rows(a):
    """Return images as (N H W, C), a pixel's channels in a row."""
    return a.transpose(0, 2, 3, 1).reshape(-1, a.shape[1])


def turned(a):
    """Return images whose rows of pixels were read as if the width came first."""
    N, C, H, W = a.shape
    return in_rows(a).reshape(N, W, H, C).transpose(0, 3, 2, 1)


def normalized_rows(t, rows):
    return t.gamma * normalized(rows, *moments(rows, 0), t.eps) + t.beta


def from_rows(rows, t):
    """Return (N H W, C) as images again."""
    N, C, H, W = t.x.shape
    return rows.reshape(N, H, W, C).transpose(0, 3, 1, 2)


def mixed(a):
    """Return rows of whatever numbers lie side by side in images."""
    return a.reshape(-1, a.shape[1])


def moved(old, new, t):
    return t.momentum * old + (1 - t.momentum) * new


SPATIAL_MISTAKES = [
    Mistake(
        "out",
        "x is reshaped without the transpose",
        "x.reshape(-1, C) puts pixels of one channel where the channels belong: move the "
        "channels last first, x.transpose(0, 2, 3, 1).reshape(-1, C).",
        lambda t: from_rows(normalized_rows(t, mixed(t.x)), t),
    ),
    Mistake(
        "running_mean",
        "x is reshaped without the transpose",
        "running_mean is of rows that mix the channels: move the channels last first, "
        "x.transpose(0, 2, 3, 1).reshape(-1, C).",
        lambda t: moved(t.running_mean, mixed(t.x).mean(0), t),
    ),
    Mistake(
        "running_var",
        "x is reshaped without the transpose",
        "running_var is of rows that mix the channels: move the channels last first, "
        "x.transpose(0, 2, 3, 1).reshape(-1, C).",
        lambda t: moved(t.running_var, mixed(t.x).var(0), t),
    ),
    Mistake(
        "out",
        "out is reshaped without the transpose back",
        "out has the right numbers in wrong places: reshape the rows to (N, H, W, C) first, "
        "and then .transpose(0, 3, 1, 2).",
        lambda t: in_rows(t.out).reshape(t.x.shape),
    ),
    Mistake(
        "dx",
        "dx is reshaped without the transpose back",
        "dx has the right numbers in wrong places: reshape the rows to (N, H, W, C) first, and "
        "then .transpose(0, 3, 1, 2).",
        lambda t: in_rows(t.dx).reshape(t.x.shape),
    ),
    Mistake(
        "dx",
        "dout and dx are reshaped without a transpose",
        "dout.reshape(-1, C) puts pixels of one channel where the channels belong: move the "
        "channels last first, dout.transpose(0, 2, 3, 1).reshape(-1, C), and back in dx.",
        lambda t: in_rows(batchnorm.dx_mixed(t)).reshape(t.x.shape),
    ),
    *(
        Mistake(
            of,
            "height and width are swapped",
            f"{of} has the right numbers in wrong places: its rows are read as (N, W, H, C), "
            "and stand in the order of (N, H, W, C). Take .reshape(N, H, W, C), and then "
            ".transpose(0, 3, 1, 2).",
            lambda t, of=of: turned(getattr(t, of)),
        )
        for of in ("out", "dx")
    ),
    Mistake(
        "dbeta",
        "dout is reshaped without a transpose",
        "dout.reshape(-1, C) puts pixels of one channel where the channels belong. Bring the "
        "channels to the end first: dout.transpose(0, 2, 3, 1).reshape(-1, C).",
        lambda t: mixed(t.dout).sum(0),
    ),
    Mistake(
        "dgamma",
        "dout is reshaped without a transpose",
        "dout.reshape(-1, C) puts pixels of one channel where the channels belong. Bring the "
        "channels to the end first: dout.transpose(0, 2, 3, 1).reshape(-1, C).",
        lambda t: (
            mixed(t.dout) * normalized(in_rows(t.x), *moments(in_rows(t.x), 0), t.eps)
        ).sum(0),
    ),
]


PAIRS = [
    Pair(
        "spatial_batchnorm_forward",
        ("spatial_batchnorm_backward",),
        bn_args,
        ("out",),
        ("dx", "dgamma", "dbeta"),
        bn_out,
        bn_sweep,
        running.FORMULA,
        [*SPATIAL_MISTAKES, *running.MISTAKES],
        bn_kept,
    ),
]
