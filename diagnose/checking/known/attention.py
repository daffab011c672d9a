"""Attention: where to try it, and its wrong derivations.

Each replaces some rules of wrong/attention.py. Those of the way back are in
wrong/attention_back.py.
"""

import numpy as np

from diagnose.checking.problem import RNG, At
from diagnose.checking.wrong.attention import (
    cut_across,
    cut_by_reshape,
    join_across,
    join_by_reshape,
    nothing_seen,
    run,
    shares,
    softmax,
)
from diagnose.checking.wrong.attention_back import BACK
from diagnose.checking.wrong.told import told

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


FORWARD = {  # name: what it spoils, what to say, the rules in its place
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
    "causal sees one step ahead": (
        ("out",),
        "With causal, step t looks at steps 0 to t + 1: it may look at steps 0 to t, "
        "np.tri(T, T).",
        {"seen": lambda s: s.on & (np.tri(s.T, s.S, 1, dtype=bool) | (not s.causal))},
    ),
    "the mask is read the other way round": (
        ("out",),
        "Keys whose mask is True are left out, and those whose mask is False are looked at: "
        "True counts, so scores are set to -inf where the mask is False.",
        {"seen": lambda s: ~s.on & (np.tri(s.T, s.S, dtype=bool) | (not s.causal))},
    ),
    "with nothing to look at, a query takes the mean of all values": (
        ("out",),
        "A query with no key to look at has p = 1 / S for all keys, as where all its scores "
        "are the same -1e9: its p is 0.",
        {"p": lambda s: shares(s, s.scores) + nothing_seen(s) / s.S},
    ),
    "with nothing to look at, a query looks at all keys": (
        ("out",),
        "A query with no key to look at has the softmax of all its scores, as where -1e9 is "
        "added to each of them: its p is 0.",
        {"p": lambda s: shares(s, s.scores) + nothing_seen(s) * softmax(s.scores, -1)},
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
}

MISTAKES = told(FORWARD | BACK, run)
