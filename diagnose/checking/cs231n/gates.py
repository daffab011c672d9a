"""ReLU and dropout under CS231n's names; dropout's p is the share kept."""

import numpy as np

from diagnose.checking.known import dropout, relu
from diagnose.checking.problem import Pair, Point


def relu_out(g: dict) -> dict:
    return {"out": np.where(g["x"].real > 0, g["x"], 0)}


def relu_sweep(draw) -> list[Point]:
    some = draw(4, 5)
    some[[0, 1, 2], [1, 4, 0]] = 0
    return [
        Point("all sizes unequal", {"x": draw(5, 4)}),
        Point("one example", {"x": draw(1, 4)}, "one example"),
        Point("images", {"x": draw(2, 3, 4, 2)}, "more axes"),
        Point("numbers around +-1000", {"x": 1000 * draw(5, 4)}, "large"),
        Point("zeros in x", {"x": some}, "kink"),
    ]


def dropout_args(g: dict) -> list:
    param = {"mode": "train" if g["train"] else "test", "p": g["keep"]}
    if "seed" in g:
        param["seed"] = g["seed"]
    return [g["x"], param]


def dropout_sweep(draw) -> list[Point]:
    """Return the points; the first is large, so that the share kept can be counted."""

    def point(setting, x, keep, trait="", **more):
        return Point(setting, {"x": x, "keep": keep, "train": True} | more, trait)

    return [
        point("training, p = 0.3", draw(15, 12), 0.3, seed=231),
        point("training, p = 0.7", draw(15, 12), 0.7, "setting", seed=231),
        point("evaluation", draw(5, 4), 0.3, "evaluation", train=False, seed=231),
        point("all kept, p = 1", draw(4, 3), 1.0, "setting", seed=231),
        point("one example", draw(1, 6), 0.7, "one example", seed=231),
        point("images", draw(2, 3, 3, 4), 0.7, "more axes", seed=231),
        point("no seed in dropout_param", draw(15, 12), 0.3, "defaults"),
    ]


PAIRS = [
    Pair(
        "relu_forward",
        ("relu_backward",),
        lambda g: [g["x"]],
        ("out",),
        ("dx",),
        relu_out,
        relu_sweep,
        relu.FORMULA,
        relu.MISTAKES,
    ),
    Pair(
        "dropout_forward",
        ("dropout_backward",),
        dropout_args,
        ("out",),
        ("dx",),
        dropout.reference,  # for the entries that are on in the student's out
        dropout_sweep,
        dropout.FORMULA,
        dropout.MISTAKES,
        infer=dropout.infer,
    ),
]
