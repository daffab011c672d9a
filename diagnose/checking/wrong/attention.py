"""Attention: forward and back by RULES that a mistake replaces.

A rule is a function of a namespace s, in which are q, k, v, p and what comes back to them, all
cut into heads, and d, T, S, seen (what a query may look at).
"""

from types import SimpleNamespace

import numpy as np


def softmax(a, axis):
    z = np.exp(a - a.max(axis, keepdims=True))
    return z / z.sum(axis, keepdims=True)


def shares(s, scores, axis=-1):
    """Return the softmax of the scores that are seen, 0 where none is."""
    some = s.seen.any(axis, keepdims=True)
    return np.where(some, softmax(np.where(s.seen | ~some, scores, -np.inf), axis), 0)


def nothing_seen(s):
    """Return which queries have no key to look at."""
    return ~s.seen.any(-1, keepdims=True)


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


def run(t, replaced: dict) -> dict:
    """Return out and all gradients, with these rules in the place of those of RULES."""
    rules = RULES | replaced
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
