"""GRU: where to try it, and its wrong derivations.

run goes forward and back through time in plain steps by RULES, each a function of a step s, in
which are x, prev (h before the step), the gates r, z, n, u, h, wx, wh, b, and on the way back
dout, later (what the step after sent), dh, dn, dan, du, dar and daz. A mistake of WRONG
replaces some of the rules.
"""

from types import SimpleNamespace

import numpy as np

from diagnose.checking.problem import RNG, At, Mistake

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
        At("no steps", (draw(2, 0, 3), h0), init, trait="no steps"),
    ]


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


RULES = {
    "start": lambda s: s.h0,
    "read": lambda s: "rzn",
    "r": lambda s: sigmoid(s.xr + s.hr + s.br),
    "z": lambda s: sigmoid(s.xz + s.hz + s.bz),
    "n": lambda s: np.tanh(s.xn + s.bn + s.r * s.hn),
    "h": lambda s: (1 - s.z) * s.n + s.z * s.prev,
    "hold": lambda s: np.where(s.on, s.h, s.prev),
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
    "by_h": lambda s: s.prev,
    "dh0": lambda steps: steps[0].sent,
    "total": lambda steps: sum(steps),
    "order": lambda steps: steps,
}


def run(x, wx, wh, b, dout, h0=None, mask=None, wrong="") -> dict:
    """Return out, h and all gradients, by the rules of a mistake of WRONG."""
    rules = RULES | (WRONG[wrong][2] if wrong else {})
    first = SimpleNamespace(h0=np.zeros((len(x), len(wh))) if h0 is None else h0)
    steps = forward(x, wx, wh, b, first, mask, rules)
    found = back(steps, dout, rules)
    return found | {"out": np.stack([s.h for s in steps], 1), "h": steps[-1].h}


def forward(x, wx, wh, b, first, mask, rules: dict) -> list:
    """Return the steps, each with what it was made of."""
    N, T, _ = x.shape
    on = np.ones((N, T), bool) if mask is None else mask
    h, steps = rules["start"](first), []
    for t in range(T):
        s = SimpleNamespace(t=t, T=T, x=x[:, t], prev=h, wx=wx, wh=wh, b=b, h0=first.h0)
        s.on = on[:, t, None]
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
    for s in reversed(steps):
        s.dout, s.last, s.later = dout[:, s.t], dout[:, -1], later
        on = rules["count"](s)
        for name in ("dh", "dn", "dan", "du", "dar", "daz"):
            setattr(s, name, rules[name](s))
        for name, parts in (("dax", rules["by_x"](s)), ("dah", rules["by_wh"](s))):
            blocks = dict(zip("rzn", parts, strict=True))
            a = np.concatenate([blocks[gate] for gate in rules["write"](s)], axis=1)
            setattr(s, name, np.where(on, a, 0))
        s.sent = later = np.where(on, rules["carry"](s), rules["skip"](s))
    return {
        "dx": np.stack(rules["order"]([s.dax @ s.wx.T for s in steps]), 1),
        "dh0": rules["dh0"](steps),
        "dwx": rules["total"]([s.x.T @ s.dax for s in steps]),
        "dwh": rules["total"]([rules["by_h"](s).T @ s.dah for s in steps]),
        "db": rules["total"]([s.dax.sum(0) for s in steps]),
    }


LEARNED, BACK = ("dwx", "dwh", "db"), ("dx", "dwx", "dwh", "db")
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
    "the mask is not read in forward": (
        ("out",),
        "Steps that do not count are made like the others: h stays as it was there.",
        {"hold": lambda s: s.h},
    ),
    "h is 0 where a step does not count": (
        ("out",),
        "h is set to 0 at a step that does not count: it stays what it was, h[t] = h[t-1].",
        {"hold": lambda s: s.h * s.on},
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
    "daz has the wrong sign": (
        BACK,
        "daz is made with n - h[t-1]: h[t] = n + z * (h[t-1] - n), so the slope in z is "
        "h[t-1] - n.",
        {"daz": lambda s: s.dh * (s.n - s.prev) * s.z * (1 - s.z)},
    ),
    "daz lacks n": (
        BACK,
        "daz is made with h[t-1] alone: z is in (1 - z) * n too, so the slope is h[t-1] - n.",
        {"daz": lambda s: s.dh * s.prev * s.z * (1 - s.z)},
    ),
    "daz lacks h": (
        BACK,
        "daz is made with -n alone: z is in z * h[t-1] too, so the slope is h[t-1] - n.",
        {"daz": lambda s: -s.dh * s.n * s.z * (1 - s.z)},
    ),
    "daz has h[t]": (
        BACK,
        "daz is made with h[t] - n: z multiplied the old state, so it is h[t-1] - n.",
        {"daz": lambda s: s.dh * (s.h - s.n) * s.z * (1 - s.z)},
    ),
    "du lacks r": (
        ("dx", "dwx", "dwh"),
        "du is dan itself, or dwh and the way back to h are made of [dar, daz, dan]: n is "
        "made of r * u, so du = dan * r, and h meets [dar, daz, du].",
        {"du": lambda s: s.dan},
    ),
    "du lacks r, and dar too": (
        BACK,
        "du is dan itself, and dar is made of it: n is made of r * u, so du = dan * r, and "
        "then dar = du * u * (1 - r).",
        {"du": lambda s: s.dan, "dar": lambda s: s.dan * s.hn * (1 - s.r)},
    ),
    "dar has h for u": (
        BACK,
        "dar is made with h[t-1]: r multiplied u = h[t-1] @ wh_n, so it is "
        "dan * u * r * (1 - r).",
        {"dar": lambda s: s.dan * s.prev * s.r * (1 - s.r)},
    ),
    "dar is made of du": (
        BACK,
        "dar is du * u * r * (1 - r), with r twice, as du = dan * r has it already: it is "
        "dan * u * r * (1 - r).",
        {"dar": lambda s: s.dan * s.r * s.hn * s.r * (1 - s.r)},
    ),
    "dar lacks u": (
        BACK,
        "dar is dan * r * (1 - r): r multiplied u = h[t-1] @ wh_n, so multiply by u.",
        {"dar": lambda s: s.dan * s.r * (1 - s.r)},
    ),
    "x meets du": (
        ("dx", "dwx", "db"),
        "dx, dwx and db are made of [dar, daz, du]: r multiplies only what comes from h, so x "
        "and b meet dan, [dar, daz, dan].",
        {"by_x": lambda s: (s.dar, s.daz, s.du)},
    ),
    **{
        f"the slope of {k} is left out": (
            BACK,
            f"da{k} is not multiplied by the slope of {k}: it is {slope}.",
            {f"da{k}": rule},
        )
        for k, slope, rule in (
            ("n", "1 - n^2", lambda s: s.dn),
            ("r", "r (1 - r)", lambda s: s.dan * s.hn),
            ("z", "z (1 - z)", lambda s: s.dh * (s.prev - s.n)),
        )
    },
    "the slope of r lacks r": (
        BACK,
        "dar is dan * u * (1 - r): r is a sigmoid, so multiply by r (1 - r).",
        {"dar": lambda s: s.dan * s.hn * (1 - s.r)},
    ),
    "the slope of r lacks 1 - r": (
        BACK,
        "dar is dan * u * r: r is a sigmoid, so multiply by r (1 - r).",
        {"dar": lambda s: s.dan * s.hn * s.r},
    ),
    "the slope of z lacks z": (
        BACK,
        "daz is dh * (h[t-1] - n) * (1 - z): z is a sigmoid, so multiply by z (1 - z).",
        {"daz": lambda s: s.dh * (s.prev - s.n) * (1 - s.z)},
    ),
    "the slope of z lacks 1 - z": (
        BACK,
        "daz is dh * (h[t-1] - n) * z: z is a sigmoid, so multiply by z (1 - z).",
        {"daz": lambda s: s.dh * (s.prev - s.n) * s.z},
    ),
    "n has a sigmoid's slope": (
        BACK,
        "n's slope is n (1 - n), as the gates' are: n is a tanh, so it is 1 - n^2.",
        {"dan": lambda s: s.dn * s.n * (1 - s.n)},
    ),
    "the slope of n lacks the square": (
        BACK,
        "n's slope is 1 - n: n is a tanh, so it is 1 - n^2.",
        {"dan": lambda s: s.dn * (1 - s.n)},
    ),
    "r and z have tanh's slope": (
        BACK,
        "r and z have the slope 1 - s^2: they are sigmoids, so it is s (1 - s).",
        {
            "dar": lambda s: s.dan * s.hn * (1 - s.r**2),
            "daz": lambda s: s.dh * (s.prev - s.n) * (1 - s.z**2),
        },
    ),
    **{
        f"da{k} is left out": (
            BACK,
            f"da{k} is 0: {k} has a part in out, so it has a gradient too.",
            {f"da{k}": lambda s: 0 * s.dh},
        )
        for k in "rz"
    },
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
    "dx is in reverse order": (
        ("dx",),
        "dx has the last step first: steps were collected on the way back, so put each at "
        "dx[:, t].",
        {"order": lambda steps: steps[::-1]},
    ),
    "a step that does not count stops dh": (
        BACK,
        "Nothing goes back through a step that does not count: h was handed on there, so dh "
        "goes on as it is.",
        {"skip": lambda s: 0 * s.dh},
    ),
    "dout is lost where a step does not count": (
        BACK,
        "dout of a step that does not count is dropped: out repeats h[t-1] there, so dout[t] "
        "goes back with dh.",
        {"skip": lambda s: s.later},
    ),
    "dh is multiplied by z where a step does not count": (
        BACK,
        "dh goes back as dh * z through a step that does not count: h was handed on there, so "
        "dh goes on as it is.",
        {"skip": lambda s: s.dh * s.z},
    ),
    "the mask is not read on the way back": (
        BACK,
        "Steps that do not count are gone through as if they did: da is 0 there, and dh goes "
        "on as it is.",
        {"count": lambda s: True},
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


def gates_in(order: str, forward: bool) -> tuple:
    """Return the entry of WRONG for blocks in another order."""
    theirs = ", ".join(order)
    if forward:
        says = f"The blocks of wx, wh and b are read as {theirs}: they are r, z, n."
        return ("out",), says, {"read": lambda s: order}
    says = f"The gradients' blocks are put together as {theirs}: they are r, z, n, as in b."
    return BACK, says, {"write": lambda s: order}


for order in ("zrn", "nrz", "rnz", "znr", "nzr"):
    WRONG[f"blocks are read as {', '.join(order)}"] = gates_in(order, True)
    WRONG[f"blocks are written as {', '.join(order)}"] = gates_in(order, False)


def mistake(of: str, name: str, key: str) -> Mistake:
    """Return the mistake of WRONG by its name; key is what run calls of."""

    def theirs(t):
        x, *states = t.x if isinstance(t.x, tuple) else (t.x,)
        h0 = states[0] if states else getattr(t, "h0", None)
        return run(x, t.wx, t.wh, t.b, t.dout, h0, getattr(t, "mask", None), name)[key]

    return Mistake(of, name, WRONG[name][1], theirs)


MISTAKES = [
    mistake("dx[1]" if key == "dh0" else key, name, key)
    for name, (spoiled, _, _) in WRONG.items()
    for key in spoiled
]
