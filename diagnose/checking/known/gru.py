"""GRU: where to try it, and its wrong derivations, each some rules of wrong/gru.py replaced."""

import numpy as np

from diagnose.checking.problem import RNG, At
from diagnose.checking.wrong.clipped import CLIPPED
from diagnose.checking.wrong.gru import run
from diagnose.checking.wrong.gru_gates import GATES, ORDERS
from diagnose.checking.wrong.steps import BACK, LOOP, MASKED, sigmoid, with_x_put_to_0
from diagnose.checking.wrong.told import told

FORMULA = {
    "out": "r, z = sigmoid of the blocks of x[t] @ wx + h[t-1] @ wh + b,  u = h[t-1] @ wh_n,  "
    "n = tanh(x[t] @ wx_n + b_n + r * u),  h[t] = n + z * (h[t-1] - n)",
    "h": "h = h[T-1], that of the last step",
    "dx": "dx[t] = [dar, daz, dan] @ wx.T;  dan = dh * (1 - z) * (1 - n^2),  du = dan * r,  "
    "dar = du * u * (1 - r),  daz = dh * (1 - z) * z * (h[t-1] - n);  to step t - 1 goes "
    "dh * z + [dar, daz, du] @ wh.T",
    "dwx": "dwx = sum of x[t].T @ [dar, daz, dan] over the steps",
    "dwh": "dwh = sum of h[t-1].T @ [dar, daz, du] over the steps",
    "db": "db = sum of [dar, daz, dan] over steps and examples",
    "dh0": "dh0 = dh * z + [dar, daz, du] @ wh.T of step 0",
}
STATES = ("h",)


def sweep(draw) -> list[At]:
    """Return the points: x of shape (N, T, D), alone or with h0, and masks."""
    init, h0 = (3, 2, RNG), draw(2, 2)
    mask = np.array([[True, True, False, True, False], [True, False, False, True, True]])
    large = draw(2, 6, 3)  # x @ wx is far beyond +-1000 at some steps, and small at others
    large[0, ::2] *= 1e4
    return [
        At("all sizes unequal", draw(4, 5, 3), init),
        At("h0 in the cache", draw(2, 5, 3), init, inputs={"h0": h0}, trait="started"),
        At("h0 beside x", (draw(2, 5, 3), h0), init, trait="started"),
        At("one step", draw(2, 1, 3), init, trait="one step"),
        At("one step from h0", (draw(2, 1, 3), h0), init, trait="one step"),
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
            "steps that do not count, and h0",
            (draw(2, 5, 3), h0),
            init,
            inputs={"mask": mask[::-1]},
            trait="masked",
        ),
        At("many examples of x around 5", 5 * draw(24, 5, 1), (1, 8, RNG)),  # large gradients
        At("x of ten thousand at some steps", large, (3, 4, RNG), trait="large"),
        At("no steps", (draw(2, 0, 3), h0), init, trait="no steps"),
    ]


WRONG = {  # name: what it spoils, what to say, the rules in its place
    "b is left out": (
        ("out",),
        "The gates are made without b: add its three blocks.",
        {
            "r": lambda s: sigmoid(s.xr + s.hr),
            "z": lambda s: sigmoid(s.xz + s.hz),
            "n": lambda s: np.tanh(s.xn + s.r * s.hn),
        },
    ),
    "z's two shares are swapped": (
        ("out",),
        "h[t] is z * n + (1 - z) * h[t-1]: z is the share that is kept, z * h[t-1] + (1 - z) "
        "* n.",
        {"h": lambda s: s.z * s.n + (1 - s.z) * s.prev},
    ),
    "h is not kept": (
        ("out",),
        "h[t] is (1 - z) * n alone: add z * h[t-1].",
        {"h": lambda s: (1 - s.z) * s.n},
    ),
    "h[t] is n": (
        ("out",),
        "h[t] is the candidate itself: z mixes it with the old, n + z * (h[t-1] - n).",
        {"h": lambda s: s.n},
    ),
    "n is not multiplied by 1 - z": (
        ("out",),
        "h[t] is n + z * h[t-1]: the candidate has the share 1 - z.",
        {"h": lambda s: s.n + s.z * s.prev},
    ),
    "r is left out": (
        ("out",),
        "n is tanh(x wx_n + u + b_n): what comes from h is multiplied by the reset gate, r * "
        "u.",
        {"n": lambda s: np.tanh(s.xn + s.bn + s.hn)},
    ),
    "r comes before the product": (
        ("out",),
        "n has (r * h[t-1]) @ wh_n: here r comes after the product, r * (h[t-1] @ wh_n).",
        {"n": lambda s: np.tanh(s.xn + s.bn + (s.r * s.prev) @ np.split(s.wh, 3, axis=1)[2])},
    ),
    "r multiplies all of n": (
        ("out",),
        "n is tanh(r * (x wx_n + u + b_n)): r multiplies u = h[t-1] @ wh_n alone.",
        {"n": lambda s: np.tanh(s.r * (s.xn + s.bn + s.hn))},
    ),
    "r multiplies b too": (
        ("out",),
        "n is tanh(x wx_n + r * (u + b_n)): there is one b, and r multiplies u alone.",
        {"n": lambda s: np.tanh(s.xn + s.r * (s.hn + s.bn))},
    ),
    "z stands for r": (
        ("out",),
        "n has z * u: the reset gate r stands there, and z only in h.",
        {"n": lambda s: np.tanh(s.xn + s.bn + s.z * s.hn)},
    ),
    "n is a sigmoid": (
        ("out",),
        "n is sigmoid of its block, as the gates are: it is tanh.",
        {"n": lambda s: sigmoid(s.xn + s.bn + s.r * s.hn)},
    ),
    "r and z are tanh": (
        ("out",),
        "r and z are tanh of their blocks: they are sigmoids, between 0 and 1.",
        {
            "r": lambda s: np.tanh(s.xr + s.hr + s.br),
            "z": lambda s: np.tanh(s.xz + s.hz + s.bz),
        },
    ),
    "h0 is not read": (
        ("out",),
        "The first step starts from 0: where h0 is given, it starts from h0.",
        {"start": lambda s: 0 * s.h0},
    ),
    "dh from the next step is dropped": (
        BACK,
        "dh is dout[t] alone: h[t] also goes into step t + 1, so add what that sends, "
        "dh * z + [dar, daz, du] @ wh.T.",
        {"dh": lambda s: s.dout},
    ),
    "only the last dout counts": (
        BACK,
        "Only dout of the last step is read: every h[t] is an output, so add dout[t] to dh at "
        "each step.",
        {"dh": lambda s: s.later + (s.last if s.t == s.T - 1 else 0)},
    ),
    "the straight way back is lost": (
        BACK,
        "dh goes back through the gates alone: h[t] has z * h[t-1], so add dh * z.",
        {"carry": lambda s: s.dah @ s.wh.T},
    ),
    "the way back through the gates is lost": (
        BACK,
        "dh goes back as dh * z alone: h[t-1] is in the gates too, so add "
        "[dar, daz, du] @ wh.T.",
        {"carry": lambda s: s.dh * s.z},
    ),
    "the straight way back is without z": (
        BACK,
        "dh goes back whole beside the gates: h[t] has z * h[t-1], so it is dh * z.",
        {"carry": lambda s: s.dh + s.dah @ s.wh.T},
    ),
    "the straight way back has 1 - z": (
        BACK,
        "dh goes back as dh * (1 - z) beside the gates: h[t] has z * h[t-1], so it is dh * z.",
        {"carry": lambda s: s.dh * (1 - s.z) + s.dah @ s.wh.T},
    ),
    "dn is without 1 - z": (
        BACK,
        "dn is dh: n has the share 1 - z in h, so it is dh * (1 - z).",
        {"dn": lambda s: s.dh},
    ),
    "dn has z": (
        BACK,
        "dn is dh * z: n has the share 1 - z in h, so it is dh * (1 - z).",
        {"dn": lambda s: s.dh * s.z},
    ),
    "dwh has h[t]": (
        ("dwh",),
        "dwh is made with h[t]: wh multiplied the state before, h[t-1], which is h0 at step 0.",
        {"by_h": lambda s: s.h},
    ),
    "dwh has r * h": (
        ("dwh",),
        "dwh is made with r * h[t-1], as where r comes before the product: here it is h[t-1] "
        "for all three blocks.",
        {"by_h": lambda s: s.r * s.prev},
    ),
    "dwh misses h0": (
        ("dwh",),
        "dwh is without step 0: its h[t-1] is h0, so add its h0.T @ [dar, daz, du].",
        {"by_h": lambda s: s.prev * (s.t > 0)},
    ),
    "dh is multiplied by z where a step does not count": (
        BACK,
        "dh goes back as dh * z through a step that does not count: h was handed on there, so "
        "dh goes on as it is.",
        {"skip": lambda s: s.dh * s.z},
    ),
    "dh0 is dh of step 0": (
        ("dh0",),
        "dh0 is dh at step 0: it is what step 0 sends back, dh * z + [dar, daz, du] @ wh.T.",
        {"dh0": lambda steps: steps[0].dh},
    ),
    "dh0 is what the last step sends": (
        ("dh0",),
        "dh0 is made of the last step: it is what step 0 sends back, "
        "dh * z + [dar, daz, du] @ wh.T.",
        {"dh0": lambda steps: steps[-1].sent},
    ),
}

NAMES = {"dh0": ("dx[1]",)}
MISTAKES = [
    *told(WRONG | GATES | LOOP | MASKED | ORDERS | CLIPPED, run, NAMES),
    *told(with_x_put_to_0(MASKED), run, NAMES),
]
