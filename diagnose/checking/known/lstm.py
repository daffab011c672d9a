"""LSTM: where to try it, and its wrong derivations.

Each replaces some rules of wrong/lstm.py. Those of the way back are
in wrong/lstm_back.py and wrong/lstm_gates.py.
"""

from types import SimpleNamespace

import numpy as np

from diagnose.checking.problem import RNG, At
from diagnose.checking.wrong.clipped import CLIPPED
from diagnose.checking.wrong.lstm import RULES, run
from diagnose.checking.wrong.lstm_back import MASKED, WAYS
from diagnose.checking.wrong.lstm_gates import GATES, ORDERS
from diagnose.checking.wrong.steps import LOOP, sigmoid, with_x_put_to_0
from diagnose.checking.wrong.told import told

FORMULA = {
    "out": "c[t] = f * c[t-1] + i * g,  h[t] = o * tanh(c[t]);  i, f, o = sigmoid and g = "
    "tanh of the four blocks of x[t] @ wx + h[t-1] @ wh + b",
    "h": "h = h[T-1], that of the last step",
    "c": "c = c[T-1], that of the last step",
    "dx": "dx[t] = da[t] @ wx.T;  dh = dout[t] + da[t+1] @ wh.T,  "
    "dc = dc[t+1] * f[t+1] + dh * o * (1 - tanh(c)^2),  da of the gates i, f, o, g = "
    "dc * g * i (1 - i), dc * c[t-1] * f (1 - f), dh * tanh(c) * o (1 - o), dc * i * (1 - g^2)",
    "dwx": "dwx = sum of x[t].T @ da[t] over the steps, da the four gates' side by side",
    "dwh": "dwh = sum of h[t-1].T @ da[t] over the steps, da the four gates' side by side",
    "db": "db = sum of da[t] over steps and examples, da the four gates' side by side",
    "dh0": "dh0 = da[0] @ wh.T",
    "dc0": "dc0 = dc * f of step 0",
}
STATES = ("h", "c")


def sweep(draw) -> list[At]:
    """Return the points: x of shape (N, T, D), alone or with h0 and c0, and masks."""
    init = (3, 2, RNG)
    h0, c0 = draw(2, 2), draw(2, 2)
    mask = np.array([[True, True, False, True, False], [True, False, False, True, True]])
    both = {"h0": h0, "c0": c0}
    large = draw(2, 6, 3)  # x @ wx is far beyond +-1000 at some steps, and small at others
    large[0, ::2] *= 1e4
    return [
        At("all sizes unequal", draw(4, 5, 3), init),
        At("h0 and c0 in the cache", draw(2, 5, 3), init, inputs=both, trait="started"),
        At("h0 beside x", (draw(2, 5, 3), h0), init, trait="started"),
        At("h0 and c0 beside x", (draw(2, 5, 3), h0, c0), init, trait="started"),
        At("one step", draw(2, 1, 3), init, trait="one step"),
        At("one step from h0 and c0", (draw(2, 1, 3), h0, c0), init, trait="one step"),
        At("one example", draw(1, 4, 3), init, trait="one example"),
        At("one feature and one unit", draw(3, 4, 1), (1, 1, RNG), trait="one feature"),
        At(
            "steps that do not count",
            draw(2, 5, 3),
            init,
            inputs={"mask": mask},
            trait="masked",
        ),
        At(
            "steps that do not count, and h0 and c0",
            (draw(2, 5, 3), h0, c0),
            init,
            inputs={"mask": mask[::-1]},
            trait="masked",
        ),
        At("many examples of x around 5", 5 * draw(24, 5, 1), (1, 6, RNG)),  # large gradients
        At("x of ten thousand at some steps", large, (3, 4, RNG), trait="large"),
        At("no steps", (draw(2, 0, 3), h0, c0), init, trait="no steps"),
    ]


FORWARD = {  # name: what it spoils, what to say, the rules in its place
    "b is left out": (
        ("out",),
        "a is x[t] @ wx + h[t-1] @ wh: add b.",
        {"a": lambda s: s.x @ s.wx + s.prev @ s.wh},
    ),
    "h of the step before is left out": (
        ("out",),
        "The gates know nothing of the step before: add h[t-1] @ wh to x[t] @ wx + b, and hand "
        "h on from step to step.",
        {"a": lambda s: s.x @ s.wx + s.b},
    ),
    "all steps start from h0": (
        ("out",),
        "Each step's gates are made with h0: they are made with h[t-1], so keep h in the loop.",
        {"a": lambda s: s.x @ s.wx + s.h0 @ s.wh + s.b},
    ),
    "c is not kept": (
        ("out",),
        "c[t] is i * g alone, or c is not handed on from step to step: it is "
        "f * c[t-1] + i * g.",
        {"c": lambda s: s.i * s.g},
    ),
    "all steps start from c0": (
        ("out",),
        "Each step's c is made of c0: it is f * c[t-1] + i * g, so keep c in the loop.",
        {"c": lambda s: s.f * s.c0 + s.i * s.g},
    ),
    "f is left out": (
        ("out",),
        "c[t] is c[t-1] + i * g: what is kept is multiplied by the forget gate, f * c[t-1].",
        {"c": lambda s: s.prev_c + s.i * s.g},
    ),
    "i is left out": (
        ("out",),
        "c[t] is f * c[t-1] + g: what is written is multiplied by the input gate, i * g.",
        {"c": lambda s: s.f * s.prev_c + s.g},
    ),
    "i and f are swapped": (
        ("out",),
        "c[t] is i * c[t-1] + f * g: the forget gate f stands at c[t-1], the input gate i at "
        "g.",
        {"c": lambda s: s.i * s.prev_c + s.f * s.g},
    ),
    "1 - f stands for i": (
        ("out",),
        "c[t] is f * c[t-1] + (1 - f) * g: what is written has a gate of its own, i * g.",
        {"c": lambda s: s.f * s.prev_c + (1 - s.f) * s.g},
    ),
    "f forgets what it is 1 for": (
        ("out",),
        "c[t] is (1 - f) * c[t-1] + i * g: f is the share that is kept, f * c[t-1].",
        {"c": lambda s: (1 - s.f) * s.prev_c + s.i * s.g},
    ),
    "c is squashed": (
        ("out",),
        "c[t] is itself put through tanh: keep c[t] as it is, and take tanh(c[t]) for h only.",
        {"c": lambda s: np.tanh(s.f * s.prev_c + s.i * s.g), "h": lambda s: s.o * s.c},
    ),
    "tanh(c) is left out": (
        ("out",),
        "h[t] is o * c[t]: it is o * tanh(c[t]).",
        {"h": lambda s: s.o * s.c},
    ),
    "h has a sigmoid of c": (
        ("out",),
        "h[t] is o * sigmoid(c[t]): it is o * tanh(c[t]).",
        {"h": lambda s: s.o * sigmoid(s.c)},
    ),
    "o is left out": (
        ("out",),
        "h[t] is tanh(c[t]): it is o * tanh(c[t]).",
        {"h": lambda s: np.tanh(s.c)},
    ),
    "h is made of the old c": (
        ("out",),
        "h[t] is o * tanh(c[t-1]): c is made anew first, then h[t] = o * tanh(c[t]).",
        {"h": lambda s: s.o * np.tanh(s.prev_c)},
    ),
    "g is a sigmoid": (
        ("out",),
        "g is sigmoid of its block, as the gates are: it is tanh.",
        {"squash": lambda s: [sigmoid(a) for a in (s.ai, s.af, s.ao, s.ag)]},
    ),
    "all gates are tanh": (
        ("out",),
        "i, f and o are tanh of their blocks: they are sigmoids, between 0 and 1; g is tanh.",
        {"squash": lambda s: [np.tanh(a) for a in (s.ai, s.af, s.ao, s.ag)]},
    ),
    "1 is added to f's block": (
        ("out",),
        "f is sigmoid(a + 1): the forget gate's bias of 1 is put into b by init, once.",
        {"squash": lambda s: RULES["squash"](SimpleNamespace(**vars(s) | {"af": s.af + 1}))},
    ),
    "h0 is not read": (
        ("out",),
        "The first step starts from h = 0: where h0 is given, it starts from h0.",
        {"h0": lambda s: 0 * s.h0},
    ),
    "c0 is not read": (
        ("out",),
        "The first step starts from c = 0: where c0 is given, it starts from c0.",
        {"c0": lambda s: 0 * s.c0},
    ),
    "h0 and c0 are not read": (
        ("out",),
        "The first step starts from 0: where h0 and c0 are given, it starts from them.",
        {"h0": lambda s: 0 * s.h0, "c0": lambda s: 0 * s.c0},
    ),
    "h0 and c0 are swapped": (
        ("out",),
        "The first step takes h0 for c0 and c0 for h0: h0 goes into the gates, h0 @ wh, and "
        "c0 is what f keeps, f * c0.",
        {"h0": lambda s: s.c0, "c0": lambda s: s.h0},
    ),
}

# what they are called where x is (x, h0, c0)
IN_TUPLE = {"dh0": ("dh0", "dx[1]"), "dc0": ("dc0", "dx[2]")}
MISTAKES = [
    *told(FORWARD | WAYS | GATES | LOOP | MASKED | ORDERS | CLIPPED, run, IN_TUPLE),
    *told(with_x_put_to_0(MASKED), run, IN_TUPLE),
]
