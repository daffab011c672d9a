"""LSTM: where to try it, and its wrong derivations.

run goes forward and back through time in plain steps by RULES, each a function of a step s, in
which are x, prev and prev_c (h and c before the step), a, the gates i, f, o, g, c, h, wx, wh,
b, and on the way back dout, later and later_c (what the step after sent), dh and dc. A mistake
of WRONG replaces some of the rules.
"""

from types import SimpleNamespace

import numpy as np

from diagnose.checking.problem import RNG, At, Mistake

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
        At("no steps", (draw(2, 0, 3), h0, c0), init, trait="no steps"),
    ]


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


RULES = {
    "h0": lambda s: s.h0,
    "c0": lambda s: s.c0,
    "a": lambda s: s.x @ s.wx + s.prev @ s.wh + s.b,
    "read": lambda s: "ifog",
    "squash": lambda s: [sigmoid(s.ai), sigmoid(s.af), sigmoid(s.ao), np.tanh(s.ag)],
    "c": lambda s: s.f * s.prev_c + s.i * s.g,
    "h": lambda s: s.o * np.tanh(s.c),
    "hold": lambda s: [np.where(s.on, s.h, s.prev), np.where(s.on, s.c, s.prev_c)],
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
    "by_h": lambda s: s.prev,
    "dh0": lambda steps: steps[0].sent,
    "dc0": lambda steps: steps[0].sent_c,
    "total": lambda steps: sum(steps),
    "order": lambda steps: steps,
}


def run(x, wx, wh, b, dout, h0=None, c0=None, mask=None, wrong="", dlast_c=0.0) -> dict:
    """Return out, h, c and all gradients, by the rules of a mistake of WRONG.

    dlast_c is what comes back to the last c from beyond the sequence.
    """
    rules = RULES | (WRONG[wrong][2] if wrong else {})
    zero = np.zeros((len(x), len(wh)))
    first = SimpleNamespace(h0=zero if h0 is None else h0, c0=zero if c0 is None else c0)
    steps = forward(x, wx, wh, b, first, mask, rules)
    found = back(steps, dout, dlast_c, rules)
    return found | {
        "out": np.stack([s.h for s in steps], 1),
        "h": steps[-1].h,
        "c": steps[-1].c,
    }


def forward(x, wx, wh, b, first, mask, rules: dict) -> list:
    """Return the steps, each with what it was made of."""
    N, T, _ = x.shape
    on = np.ones((N, T), bool) if mask is None else mask
    h, c, steps = rules["h0"](first), rules["c0"](first), []
    for t in range(T):
        s = SimpleNamespace(t=t, T=T, x=x[:, t], prev=h, prev_c=c, wx=wx, wh=wh, b=b)
        s.on, s.h0, s.c0 = on[:, t, None], first.h0, first.c0
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


def back(steps: list, dout, dlast_c, rules: dict) -> dict:
    """Return all gradients."""
    later, later_c = 0 * steps[0].h, dlast_c + 0 * steps[0].c
    for s in reversed(steps):
        s.dout, s.last, s.later, s.later_c = dout[:, s.t], dout[:, -1], later, later_c
        on = rules["count"](s)
        s.dh = rules["dh"](s)
        s.dc = rules["dc"](s)
        da = {gate: rules["d" + gate](s) * rules["slope_" + gate](s) for gate in "ifog"}
        s.da = np.where(on, np.concatenate([da[gate] for gate in rules["write"](s)], 1), 0)
        skipped, skipped_c = rules["skip"](s)
        s.sent = later = np.where(on, rules["carry"](s), skipped)
        s.sent_c = later_c = np.where(on, rules["carry_c"](s), skipped_c)
    return {
        "dx": np.stack(rules["order"]([s.da @ s.wx.T for s in steps]), 1),
        "dh0": rules["dh0"](steps),
        "dc0": rules["dc0"](steps),
        "dwx": rules["total"]([s.x.T @ s.da for s in steps]),
        "dwh": rules["total"]([rules["by_h"](s).T @ s.da for s in steps]),
        "db": rules["total"]([s.da.sum(0) for s in steps]),
    }


LEARNED, BACK = ("dwx", "dwh", "db"), ("dx", "dwx", "dwh", "db")
WRONG = {  # name: what it spoils, what to say, the rules in its place
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
        "The first step takes h0 for c0: h goes into the gates, and c is what f keeps.",
        {"h0": lambda s: s.c0, "c0": lambda s: s.h0},
    ),
    "the mask is not read in forward": (
        ("out",),
        "Steps that do not count are made like the others: h and c stay as they were there.",
        {"hold": lambda s: [s.h, s.c]},
    ),
    "h and c are 0 where a step does not count": (
        ("out",),
        "h and c are set to 0 at a step that does not count: they stay what they were.",
        {"hold": lambda s: [s.h * s.on, s.c * s.on]},
    ),
    "c moves where a step does not count": (
        ("out",),
        "Only h stays as it was at a step that does not count: c stays too.",
        {"hold": lambda s: [np.where(s.on, s.h, s.prev), s.c]},
    ),
    "dh from the next step is dropped": (
        BACK,
        "dh is dout[t] alone: h[t] also goes into step t + 1, so add da[t+1] @ wh.T.",
        {"dh": lambda s: s.dout},
    ),
    "dc from the next step is dropped": (
        BACK,
        "dc is dh * o * (1 - tanh(c)^2) alone: c[t] also goes into c[t+1], so add dc * f of "
        "the step after.",
        {"dc": lambda s: s.dh * s.o * (1 - s.tanh_c**2)},
    ),
    "nothing comes from the next step": (
        BACK,
        "Each step's dh and dc are its own alone: h[t] and c[t] also go into step t + 1, so "
        "add da[t+1] @ wh.T to dh and dc * f of the step after to dc.",
        {"dh": lambda s: s.dout, "dc": lambda s: s.dh * s.o * (1 - s.tanh_c**2)},
    ),
    "dh does not reach c": (
        BACK,
        "dc is only what the next step sent: h[t] = o * tanh(c[t]) is made of c[t] too, so add "
        "dh * o * (1 - tanh(c)^2).",
        {"dc": lambda s: s.later_c},
    ),
    "only the last dout counts": (
        BACK,
        "Only dout of the last step is read: every h[t] is an output, so add dout[t] to dh at "
        "each step.",
        {"dh": lambda s: s.later + (s.last if s.t == s.T - 1 else 0)},
    ),
    "dh of the next step is counted twice": (
        BACK,
        "dh keeps what it has sent back: at step t - 1 it is dout[t-1] + da[t] @ wh.T, without "
        "the old dh.",
        {"carry": lambda s: s.dh + s.da @ s.wh.T},
    ),
    "the slope of tanh(c) is left out": (
        BACK,
        "dc gets dh * o from h = o * tanh(c): multiply it by the slope of tanh, 1 - tanh(c)^2.",
        {"dc": lambda s: s.later_c + s.dh * s.o},
    ),
    "the slope of tanh(c) is taken at c": (
        BACK,
        "dc has 1 - c^2: the slope of tanh, written with what it returned, is 1 - tanh(c)^2.",
        {"dc": lambda s: s.later_c + s.dh * s.o * (1 - s.c**2)},
    ),
    "the slope of tanh(c) lacks the square": (
        BACK,
        "dc has 1 - tanh(c): the slope of tanh is 1 - tanh(c)^2.",
        {"dc": lambda s: s.later_c + s.dh * s.o * (1 - s.tanh_c)},
    ),
    "the slope of tanh(c) has h": (
        BACK,
        "dc has 1 - h^2: h is o * tanh(c), and the slope of the tanh is 1 - tanh(c)^2.",
        {"dc": lambda s: s.later_c + s.dh * s.o * (1 - s.h**2)},
    ),
    "the slope of tanh(c) is of the step before": (
        BACK,
        "dc has 1 - tanh(c[t-1])^2: h[t] was made of c[t], so it is 1 - tanh(c[t])^2.",
        {"dc": lambda s: s.later_c + s.dh * s.o * (1 - np.tanh(s.prev_c) ** 2)},
    ),
    "the slope of tanh(c) covers all of dc": (
        BACK,
        "dc is (dc of the next step + dh * o) * (1 - tanh(c)^2): only what comes by h goes "
        "through the tanh, dc of the next step is added as it is.",
        {"dc": lambda s: (s.later_c + s.dh * s.o) * (1 - s.tanh_c**2)},
    ),
    "o is left out on the way to c": (
        BACK,
        "dc gets dh * (1 - tanh(c)^2): h is o * tanh(c), so multiply by o too.",
        {"dc": lambda s: s.later_c + s.dh * (1 - s.tanh_c**2)},
    ),
    "dc goes back without f": (
        BACK,
        "dc itself is sent to step t - 1: c[t] has f * c[t-1], so send dc * f.",
        {"carry_c": lambda s: s.dc},
    ),
    "dc goes back with i": (
        BACK,
        "dc * i is sent to step t - 1: c[t] has f * c[t-1], so send dc * f.",
        {"carry_c": lambda s: s.dc * s.i},
    ),
    "dc goes back without what h sent": (
        ("dc0",),
        "What is sent to step t - 1 is the next step's dc * f: dh * o * (1 - tanh(c)^2) of "
        "this step is added to dc first.",
        {"carry_c": lambda s: s.later_c * s.f},
    ),
    "df has c[t]": (
        BACK,
        "df is dc * c[t]: f multiplied the old c, so it is dc * c[t-1].",
        {"df": lambda s: s.dc * s.c},
    ),
    "do has c": (
        BACK,
        "do is dh * c[t]: o multiplied tanh(c[t]), so it is dh * tanh(c[t]).",
        {"do": lambda s: s.dh * s.c},
    ),
    "do has h": (
        BACK,
        "do is dh * h[t]: o multiplied tanh(c[t]), so it is dh * tanh(c[t]).",
        {"do": lambda s: s.dh * s.h},
    ),
    "di and dg are swapped": (
        BACK,
        "di is dc * i and dg is dc * g: in i * g each has the other as slope, so di = dc * g "
        "and dg = dc * i.",
        {"di": lambda s: s.dc * s.i, "dg": lambda s: s.dc * s.g},
    ),
    "di has g's slope and dg has i's": (
        BACK,
        "The gradients are right till the squashing, and then i's has 1 - i^2 and g's has "
        "g (1 - g): i is a sigmoid, i (1 - i), and g a tanh, 1 - g^2.",
        {"slope_i": lambda s: 1 - s.i**2, "slope_g": lambda s: s.g * (1 - s.g)},
    ),
    "di, df and dg are made of dh": (
        BACK,
        "i, f and g have dh where dc belongs: they made c[t], so their gradients start from "
        "dc.",
        {
            "di": lambda s: s.dh * s.g,
            "df": lambda s: s.dh * s.prev_c,
            "dg": lambda s: s.dh * s.i,
        },
    ),
    "do is made of dc": (
        BACK,
        "do is dc * tanh(c): o is in h = o * tanh(c), so it is dh * tanh(c).",
        {"do": lambda s: s.dc * s.tanh_c},
    ),
    "g has a sigmoid's slope": (
        BACK,
        "g's slope is g (1 - g), as the gates' are: g is a tanh, so it is 1 - g^2.",
        {"slope_g": lambda s: s.g * (1 - s.g)},
    ),
    "the slope of g lacks the square": (
        BACK,
        "g's slope is 1 - g: g is a tanh, so it is 1 - g^2.",
        {"slope_g": lambda s: 1 - s.g},
    ),
    "the slope of g is taken at a": (
        BACK,
        "g's slope is 1 - a^2: written with what tanh returned, it is 1 - g^2.",
        {"slope_g": lambda s: 1 - s.ag**2},
    ),
    "tanh is taken of g again": (
        BACK,
        "g's slope is 1 - tanh(g)^2: g is the tanh already, so it is 1 - g^2.",
        {"slope_g": lambda s: 1 - np.tanh(s.g) ** 2},
    ),
    "i, f and o have tanh's slope": (
        BACK,
        "i, f and o have the slope 1 - s^2: they are sigmoids, so it is s (1 - s).",
        {f"slope_{k}": lambda s, k=k: 1 - getattr(s, k) ** 2 for k in "ifo"},
    ),
    "i, f and o lack 1 - s": (
        BACK,
        "i, f and o have the slope s: a sigmoid s has s (1 - s).",
        {f"slope_{k}": lambda s, k=k: getattr(s, k) for k in "ifo"},
    ),
    "i, f and o lack s": (
        BACK,
        "i, f and o have the slope 1 - s: a sigmoid s has s (1 - s).",
        {f"slope_{k}": lambda s, k=k: 1 - getattr(s, k) for k in "ifo"},
    ),
    "the sigmoid is taken twice": (
        BACK,
        "i, f and o have the slope of a sigmoid at themselves: they are sigmoids already, so "
        "it is s (1 - s).",
        {
            f"slope_{k}": lambda s, k=k: sigmoid(getattr(s, k)) * (1 - sigmoid(getattr(s, k)))
            for k in "ifo"
        },
    ),
    "i, f and o have the slope of their a": (
        BACK,
        "i, f and o have the slope a (1 - a): written with what the sigmoid returned, it is "
        "s (1 - s).",
        {
            f"slope_{k}": lambda s, k=k: getattr(s, "a" + k) * (1 - getattr(s, "a" + k))
            for k in "ifo"
        },
    ),
    "the gates' slopes are left out": (
        BACK,
        "da holds di, df, do and dg themselves: multiply by s (1 - s) of the sigmoids and by "
        "1 - g^2.",
        {f"slope_{k}": lambda s: 1.0 for k in "ifog"},
    ),
    **{
        f"the slope of {k} is left out": (
            BACK,
            f"da has d{k} itself in {k}'s block: multiply it by the slope {slope}.",
            {f"slope_{k}": lambda s: 1.0},
        )
        for k, slope in zip(
            "ifog", ("i (1 - i)", "f (1 - f)", "o (1 - o)", "1 - g^2"), strict=True
        )
    },
    **{
        f"d{k} is left out": (
            BACK,
            f"da is 0 in {k}'s block: {k} has a part in out, so it has a gradient too.",
            {f"d{k}": lambda s: 0 * s.dc},
        )
        for k in "ifog"
    },
    "dwh has h[t]": (
        ("dwh",),
        "dwh has h[t].T @ da[t]: wh multiplied the state before, h[t-1], which is h0 at step "
        "0.",
        {"by_h": lambda s: s.h},
    ),
    "dwh has c": (
        ("dwh",),
        "dwh has c[t-1].T @ da[t]: wh multiplied h[t-1].",
        {"by_h": lambda s: s.prev_c},
    ),
    "dwh misses h0": (
        ("dwh",),
        "dwh is without step 0: its h[t-1] is h0, so add h0.T @ da[0].",
        {"by_h": lambda s: s.prev * (s.t > 0)},
    ),
    "df misses c0": (
        LEARNED,
        "df is 0 at step 0: its c[t-1] is c0 where that is given, so df = dc * c0.",
        {"df": lambda s: s.dc * s.prev_c * (s.t > 0)},
    ),
    "the loop over steps overwrites": (
        LEARNED,
        "The gradient is that of step 0, the last one on the way back: each step used the same "
        "weights, so add up with +=.",
        {"total": lambda steps: steps[0]},
    ),
    "only the last step counts": (
        LEARNED,
        "The gradient is that of the last step alone: each step used the same weights, so sum "
        "over all steps.",
        {"total": lambda steps: steps[-1]},
    ),
    "step 0 is left out": (
        ("dwx", "db"),
        "The sum over steps ends before step 0: it runs down to t = 0, range(T - 1, -1, -1).",
        {"total": lambda steps: sum(steps[1:])},
    ),
    "the last step is left out": (
        LEARNED,
        "The sum over steps is without the last: it starts from t = T - 1.",
        {"total": lambda steps: sum(steps[:-1])},
    ),
    "dx is in reverse order": (
        ("dx",),
        "dx has the last step first: steps were collected on the way back, so put each at "
        "dx[:, t].",
        {"order": lambda steps: steps[::-1]},
    ),
    "a step that does not count stops dh and dc": (
        BACK,
        "Nothing goes back through a step that does not count: h and c were handed on there, "
        "so dh and dc go on as they are.",
        {"skip": lambda s: [0 * s.dh, 0 * s.dc]},
    ),
    "a step that does not count stops dc": (
        BACK,
        "dc does not go back through a step that does not count: c was handed on there, so dc "
        "goes on as it is.",
        {"skip": lambda s: [s.dh, 0 * s.dc]},
    ),
    "dout is lost where a step does not count": (
        BACK,
        "dout of a step that does not count is dropped: out repeats h[t-1] there, so dout[t] "
        "goes back with dh.",
        {"skip": lambda s: [s.later, s.later_c]},
    ),
    "dc takes from dh where a step does not count": (
        BACK,
        "dc gets dh * o * (1 - tanh(c)^2) at a step that does not count: h was not made there, "
        "so dc goes on as it is.",
        {"skip": lambda s: [s.dh, s.dc]},
    ),
    "the mask is not read on the way back": (
        BACK,
        "Steps that do not count are gone through as if they did: da is 0 there, and dh and dc "
        "go on as they are.",
        {"count": lambda s: True},
    ),
    "dh0 is dh of step 0": (
        ("dh0",),
        "dh0 is dh at step 0, before its gates and wh: it is da[0] @ wh.T.",
        {"dh0": lambda steps: steps[0].dh},
    ),
    "dh0 is what the last step sends": (
        ("dh0",),
        "dh0 is made of the last step's da: it is what step 0 sends back, da[0] @ wh.T.",
        {"dh0": lambda steps: steps[-1].sent},
    ),
    "dc0 is dc of step 0": (
        ("dc0",),
        "dc0 is dc at step 0: c[0] has f * c0, so it is dc * f.",
        {"dc0": lambda steps: steps[0].dc},
    ),
    "dc0 is what the last step sends": (
        ("dc0",),
        "dc0 is made of the last step's dc: it is what step 0 sends back, dc * f.",
        {"dc0": lambda steps: steps[-1].sent_c},
    ),
}


def gates_in(order: str, forward: bool) -> tuple:
    """Return the entry of WRONG for blocks in another order."""
    theirs = ", ".join(order)
    if forward:
        says = f"The blocks of a are read as {theirs}: they are i, f, o, g, in this order."
        return ("out",), says, {"read": lambda s: order}
    says = f"da's blocks are put together as {theirs}: they are i, f, o, g, as in a."
    return BACK, says, {"write": lambda s: order}


for order in ("ifgo", "igfo", "iofg", "figo", "fiog", "gifo", "ofig"):
    if order != "fiog":  # i and f are swapped, which has a name of its own
        WRONG[f"a is read as {', '.join(order)}"] = gates_in(order, True)
    WRONG[f"da is written as {', '.join(order)}"] = gates_in(order, False)


def mistake(of: str, name: str, key: str) -> Mistake:
    """Return the mistake of WRONG by its name; key is what run calls of."""

    def theirs(t):
        x, *states = t.x if isinstance(t.x, tuple) else (t.x,)
        states += [getattr(t, "h0", None), getattr(t, "c0", None)][len(states) :]
        mask = getattr(t, "mask", None)
        return run(x, t.wx, t.wh, t.b, t.dout, *states, mask, name)[key]

    return Mistake(of, name, WRONG[name][1], theirs)


IN_TUPLE = {"dh0": "dx[1]", "dc0": "dx[2]"}  # what they are called where x is (x, h0, c0)
MISTAKES = [
    mistake(of, name, key)
    for name, (spoiled, _, _) in WRONG.items()
    for key in spoiled
    for of in ((key, IN_TUPLE[key]) if key in IN_TUPLE else (key,))
]
