"""RNN: forward and back through time in plain steps, by RULES that a mistake replaces.

A rule is a function of a step s, in which are x, prev (h before the step), a, h, wx, wh, b, and
on the way back dout, later (what the step after sent), slope, dh and da.
"""

from types import SimpleNamespace

import numpy as np

from diagnose.checking.wrong.steps import sequence

RULES = {
    "start": lambda s: s.h0,
    "x": lambda s: s.x,
    "a": lambda s: s.x @ s.wx + s.prev @ s.wh + s.b,
    "f": lambda s: s.f(s.a),
    "hold": lambda s: np.where(s.on, s.h, s.prev),
    "slope": lambda s: 1 - s.h**2 if s.f is np.tanh else 1.0 * (s.h > 0),
    "dh": lambda s: s.dout + s.later,
    "da": lambda s: s.dh * s.slope,
    "carry": lambda s: s.da @ s.wh.T,
    "skip": lambda s: s.dh,
    "count": lambda s: s.on,
    "made": lambda s: s.on,
    "bound": lambda da: da,
    "send": lambda dh: dh,
    "by_h": lambda s: s.prev,
    "dh0": lambda steps: steps[0].sent,
    "walk": lambda steps: steps[::-1],
    "total": lambda steps: sum(steps),
    "order": lambda steps: steps,
}


def run(t, replaced: dict) -> dict:
    """Return out, h and all gradients, with these rules in the place of those of RULES."""
    rules = RULES | replaced
    steps = forward(t, rules)
    found = back(steps, t.dout, rules)
    return found | {"out": np.stack([s.h for s in steps], 1), "h": steps[-1].h}


def forward(t, rules: dict) -> list:
    """Return the steps, each with what it was made of."""
    x, h0, _, on = sequence(t)
    wx, wh, b = t.wx, t.wh, t.b
    h0 = np.zeros((len(x), len(wh))) if h0 is None else h0
    relu = getattr(t, "nonlinearity", "tanh") == "relu"
    f = (lambda a: np.maximum(a, 0)) if relu else np.tanh
    h, steps = rules["start"](SimpleNamespace(h0=h0)), []
    for i in range(x.shape[1]):
        s = SimpleNamespace(t=i, T=x.shape[1], x=x[:, i], prev=h, wx=wx, wh=wh, b=b, f=f)
        s.on, s.h0 = on[:, i, None], h0
        s.x = rules["x"](s)
        s.a = rules["a"](s)
        s.h = rules["f"](s)
        s.h = h = rules["hold"](s)
        steps.append(s)
    return steps


def back(steps: list, dout, rules: dict) -> dict:
    """Return all gradients."""
    later = 0 * steps[0].h
    for s in rules["walk"](steps):
        s.dout, s.last, s.later = dout[:, s.t], dout[:, -1], later
        s.slope, on = rules["slope"](s), rules["count"](s)
        s.dh = rules["dh"](s)
        s.da = np.where(rules["made"](s), rules["bound"](rules["da"](s)), 0)
        s.sent = later = rules["send"](np.where(on, rules["carry"](s), rules["skip"](s)))
    return {
        "dx": np.stack(rules["order"]([s.da @ s.wx.T for s in steps]), 1),
        "dh0": rules["dh0"](steps),
        "dwx": rules["total"]([s.x.T @ s.da for s in steps]),
        "dwh": rules["total"]([rules["by_h"](s).T @ s.da for s in steps]),
        "db": rules["total"]([s.da.sum(0) for s in steps]),
    }
