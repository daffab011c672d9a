"""Softmax twice: probabilities handed to what takes scores and makes probabilities of them.

    p = softmax(x)          K numbers within 0..1 that add up to 1
    softmax(p)[k]           at most e / (e + K - 1), with p[k] = 1 and the others 0

cross_entropy has a softmax of its own, bce a sigmoid. Given what is squashed already, they can
no longer become sure: of K classes the loss is never below log(1 + (K - 1) / e), which is 1.46
for 10, and the gradient passes two slopes, each at most 1/4. The net learns all the same, only
slowly and never to the end, and so nobody looks for it.

A softmax or sigmoid is found by the way from it to the next, where only layers lie between that
change no number; a softmax written otherwise, in front of cross_entropy, by its figures: rows
within 0..1 that add up to 1. Log-probabilities are no leak: exp(logsoftmax(x)) already adds up
to 1, so that a second logsoftmax or a softmax, also cross_entropy's, changes nothing but the
last digit. They get a finding, and no alarm.

Threshold
    Half of the rows are probabilities already: within 0..1, and, but for a sigmoid's, with a
    sum within 1e-4 of 1. In 199 looks at nets of the zoo with cross_entropy, fresh and trained,
    the share was 0; with a softmax or sigmoid added to 34 of them, 1.
"""

import math

import numpy as np

from diagnose.evidence import Evidence
from diagnose.leaks.finding import Finding
from diagnose.upstream import maker

NAME = "softmax twice"
THRESHOLD = 0.5
SUM = 1e-4
REMEDY = (
    "Take it out, so that scores come to the next one, which squashes them itself; for "
    "probabilities to look at, apply softmax after training."
)
SQUASHING = ("softmax", "logsoftmax", "sigmoid")
SAME = ("flatten", "select")  # what changes no number


def measure(e: Evidence) -> list[Finding]:
    """Return a finding for each softmax in front of another, and for the scores of a loss."""
    found = [judged(e, layer.x, layer.name) for layer in e.of("softmax", "logsoftmax")]
    loss = e.loss_module.__name__.rpartition(".")[2]
    if loss in ("cross_entropy", "bce"):
        found.append(judged(e, e.scores, loss))
    return [finding for finding in found if finding is not None]


def judged(e: Evidence, x, taker: str) -> Finding | None:
    """Return what is found of x, which a layer or loss of that name squashes."""
    first = maker(e, x, SAME)
    squashed = first is not None and first.name in SQUASHING
    if not isinstance(x, np.ndarray) or not (squashed or taker == "cross_entropy"):
        return None
    K = x.shape[-1] if x.ndim else 0
    if K < 2 and taker != "bce":
        return None
    share = probable(x, sums=taker != "bce" and not (squashed and first.name == "sigmoid"))
    where = first.path if squashed else e.seen[-1].path
    if squashed and first.name == "logsoftmax":
        said = f"its log-probabilities go into {taker}, which leaves them as they are"
    elif share > THRESHOLD:
        made = f"what {first.name} made" if squashed else "rows that add up to 1 as they come"
        said = f"{taker} squashes {made} a second time: {bound(taker, K)}"
    else:
        said = f"{taker} takes scores: {share:.0%} of their rows are probabilities already"
    return Finding(NAME, where, share, THRESHOLD, share > THRESHOLD, said, REMEDY)


def probable(x: np.ndarray, sums: bool) -> float:
    """Return the share of rows within 0..1 and, if sums, with a sum of 1."""
    within = ((x >= 0) & (x <= 1)).all(axis=-1)
    if sums:
        within &= abs(x.sum(axis=-1) - 1) <= SUM
    return float(within.mean())


def bound(taker: str, K: int) -> str:
    """Return what the second squashing leaves out of reach."""
    if taker == "softmax":
        return f"of {K} classes none gets more than {math.e / (math.e + K - 1):.0%}"
    if taker == "bce":
        return f"no probability is below 50 % or above {1 / (1 + 1 / math.e):.0%}"
    return f"of {K} classes its loss cannot fall below {math.log1p((K - 1) / math.e):.2f}"
