"""One step of the vanilla RNN under CS231n's names.

next_h = tanh(a),    a = x @ wx + prev_h @ wh + b
"""

import numpy as np

from diagnose.checking.cs231n.rnn_mistakes import MISTAKES, before
from diagnose.checking.problem import Pair, Point

FORMULA = {
    "next_h": "next_h = tanh(x @ wx + prev_h @ wh + b)",
    "dx": "dx = da @ wx.T, da = dnext_h * (1 - next_h**2)",
    "dprev_h": "dprev_h = da @ wh.T, da = dnext_h * (1 - next_h**2)",
    "dwx": "dwx = x.T @ da, da = dnext_h * (1 - next_h**2)",
    "dwh": "dwh = prev_h.T @ da, da = dnext_h * (1 - next_h**2)",
    "db": "db = da summed over the examples, da = dnext_h * (1 - next_h**2)",
}


def args(g: dict) -> list:
    return [g[key] for key in ("x", "prev_h", "wx", "wh", "b")]


def sweep(draw) -> list[Point]:
    def point(setting, N, D, H, trait="", size=1.0, h=1.0):
        given = {"x": size * draw(N, D), "prev_h": h * draw(N, H), "wx": draw(D, H) / 2}
        return Point(setting, given | {"wh": draw(H, H) / 2, "b": draw(H) / 2}, trait)

    return [
        point("all sizes unequal", 4, 3, 5),
        point("one example", 1, 3, 4, "one example"),
        point("one feature, one hidden unit", 4, 1, 1, "one feature"),
        point("N = D = H", 3, 3, 3),
        point("prev_h of zeros", 4, 3, 5, h=0.0),
        point("x around +-1000", 4, 3, 5, "large", 1000.0),
    ]


PAIRS = [
    Pair(
        "rnn_step_forward",
        ("rnn_step_backward",),
        args,
        ("next_h",),
        ("dx", "dprev_h", "dwx", "dwh", "db"),
        lambda g: {"next_h": np.tanh(before(g))},
        sweep,
        FORMULA,
        MISTAKES,
    ),
]
