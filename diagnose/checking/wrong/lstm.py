"""LSTM: forward and back through time in plain steps, by RULES that a mistake replaces.

A rule is a function of a step s, in which are x, prev and prev_c (h and c before the step), the
gates i, f, o, g and their ai, af, ao, ag, c, h, wx, wh, b, and on the way back dout, later and
later_c (what the step after sent), dh and dc.
"""

from types import SimpleNamespace

import numpy as np

from diagnose.checking.wrong.steps import sequence, sigmoid

RULES = {
    "h0": lambda s: s.h0,
    "c0": lambda s: s.c0,
    "x": lambda s: s.x,
    "a": lambda s: s.x @ s.wx + s.prev @ s.wh + s.b,
    "read": lambda s: "ifog",
    "squash": lambda s: [sigmoid(s.ai), sigmoid(s.af), sigmoid(s.ao), np.tanh(s.ag)],
    "c": lambda s: s.f * s.prev_c + s.i * s.g,
    "h": lambda s: s.o * np.tanh(s.c),
    "hold": lambda s: [np.where(s.on, s.h, s.prev), np.where(s.on, s.c, s.prev_c)],
    "saved": lambda s: "ifog",
    "dh": lambda s: s.dout + s.later,
    "dc": lambda s: s.later_c + s.dh * s.o * (1 - s.tanh_c**2),
    "di": lambda s: s.dc * s.g,
    "df": lambda s: s.dc * s.prev_c,
    "do": lambda s: s.dh * s.tanh_c,
    "dg": lambda s: s.dc * s.i,
    "slope_i": lambda s: s.i * (1 - s.i),
    "slope_f": lambda s: s.f * (1 - s.f),
    "slope_o": lambda s: s.o * (1 - s.o),
    "slope_g": lambda s: 1 - s.g**2,
    "write": lambda s: "ifog",
    "carry": lambda s: s.da @ s.wh.T,
    "carry_c": lambda s: s.dc * s.f,
    "skip": lambda s: [s.dh, s.later_c],
    "count": lambda s: s.on,
    "made": lambda s: s.on,
    "bound": lambda da: da,
    "send": lambda dh: dh,
    "by_h": lambda s: s.prev,
    "dh0": lambda steps: steps[0].sent,
    "dc0": lambda steps: steps[0].sent_c,
    "walk": lambda steps: steps[::-1],
    "total": lambda steps: sum(steps),
    "order": lambda steps: steps,
}


def run(t, replaced: dict) -> dict:
    """Return out, h, c and all gradients, with these rules in the place of those of RULES."""
    rules = RULES | replaced
    steps = forward(t, rules)
    last = {"out": np.stack([s.h for s in steps], 1), "h": steps[-1].h, "c": steps[-1].c}
    return back(steps, t.dout, rules) | last


def forward(t, rules: dict) -> list:
    """Return the steps, each with what it was made of."""
    x, h0, c0, on = sequence(t)
    wx, wh, b = t.wx, t.wh, t.b
    zero = np.zeros((len(x), len(wh)))
    first = SimpleNamespace(h0=zero if h0 is None else h0, c0=zero if c0 is None else c0)
    h, c, steps = rules["h0"](first), rules["c0"](first), []
    for i in range(x.shape[1]):
        s = SimpleNamespace(**vars(first), t=i, T=x.shape[1], x=x[:, i], prev=h, prev_c=c)
        s.wx, s.wh, s.b, s.on = wx, wh, b, on[:, i, None]
        s.x = rules["x"](s)
        blocks = np.split(rules["a"](s), 4, axis=1)
        for gate, block in zip(rules["read"](s), blocks, strict=True):
            setattr(s, "a" + gate, block)
        s.i, s.f, s.o, s.g = rules["squash"](s)
        s.c = rules["c"](s)
        s.tanh_c = np.tanh(s.c)
        s.h = rules["h"](s)
        s.h, s.c = h, c = rules["hold"](s)
        steps.append(s)
    return steps


def back(steps: list, dout, rules: dict) -> dict:
    """Return all gradients."""
    later, later_c = 0 * steps[0].h, 0 * steps[0].c
    for s in rules["walk"](steps):
        s.dout, s.last, s.later, s.later_c = dout[:, s.t], dout[:, -1], later, later_c
        on = rules["count"](s)
        gates = zip(rules["saved"](s), (s.i, s.f, s.o, s.g), strict=True)
        vars(s).update(gates)
        s.dh = rules["dh"](s)
        s.dc = rules["dc"](s)
        da = {gate: rules["d" + gate](s) * rules["slope_" + gate](s) for gate in "ifog"}
        s.da = np.concatenate([da[gate] for gate in rules["write"](s)], 1)
        s.da = np.where(rules["made"](s), rules["bound"](s.da), 0)
        skipped, skipped_c = rules["skip"](s)
        s.sent = later = rules["send"](np.where(on, rules["carry"](s), skipped))
        s.sent_c = later_c = np.where(on, rules["carry_c"](s), skipped_c)
    return {
        "dx": np.stack(rules["order"]([s.da @ s.wx.T for s in steps]), 1),
        "dh0": rules["dh0"](steps),
        "dc0": rules["dc0"](steps),
        "dwx": rules["total"]([s.x.T @ s.da for s in steps]),
        "dwh": rules["total"]([rules["by_h"](s).T @ s.da for s in steps]),
        "db": rules["total"]([s.da.sum(0) for s in steps]),
    }
