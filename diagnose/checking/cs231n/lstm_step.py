"""One step of the LSTM under CS231n's names: the gates stand in the order i, f, o, g.

    next_c = f * prev_c + i * g,    next_h = o * tanh(next_c)

of the four blocks of a = x @ wx + prev_h @ wh + b: i, f, o = sigmoid, and g = tanh of theirs.
"""

import numpy as np

from diagnose.checking.cs231n import lstm_backward, lstm_forward, lstm_memory, lstm_slopes
from diagnose.checking.cs231n.lstm_gates import activations
from diagnose.checking.problem import Pair, Point

FORMULA = {
    "next_c": "next_c = f * prev_c + i * g",
    "next_h": "next_h = o * tanh(next_c)",
    "dx": "dx = da @ wx.T, da the gradients of what i, f, o, g are made of, side by side",
    "dprev_h": "dprev_h = da @ wh.T",
    "dprev_c": "dprev_c = dc * f, dc = dnext_c + dnext_h * o * (1 - tanh(next_c)**2)",
    "dwx": "dwx = x.T @ da",
    "dwh": "dwh = prev_h.T @ da",
    "db": "db = da summed over the examples; da = dc * g * i * (1 - i), "
    "dc * prev_c * f * (1 - f), dnext_h * tanh(next_c) * o * (1 - o), dc * i * (1 - g**2)",
}


def args(g: dict) -> list:
    return [g[key] for key in ("x", "prev_h", "prev_c", "wx", "wh", "b")]


def step(x, h, c, g: dict) -> tuple:
    """Return the next h and c."""
    i, f, o, new = activations(x @ g["wx"] + h @ g["wh"] + g["b"])
    c = f * c + i * new
    return o * np.tanh(c), c


def reference(g: dict) -> dict:
    h, c = step(g["x"], g["prev_h"], g["prev_c"], g)
    return {"next_h": h, "next_c": c}


def sweep(draw) -> list[Point]:
    def point(setting, N, D, H, trait="", size=1.0, state=1.0):
        weights = {"wx": draw(D, 4 * H) / 2, "wh": draw(H, 4 * H) / 2, "b": draw(4 * H) / 2}
        states = {"prev_h": state * draw(N, H), "prev_c": state * draw(N, H)}
        return Point(setting, {"x": size * draw(N, D)} | states | weights, trait)

    return [
        point("all sizes unequal", 4, 3, 2),
        point("one example", 1, 3, 2, "one example"),
        point("one feature, one hidden unit", 4, 1, 1, "one feature"),
        point("N = D = H", 3, 3, 3),
        point("prev_h and prev_c of zeros", 4, 3, 2, state=0.0),
        point("x around +-1000", 4, 3, 2, "large", 1000.0),
    ]


PAIRS = [
    Pair(
        "lstm_step_forward",
        ("lstm_step_backward",),
        args,
        ("next_h", "next_c"),
        ("dx", "dprev_h", "dprev_c", "dwx", "dwh", "db"),
        reference,
        sweep,
        FORMULA,
        [
            *lstm_forward.MISTAKES,
            *lstm_memory.MISTAKES,
            *lstm_slopes.MISTAKES,
            *lstm_backward.MISTAKES,
        ],
    ),
]
