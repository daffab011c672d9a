"""GRU: forward and back through time in plain steps, by RULES that a mistake replaces.

A rule is a function of a step s, in which are x, prev (h before the step), the gates r, z, n,
h, wx, wh, b, the products hr, hz, hn of h and wh, and on the way back dout, later (what the
step after sent), dh, dn, dan, du, dar and daz.
"""

from types import SimpleNamespace

import numpy as np

from diagnose.checking.wrong.steps import sequence, sigmoid

RULES = {
    "start": lambda s: s.h0,
    "x": lambda s: s.x,
    "read": lambda s: "rzn",
    "r": lambda s: sigmoid(s.xr + s.hr + s.br),
    "z": lambda s: sigmoid(s.xz + s.hz + s.bz),
    "n": lambda s: np.tanh(s.xn + s.bn + s.r * s.hn),
    "h": lambda s: (1 - s.z) * s.n + s.z * s.prev,
    "hold": lambda s: np.where(s.on, s.h, s.prev),
    "saved": lambda s: "rzn",
    "dh": lambda s: s.dout + s.later,
    "dn": lambda s: s.dh * (1 - s.z),
    "dan": lambda s: s.dn * (1 - s.n**2),
    "du": lambda s: s.dan * s.r,
    "dar": lambda s: s.dan * s.hn * s.r * (1 - s.r),
    "daz": lambda s: s.dh * (s.prev - s.n) * s.z * (1 - s.z),
    "write": lambda s: "rzn",
    "by_x": lambda s: (s.dar, s.daz, s.dan),
    "by_wh": lambda s: (s.dar, s.daz, s.du),
    "carry": lambda s: s.dh * s.z + s.dah @ s.wh.T,
    "skip": lambda s: s.dh,
    "count": lambda s: s.on,
    "made": lambda s: s.on,
    "bound": lambda da: da,
    "send": lambda dh: dh,
    "by_h": lambda s: s.prev,
    "to_wh": lambda s: s.dah,
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
    h, steps = rules["start"](SimpleNamespace(h0=h0)), []
    for i in range(x.shape[1]):
        s = SimpleNamespace(t=i, T=x.shape[1], x=x[:, i], prev=h, wx=wx, wh=wh, b=b, h0=h0)
        s.on = on[:, i, None]
        s.x = rules["x"](s)
        for name, a in (("x", s.x @ wx), ("h", h @ wh), ("b", b)):
            for gate, block in zip(rules["read"](s), np.split(a, 3, axis=-1), strict=True):
                setattr(s, name + gate, block)
        for name in ("r", "z", "n", "h"):
            setattr(s, name, rules[name](s))
        s.h = h = rules["hold"](s)
        steps.append(s)
    return steps


def back(steps: list, dout, rules: dict) -> dict:
    """Return all gradients."""
    later = 0 * steps[0].h
    for s in rules["walk"](steps):
        s.dout, s.last, s.later = dout[:, s.t], dout[:, -1], later
        on = rules["count"](s)
        vars(s).update(zip(rules["saved"](s), (s.r, s.z, s.n), strict=True))
        for name in ("dh", "dn", "dan", "du", "dar", "daz"):
            setattr(s, name, rules[name](s))
        for name, parts in (("dax", rules["by_x"](s)), ("dah", rules["by_wh"](s))):
            blocks = dict(zip("rzn", parts, strict=True))
            a = np.concatenate([blocks[gate] for gate in rules["write"](s)], axis=1)
            setattr(s, name, np.where(rules["made"](s), rules["bound"](a), 0))
        s.sent = later = rules["send"](np.where(on, rules["carry"](s), rules["skip"](s)))
    return {
        "dx": np.stack(rules["order"]([s.dax @ s.wx.T for s in steps]), 1),
        "dh0": rules["dh0"](steps),
        "dwx": rules["total"]([s.x.T @ s.dax for s in steps]),
        "dwh": rules["total"]([rules["by_h"](s).T @ rules["to_wh"](s) for s in steps]),
        "db": rules["total"]([s.dax.sum(0) for s in steps]),
    }
