"""Layernorm under CS231n's names."""

import numpy as np

from diagnose.checking.cs231n.norms import moments, normalized
from diagnose.checking.known import layernorm
from diagnose.checking.problem import Mistake, Pair, Point


def args(g: dict) -> list:
    return [g["x"], g["gamma"], g["beta"], {} if "defaults" in g else {"eps": g["eps"]}]


def reference(g: dict) -> dict:
    mean, var = moments(g["x"], -1)
    return {"out": g["gamma"] * normalized(g["x"], mean, var, g["eps"]) + g["beta"]}


def sweep(draw) -> list[Point]:
    def point(setting, x, trait="", eps=1e-5, **more):
        D = x.shape[1]
        given = {"x": x, "gamma": draw(D), "beta": draw(D), "eps": eps}
        return Point(setting, given | more, trait)

    constant = draw(5, 3)
    constant[1] = 0.25
    return [
        point("all sizes unequal", 2 + 3 * draw(5, 4)),
        point("eps = 0.5", draw(5, 4), "eps", 0.5),
        point("one example", draw(1, 4), "one example"),
        point("one feature", draw(5, 1), "one feature"),
        point("as many features as examples", draw(4, 4)),
        point("a constant row", constant, "constant"),
        point("an empty ln_param", draw(5, 4), "defaults", defaults=True),
    ]


def summed_over_examples(t) -> np.ndarray:
    """Return dx if its two sums run over the examples, and are divided by D."""
    mean, var = moments(t.x, -1)
    xhat, dxhat, D = normalized(t.x, mean, var, t.eps), t.gamma * t.dout, t.x.shape[-1]
    bracket = dxhat - dxhat.sum(0) / D - xhat * (dxhat * xhat).sum(0) / D
    return bracket / np.sqrt(var + t.eps)


MISTAKES = [
    Mistake(
        "dx",
        "the sums run over the examples",
        "dx has sum(dxhat) and sum(dxhat * xhat) over axis 0, as in batchnorm: here they run "
        "over the features of each row, axis 1 with keepdims=True.",
        summed_over_examples,
    ),
]


PAIRS = [
    Pair(
        "layernorm_forward",
        ("layernorm_backward",),
        args,
        ("out",),
        ("dx", "dgamma", "dbeta"),
        reference,
        sweep,
        layernorm.FORMULA,
        [*layernorm.MISTAKES, *MISTAKES],
    ),
]
