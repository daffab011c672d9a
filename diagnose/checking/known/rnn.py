"""RNN: where to try it, and its wrong derivations, each some rules of wrong/rnn.py replaced."""

import numpy as np

from diagnose.checking.problem import RNG, At
from diagnose.checking.wrong.clipped import CLIPPED
from diagnose.checking.wrong.rnn import run
from diagnose.checking.wrong.steps import BACK, LOOP, MASKED, with_x_put_to_0
from diagnose.checking.wrong.told import told

FORMULA = {
    "out": "h[t] = tanh(x[t] @ wx + h[t-1] @ wh + b), or relu(...); out has every h[t]",
    "h": "h = h[T-1], that of the last step",
    "dx": "dx[t] = da[t] @ wx.T,  da[t] = dh * (1 - h[t]^2),  dh = dout[t] + da[t+1] @ wh.T",
    "dwx": "dwx = sum of x[t].T @ da[t] over the steps,  da[t] = dh * (1 - h[t]^2)",
    "dwh": "dwh = sum of h[t-1].T @ da[t] over the steps,  da[t] = dh * (1 - h[t]^2)",
    "db": "db = sum of da[t] over steps and examples,  da[t] = dh * (1 - h[t]^2)",
    "dh0": "dh0 = da[0] @ wh.T",
}
STATES = ("h",)


def sweep(draw) -> list[At]:
    """Return the points: x of shape (N, T, D), alone or with h0, and masks."""
    init, h0 = (3, 4, RNG), draw(2, 4)
    mask = np.array([[True, True, False, True, False], [True, False, False, True, True]])
    relu = {"nonlinearity": "relu"}
    large = draw(2, 6, 3)  # x @ wx is far beyond +-1000 at some steps, and small at others
    large[0, ::2] *= 1e4
    return [
        At("all sizes unequal", draw(2, 5, 3), init),
        At("h0 in the cache", draw(2, 5, 3), init, inputs={"h0": h0}, trait="started"),
        At("h0 beside x", (draw(2, 5, 3), h0), init, trait="started"),
        At("relu", draw(2, 5, 3), init, relu, trait="setting"),
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
        "a is x[t] @ wx + h[t-1] @ wh: add b.",
        {"a": lambda s: s.x @ s.wx + s.prev @ s.wh},
    ),
    "h of the step before is left out": (
        ("out",),
        "No step knows of those before: add h[t-1] @ wh to x[t] @ wx + b, and hand h on from "
        "step to step.",
        {"a": lambda s: s.x @ s.wx + s.b},
    ),
    "x is left out": (
        ("out",),
        "a is h[t-1] @ wh + b: add x[t] @ wx.",
        {"a": lambda s: s.prev @ s.wh + s.b},
    ),
    "wh is transposed in forward": (
        ("out",),
        "a has h[t-1] @ wh.T: it is h[t-1] @ wh, which has the same shape.",
        {"a": lambda s: s.x @ s.wx + s.prev @ s.wh.T + s.b},
    ),
    "tanh is left out": (
        ("out",),
        "h[t] is a itself: it is tanh(a), or relu(a).",
        {"f": lambda s: s.a},
    ),
    "tanh is a sigmoid": (
        ("out",),
        "h[t] is sigmoid(a): it is tanh(a).",
        {"f": lambda s: 1 / (1 + np.exp(-s.a))},
    ),
    "the nonlinearity is not read": (
        ("out",),
        'h[t] is tanh(a) where nonlinearity is "relu": it is max(a, 0) there.',
        {"f": lambda s: np.tanh(s.a)},
    ),
    "all steps start from h0": (
        ("out",),
        "Each step is made from h0: step t goes on from h[t-1], so keep h in the loop.",
        {"a": lambda s: s.x @ s.wx + s.h0 @ s.wh + s.b},
    ),
    "h is added to the step before": (
        ("out",),
        "h[t] is h[t-1] + tanh(a): it is tanh(a) alone.",
        {"f": lambda s: s.prev + s.f(s.a)},
    ),
    "h0 is not read": (
        ("out",),
        "The first step starts from 0: where h0 is given, it starts from h0.",
        {"start": lambda s: 0 * s.h0},
    ),
    "dh from the next step is dropped": (
        BACK,
        "dh is dout[t] alone: h[t] also goes into step t + 1, so add da[t+1] @ wh.T.",
        {"dh": lambda s: s.dout},
    ),
    "only the last dout counts": (
        BACK,
        "Only dout of the last step is read: every h[t] is an output, so dout[t] is added at "
        "each step, dh = dout[t] + da[t+1] @ wh.T.",
        {"dh": lambda s: s.later + (s.last if s.t == s.T - 1 else 0)},
    ),
    "dh of the next step is counted twice": (
        BACK,
        "dh keeps what it has sent back: at step t - 1 it is dout[t-1] + da[t] @ wh.T, without "
        "the old dh.",
        {"carry": lambda s: s.dh + s.da @ s.wh.T},
    ),
    "wh is not transposed": (
        BACK,
        "dh goes back as da[t] @ wh: h[t-1] @ wh has the slope wh.T, of the same shape.",
        {"carry": lambda s: s.da @ s.wh},
    ),
    "wh is left out on the way back": (
        BACK,
        "dh goes back as da[t] itself: it goes through h[t-1] @ wh, so it is da[t] @ wh.T.",
        {"carry": lambda s: s.da},
    ),
    "dh goes back around the tanh": (
        BACK,
        "dh goes back as dh @ wh.T: it goes through the tanh first, da[t] @ wh.T.",
        {"carry": lambda s: s.dh @ s.wh.T},
    ),
    "dh goes back as it is": (
        BACK,
        "dh itself is sent to step t - 1: it is da[t] @ wh.T, after tanh and wh.",
        {"carry": lambda s: s.dh},
    ),
    "the slope is left out": (
        BACK,
        "da is dh itself: multiply it by the slope of tanh, 1 - h[t]^2.",
        {"slope": lambda s: 1.0},
    ),
    "the slope is taken at a": (
        BACK,
        "The slope is 1 - a^2: written with what tanh returned it is 1 - h[t]^2.",
        {"slope": lambda s: 1 - s.a**2},
    ),
    "tanh is taken twice": (
        BACK,
        "The slope is 1 - tanh(h)^2: h is the tanh already, so it is 1 - h[t]^2.",
        {"slope": lambda s: 1 - np.tanh(s.h) ** 2},
    ),
    "the slope lacks the square": (
        BACK,
        "The slope is 1 - h[t]: it is 1 - h[t]^2.",
        {"slope": lambda s: 1 - s.h},
    ),
    "the slope is a sigmoid's": (
        BACK,
        "The slope is h (1 - h), that of a sigmoid: tanh has 1 - h[t]^2.",
        {"slope": lambda s: s.h * (1 - s.h)},
    ),
    "the slope is of the step before": (
        BACK,
        "The slope is 1 - h[t-1]^2: a[t] was made into h[t], so it is 1 - h[t]^2.",
        {"slope": lambda s: 1 - s.prev**2},
    ),
    "the slope misses what comes from the next step": (
        BACK,
        "da is dout[t] * (1 - h[t]^2) + what the next step sent: add the two first, then "
        "multiply their sum by the slope.",
        {"da": lambda s: s.dout * s.slope + s.later},
    ),
    "the slope misses dout": (
        BACK,
        "da is dout[t] + the next step's dh * (1 - h[t]^2): add the two first, then multiply "
        "their sum by the slope.",
        {"da": lambda s: s.dout + s.later * s.slope},
    ),
    "relu has tanh's slope": (
        BACK,
        'For "relu" your da[t] is dh * (1 - h[t]^2), which is tanh\'s. It should be '
        "dh * (h[t] > 0).",
        {"slope": lambda s: 1 - s.h**2},
    ),
    "dwh has h[t]": (
        ("dwh",),
        "dwh has h[t].T @ da[t]: wh multiplied the state before, h[t-1], which is h0 at step "
        "0.",
        {"by_h": lambda s: s.h},
    ),
    "dwh has x": (
        ("dwh",),
        "dwh is made of x[t]: wh multiplied h[t-1], so it is the sum of h[t-1].T @ da[t].",
        {"by_h": lambda s: s.x},
    ),
    "dwh misses h0": (
        ("dwh",),
        "dwh is without step 0: its h[t-1] is h0, so add h0.T @ da[0].",
        {"by_h": lambda s: s.prev * (s.t > 0)},
    ),
    "dh0 is dh of step 0": (
        ("dh0",),
        "dh0 is dh at step 0, before its tanh and wh: it is da[0] @ wh.T.",
        {"dh0": lambda steps: steps[0].dh},
    ),
    "dh0 is da of step 0": (
        ("dh0",),
        "dh0 is da[0], before wh: it is da[0] @ wh.T.",
        {"dh0": lambda steps: steps[0].da},
    ),
    "dh0 is da[0] @ wh": (
        ("dh0",),
        "dh0 is da[0] @ wh: h0 @ wh has the slope wh.T, of the same shape.",
        {"dh0": lambda steps: steps[0].da @ steps[0].wh},
    ),
    "dh0 is what the last step sends": (
        ("dh0",),
        "dh0 is made of the last step's da: it is what step 0 sends back, da[0] @ wh.T.",
        {"dh0": lambda steps: steps[-1].sent},
    ),
}

# dh0 is dx[1] where x is (x, h0)
NAMES = {"dh0": ("dh0", "dx[1]")}
MISTAKES = [
    *told(WRONG | LOOP | MASKED | CLIPPED, run, NAMES),
    *told(with_x_put_to_0(MASKED), run, NAMES),
]
