"""Attention: where to try it, and its wrong derivations.

run goes forward and back by RULES, each a function of a namespace s, in which are q, k, v, p
and what comes back to them, all cut into heads, and d, T, S, seen (what a query may look at).
A mistake of WRONG replaces some of the rules.
"""

from types import SimpleNamespace

import numpy as np

from diagnose.checking.problem import RNG, At, Mistake

FORMULA = {
    "out": "out = joined @ wo + bo,  joined = p @ v head by head,  p = softmax over the keys "
    "of q @ k.T / sqrt(d),  d = D / heads",
    "dx": "dx = dq @ wq.T + dk @ wk.T + dv @ wv.T;  dv = p.T @ djoined,  "
    "ds = p * (dp - sum of dp * p over keys) with dp = djoined @ v.T,  "
    "dq = ds @ k / sqrt(d),  dk = ds.T @ q / sqrt(d)",
    "dwo": "dwo = joined.T @ dout",
    "dwq": "dwq = query.T @ dq,  dq = ds @ k / sqrt(d)",
    "dwk": "dwk = key.T @ dk,  dk = ds.T @ q / sqrt(d)",
    "dwv": "dwv = value.T @ dv,  dv = p.T @ djoined",
    "dbo": "dbo = dout summed over all axes but the last",
    "dbq": "dbq = dq summed over all axes but the last",
    "dbk": "dbk = dk summed over all axes but the last, which is 0",
    "dbv": "dbv = dv summed over all axes but the last",
}


def sweep(draw) -> list[At]:
    """Return the points: x (N, T, D) or query, key and value, masks, and causal."""
    init = (4, 2, RNG)
    mask = np.array([[True, False, True], [True, True, False]])
    none = np.array([[True, False, True], [False, False, False]])
    three = (draw(2, 3, 4), draw(2, 5, 4), draw(2, 5, 4))
    masked = {"mask": np.array([[True, False, True, True, False], [False, True] + [True] * 3])}
    causal = {"causal": True}
    return [
        At("all sizes unequal", draw(2, 3, 6), (6, 2, RNG)),
        At("query, key and value", three, init, trait="broadcast"),
        At("one head", draw(2, 3, 4), (4, 1, RNG), trait="setting"),
        At("as many heads as features", draw(2, 5, 3), (3, 3, RNG), trait="setting"),
        At("causal", draw(2, 3, 4), init, causal, trait="masked"),
        At("a mask", draw(2, 3, 4), init, inputs={"mask": mask}, trait="masked"),
        At("a mask of keys", three, init, inputs=masked, trait="masked"),
        At("a mask, and causal", draw(2, 3, 4), init, causal, {"mask": mask}, trait="masked"),
        At("nothing to look at", draw(2, 3, 4), init, inputs={"mask": none}, trait="masked"),
        At("one step", draw(2, 1, 4), init, trait="one step"),
        At("one example", draw(1, 3, 4), init, trait="one example"),
        At("scores of a thousand", 15 * draw(2, 3, 4), init, trait="large"),
    ]


def softmax(a, axis):
    z = np.exp(a - a.max(axis, keepdims=True))
    return z / z.sum(axis, keepdims=True)


def shares(s, scores, axis=-1):
    """Return the softmax of the scores that are seen, 0 where none is."""
    some = s.seen.any(axis, keepdims=True)
    return np.where(some, softmax(np.where(s.seen | ~some, scores, -np.inf), axis), 0)


RULES = {
    "cut": lambda s, a: a.reshape(*a.shape[:2], s.heads, s.d).swapaxes(1, 2),
    "join": lambda s, a: a.swapaxes(1, 2).reshape(len(a), a.shape[2], -1),
    "seen": lambda s: s.on & (np.tri(s.T, s.S, dtype=bool) | (not s.causal)),
    "scores": lambda s: s.q @ s.k.mT / np.sqrt(s.d),
    "p": lambda s: shares(s, s.scores),
    "mixed": lambda s: s.p @ s.v,
    "out": lambda s: s.joined @ s.wo + s.bo,
    "djoined": lambda s: s.dout @ s.wo.T,
    "dv": lambda s: s.p.mT @ s.dmixed,
    "dp": lambda s: s.dmixed @ s.v.mT,
    "ds": lambda s: s.p * (s.dp - (s.dp * s.p).sum(-1, keepdims=True)),
    "dq": lambda s: s.ds @ s.k / np.sqrt(s.d),
    "dk": lambda s: s.ds.mT @ s.q / np.sqrt(s.d),
    "by_out": lambda s: s.joined,
    "fork": lambda ways: ways[0] + ways[1] + ways[2],
}


def run(t, wrong="") -> dict:
    """Return out and all gradients, by the rules of a mistake of WRONG."""
    rules = RULES | (WRONG[wrong][2] if wrong else {})
    s = SimpleNamespace(**vars(t))
    inputs = t.x if isinstance(t.x, tuple) else (t.x, t.x, t.x)
    N, s.T, s.D = inputs[0].shape
    s.S, s.d = inputs[1].shape[1], s.D // t.heads
    mask = getattr(t, "mask", None)
    s.on = np.ones((N, 1, 1, s.S), bool) if mask is None else mask[:, None, None, :]
    return {"out": forward(s, inputs, rules)} | back(s, inputs, rules, isinstance(t.x, tuple))


def forward(s, inputs, rules: dict):
    """Return out, and leave in s what it was made of."""
    for name, a in zip("qkv", inputs, strict=True):
        w, b = getattr(s, "w" + name), getattr(s, "b" + name)
        setattr(s, name, rules["cut"](s, a @ w + b))
    s.seen = np.broadcast_to(rules["seen"](s), (*s.q.shape[:3], s.S))
    s.scores = rules["scores"](s)
    s.p = rules["p"](s)
    s.joined = rules["join"](s, rules["mixed"](s))
    return rules["out"](s)


def back(s, inputs, rules: dict, several: bool) -> dict:
    """Return all gradients."""
    s.dmixed = rules["cut"](s, rules["djoined"](s))
    for name in ("dv", "dp", "ds", "dq", "dk"):
        setattr(s, name, rules[name](s))
    found = {"dwo": product(rules["by_out"](s), s.dout), "dbo": s.dout.sum((0, 1))}
    ways = []
    for name, a in zip("qkv", inputs, strict=True):
        d = rules["join"](s, getattr(s, "d" + name))
        found |= {"dw" + name: product(a, d), "db" + name: d.sum((0, 1))}
        ways.append(d @ getattr(s, "w" + name).T)
    if several:
        return found | {f"dx[{i}]": way for i, way in enumerate(ways)}
    return found | {"dx": rules["fork"](ways)}


def product(a, d):
    """Return a.T @ d over all rows."""
    return a.reshape(-1, a.shape[-1]).T @ d.reshape(-1, d.shape[-1])


def cut_by_reshape(s, a):
    return a.reshape(len(a), s.heads, a.shape[1], s.d)


def join_by_reshape(s, a):
    return a.reshape(len(a), a.shape[2], -1)


def cut_across(s, a):
    return a.reshape(*a.shape[:2], s.d, s.heads).transpose(0, 3, 1, 2)


def join_across(s, a):
    return a.transpose(0, 2, 3, 1).reshape(len(a), a.shape[2], -1)


SCORES = ("dx", "dwq", "dwk", "dbq")  # what ds spoils
WRONG = {  # name: what it spoils, what to say, the rules in its place
    "the scores are not scaled": (
        ("out",),
        "p is the softmax of q @ k.T: divide it by sqrt(d) first.",
        {"scores": lambda s: s.q @ s.k.mT},
    ),
    "the scores are scaled by sqrt(D)": (
        ("out",),
        "q @ k.T is divided by sqrt(D): a head has d = D / heads columns, so divide by "
        "sqrt(d).",
        {"scores": lambda s: s.q @ s.k.mT / np.sqrt(s.D)},
    ),
    "the scores are scaled by d": (
        ("out",),
        "q @ k.T is divided by d: divide by its root, sqrt(d).",
        {"scores": lambda s: s.q @ s.k.mT / s.d},
    ),
    "the scores are multiplied by sqrt(d)": (
        ("out",),
        "q @ k.T is multiplied by sqrt(d): divide by it.",
        {"scores": lambda s: s.q @ s.k.mT * np.sqrt(s.d)},
    ),
    "the softmax runs over the queries": (
        ("out",),
        "p sums to 1 over the queries: each query shares itself out over the keys, axis -1.",
        {"p": lambda s: shares(s, s.scores, -2)},
    ),
    "there is no softmax": (
        ("out",),
        "p is the scores themselves: it is their softmax over the keys.",
        {"p": lambda s: s.scores * s.seen},
    ),
    "heads are cut by reshape alone": (
        ("out",),
        "reshape(N, heads, T, d) mixes steps and columns: reshape to (N, T, heads, d), then "
        "swap axes 1 and 2; joining does the same in reverse.",
        {"cut": cut_by_reshape, "join": join_by_reshape},
    ),
    "heads are joined by reshape alone": (
        ("out",),
        "p @ v is (N, heads, T, d) and reshaped to (N, T, D) as it is: swap axes 1 and 2 "
        "first, so that the heads lie side by side.",
        {"join": join_by_reshape},
    ),
    "heads have every so many columns": (
        ("out",),
        "A head has every heads-th column: it has d columns side by side, "
        "reshape(N, T, heads, d).",
        {"cut": cut_across, "join": join_across},
    ),
    "wo and bo are left out": (
        ("out",),
        "out is the heads side by side: multiply by wo and add bo.",
        {"out": lambda s: s.joined},
    ),
    "bo is left out": (
        ("out",),
        "out is joined @ wo: add bo.",
        {"out": lambda s: s.joined @ s.wo},
    ),
    "keys stand for values": (
        ("out",),
        "The heads are p @ k: they are means of the values, p @ v.",
        {"mixed": lambda s: s.p @ s.k},
    ),
    "the mask is not read": (
        ("out",),
        "Keys that do not count are looked at: their p is 0, so set their scores to -inf "
        "before the softmax.",
        {"seen": lambda s: np.tri(s.T, s.S, dtype=bool) | (not s.causal)},
    ),
    "causal is not read": (
        ("out",),
        "With causal, step t looks at later steps: it may look at steps 0 to t.",
        {"seen": lambda s: s.on},
    ),
    "causal looks ahead": (
        ("out",),
        "With causal, step t looks at steps t and later: it may look at steps 0 to t.",
        {"seen": lambda s: s.on & (np.tri(s.T, s.S, dtype=bool).T | (not s.causal))},
    ),
    "causal leaves out the step itself": (
        ("out",),
        "With causal, step t looks at steps before t alone: it may look at itself too, 0 to t.",
        {"seen": lambda s: s.on & (np.tri(s.T, s.S, -1, dtype=bool) | (not s.causal))},
    ),
    "the mask comes after the softmax": (
        ("out",),
        "p is set to 0 after the softmax, so that it sums to less than 1: set the scores to "
        "-inf before.",
        {"p": lambda s: softmax(s.scores, -1) * s.seen},
    ),
    "the mask sets scores to 0": (
        ("out",),
        "Scores that do not count are set to 0, which is a score like others: set them to "
        "-inf.",
        {"p": lambda s: softmax(s.scores * s.seen, -1)},
    ),
    "the sum of the softmax is left out": (
        SCORES,
        "ds is p * dp: the shares of a query sum to 1, so take off the sum, "
        "p * (dp - (dp * p).sum over keys).",
        {"ds": lambda s: s.p * s.dp},
    ),
    "the softmax is left out on the way back": (
        SCORES,
        "ds is dp itself: go through the softmax, p * (dp - (dp * p).sum over keys).",
        {"ds": lambda s: s.dp},
    ),
    "the softmax has a sigmoid's slope": (
        SCORES,
        "ds is dp * p * (1 - p), the diagonal alone: each score moves all shares of its query, "
        "p * (dp - (dp * p).sum over keys).",
        {"ds": lambda s: s.dp * s.p * (1 - s.p)},
    ),
    "the sum runs over the queries": (
        SCORES,
        "ds takes off (dp * p) summed over the queries: the sum runs over the keys, axis -1.",
        {"ds": lambda s: s.p * (s.dp - (s.dp * s.p).sum(-2, keepdims=True))},
    ),
    "the sum is of dp alone": (
        SCORES,
        "ds takes off the sum of dp: it is the sum of dp * p over the keys.",
        {"ds": lambda s: s.p * (s.dp - s.dp.sum(-1, keepdims=True))},
    ),
    "the sum is added": (
        SCORES,
        "ds is p * (dp + the sum of dp * p): the sum is taken off.",
        {"ds": lambda s: s.p * (s.dp + (s.dp * s.p).sum(-1, keepdims=True))},
    ),
    "1 / sqrt(d) is forgotten on the way back": (
        ("dx", "dwq", "dwk", "dbq"),
        "dq and dk are ds @ k and ds.T @ q: the scores were q @ k.T / sqrt(d), so divide both "
        "by sqrt(d).",
        {"dq": lambda s: s.ds @ s.k, "dk": lambda s: s.ds.mT @ s.q},
    ),
    "1 / sqrt(d) is forgotten in dq": (
        ("dx",),
        "dq is ds @ k: the scores were q @ k.T / sqrt(d), so divide it by sqrt(d), as dk.",
        {"dq": lambda s: s.ds @ s.k},
    ),
    "1 / sqrt(d) is forgotten in dk": (
        ("dx",),
        "dk is ds.T @ q: the scores were q @ k.T / sqrt(d), so divide it by sqrt(d), as dq.",
        {"dk": lambda s: s.ds.mT @ s.q},
    ),
    "1 / sqrt(d) comes twice": (
        ("dx", "dwq", "dwk", "dbq"),
        "dq and dk are divided by d: the scores were divided by sqrt(d) once.",
        {"dq": lambda s: s.ds @ s.k / s.d, "dk": lambda s: s.ds.mT @ s.q / s.d},
    ),
    "p is not transposed in dv": (
        ("dx", "dwv", "dbv"),
        "dv is p @ djoined: value s was looked at by all queries, so it is p.T @ djoined.",
        {"dv": lambda s: s.p @ s.dmixed},
    ),
    "ds is not transposed in dk": (
        ("dx", "dwk", "dbk"),
        "dk is ds @ q: key s was met by all queries, so it is ds.T @ q.",
        {"dk": lambda s: s.ds @ s.q / np.sqrt(s.d)},
    ),
    "ds is transposed in dq": (
        ("dx", "dwq", "dbq"),
        "dq is ds.T @ k: query t met all keys, so it is ds @ k.",
        {"dq": lambda s: s.ds.mT @ s.k / np.sqrt(s.d)},
    ),
    "dq has q and dk has k": (
        ("dx", "dwq", "dwk", "dbq"),
        "dq is ds @ q and dk is ds.T @ k: in q @ k.T each has the other as slope, dq = ds @ k "
        "and dk = ds.T @ q.",
        {
            "dq": lambda s: s.ds @ s.q / np.sqrt(s.d),
            "dk": lambda s: s.ds.mT @ s.k / np.sqrt(s.d),
        },
    ),
    "dp has k": (
        SCORES,
        "dp is djoined @ k.T: the heads are p @ v, so it is djoined @ v.T.",
        {"dp": lambda s: s.dmixed @ s.k.mT},
    ),
    "dv is djoined": (
        ("dx", "dwv", "dbv"),
        "dv is djoined itself: a value is looked at by shares p, so it is p.T @ djoined.",
        {"dv": lambda s: s.dmixed},
    ),
    "wo is left out on the way back": (
        ("dx", "dwv", "dbv", "dwq", "dwk", "dbq"),
        "djoined is dout: out is joined @ wo + bo, so it is dout @ wo.T.",
        {"djoined": lambda s: s.dout},
    ),
    "wo is not transposed on the way back": (
        ("dx", "dwv", "dbv", "dwq", "dwk", "dbq"),
        "djoined is dout @ wo: joined @ wo has the slope wo.T, of the same shape.",
        {"djoined": lambda s: s.dout @ s.wo},
    ),
    "dwo is made of v": (
        ("dwo",),
        "dwo is v.T @ dout: wo multiplied the heads side by side, so it is joined.T @ dout.",
        {"by_out": lambda s: RULES["join"](s, s.v)},
    ),
    "dwo is made of x": (
        ("dwo",),
        "dwo is x.T @ dout: wo multiplied the heads side by side, so it is joined.T @ dout.",
        {"by_out": lambda s: s.x},
    ),
    **{
        f"dx has {only} alone": (
            ("dx",),
            f"dx is the way through {only} alone: an x alone is query, key and value, and the "
            "three gradients add up.",
            {"fork": lambda ways, i=i: ways[i]},
        )
        for i, only in enumerate(("query", "key", "value"))
    },
    **{
        f"dx lacks {other}": (
            ("dx",),
            f"dx is without the way through {other}: an x alone is query, key and value, and "
            "the three gradients add up.",
            {"fork": lambda ways, i=i: ways[i - 1] + ways[i - 2]},
        )
        for i, other in enumerate(("query", "key", "value"))
    },
    "the three ways are averaged": (
        ("dx",),
        "dx is the mean of the ways through query, key and value: at a fork gradients add up.",
        {"fork": lambda ways: sum(ways) / 3},
    ),
}


def mistake(of: str, name: str) -> Mistake:
    """Return the mistake of WRONG by its name."""
    return Mistake(of, name, WRONG[name][1], lambda t: run(t, name)[of])


MISTAKES = [mistake(of, name) for name, (spoiled, _, _) in WRONG.items() for of in spoiled]
