"""Attention: wrong ways back, as rules of attention.py that they replace."""

import numpy as np

from diagnose.checking.wrong.attention import RULES

SCORES = ("dx", "dwq", "dwk", "dbq")  # what ds spoils
BACK = {  # name: what it spoils, what to say, the rules in its place
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
