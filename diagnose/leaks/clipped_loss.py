"""Clipped loss: a flat place between the loss and the weights, where what is wrong stays wrong.

    loss = mean (clip(x, low, high) - y)^2        beyond the bounds out stands still: slope 0

A well-known DQN minimized the square of an error clipped to -1..1, to be safe from outliers:
the examples that were most wrong taught nothing. Other flat places are a ReLU at the end of a
net that is to predict numbers, a sigmoid so far out that it is 1 to the last digit, and a loss
that is itself constant for outliers.

    stopped[n] = what layer hands on of example n is 0 in all entries, and what it was handed
                 back is not: its norm is above a tenth of the examples' root mean square

Behind the last weights, where the scores are made, n is a term of the loss: an entry, where
each has a target, or a row of scores with a label. Further down it is an example. Looked at are
the layers that learn nothing and keep the shape, but for dropout, which stops at random.

A loss stops a term where its gradient is 0 and the loss would be lower, by more than a tenth of
the mean term, if the score were the target, or the label's score the largest by far. A hinge
passes nothing either where the margin is met, but cannot be lower there: no leak.

Threshold
    Inside of a net all U units of a narrow ReLU are off for an example by chance, with p =
    2^-U: 4 (p + sqrt(p / N)) is added. Else one term in a hundred: what is rare is what such a
    loss loses. In 215 looks at nets of the zoo, fresh and trained, 703 figures were all 0. Of
    ill nets, clips at the end had 0.27 to 0.86, ReLUs there 0.38 to 0.77, losses flat for
    outliers 0.05 to 0.85, and tight clips or ReLUs within 0.68 to 1.
"""

import math

import numpy as np

from diagnose.evidence import Evidence, Seen
from diagnose.leaks.finding import Finding
from diagnose.upstream import maker

NAME = "clipped loss"
THRESHOLD = 0.01
SMALL = 0.1
TRIED = 64  # of the terms that a loss may have stopped
REMEDY = (
    "Leave the values and bound the gradient: layers/huber.py pulls at an outlier with delta, "
    "never more and never 0. A ReLU or a clip before a loss is best left out."
)
INSIDE = (
    "Let through what it cuts: a leaky ReLU or a tanh has a slope there, and inputs of unit "
    "size and a norm before it keep values where it is not flat."
)


def measure(e: Evidence) -> list[Finding]:
    """Return the share of terms that the loss, and each layer that could, does not let pass."""
    last = {layer.path for layer in ending(e)}
    found = [of_layer(e, layer, layer.path in last) for layer in e.seen if could_stop(layer)]
    loss = of_loss(e)
    return found if loss is None else [*found, loss]


def could_stop(layer: Seen) -> bool:
    """Return whether the layer learns nothing, keeps the shape, and does not draw."""
    arrays = all(isinstance(a, np.ndarray) for a in (layer.dout, layer.dx))
    learns = any("d" + key in layer.cache for key in layer.cache)
    if not arrays or learns or layer.name == "dropout":
        return False
    return layer.dx.shape == layer.dout.shape and layer.dx.size > 0


def ending(e: Evidence) -> list[Seen]:
    """Return the layers between the scores and the last that learns."""
    found, layer = [], maker(e, e.scores)
    while layer is not None and could_stop(layer):
        found.append(layer)
        layer = maker(e, layer.x)
    return found


def of_layer(e: Evidence, layer: Seen, last: bool) -> Finding:
    """Return what one layer does not hand on, by terms of the loss if it is one of the last."""
    shape = terms(e) if last and layer.dout.size == e.scores.size else None
    dout, dx = (a.reshape(shape or (len(a), -1)) for a in (layer.dout, layer.dx))
    stopped = ~dx.any(axis=1)
    if stopped.any():
        size = np.linalg.norm(dout, axis=1)
        stopped &= size > SMALL * np.sqrt(np.mean(size**2))
    what = "examples" if shape is None else "terms of the loss"
    share = float(stopped.mean())
    said = f"{share:.1%} of the {len(dx):,} {what} are wrong and get no gradient through it"
    p = 0.0 if last else 0.5 ** min(dx.shape[1], 60)  # that all of a ReLU's units are off
    luck = 4 * (p + math.sqrt(p / len(dx)))
    return finding(layer.path, share, said, REMEDY if last else INSIDE, stopped, luck)


def of_loss(e: Evidence) -> Finding | None:
    """Return which terms the loss is flat in; None where its targets are not understood."""
    shape = terms(e)
    if shape is None or not np.isfinite(e.loss):
        return None
    zero = np.flatnonzero(~e.dscores.reshape(shape).any(axis=1))
    share, stopped = 0.0, np.zeros(shape[0], bool)
    if len(zero) and drop(e, zero) > SMALL * e.loss / len(stopped):
        tried = zero[np.linspace(0, len(zero) - 1, min(TRIED, len(zero))).astype(int)]
        wrong = [n for n in tried if drop(e, [n]) > SMALL * e.loss / len(stopped)]
        share = len(wrong) / len(tried) * len(zero) / len(stopped)
        stopped[wrong] = True
    said = f"{share:.1%} of its {len(stopped):,} terms are wrong where it is flat"
    return finding("the loss", share, said, REMEDY, stopped)


def terms(e: Evidence) -> tuple[int, int] | None:
    """Return how many terms the loss has, and of how many scores each."""
    y = np.asarray(e.y)
    if y.shape == e.scores.shape:
        return y.size, 1
    if y.shape == e.scores.shape[:-1]:
        return y.size, e.scores.shape[-1]
    return None


def drop(e: Evidence, wrong) -> float:
    """Return by how much the loss would be lower if these terms were right."""
    scores, y = e.scores.reshape(terms(e)).copy(), np.asarray(e.y).reshape(-1)[wrong]
    if e.scores.shape == np.shape(e.y):
        scores[wrong, 0] = y
    else:
        rows = scores[wrong]
        scores[wrong, y] = rows.max(axis=1) + 10 * (1 + np.ptp(rows, axis=1))
    cache = dict(e.loss_cache)
    return e.loss - float(e.loss_module.forward(scores.reshape(e.scores.shape), cache))


def finding(where: str, share: float, said: str, remedy: str, stopped, luck=0.0) -> Finding:
    """Return the Finding of a place; luck is added to the threshold."""
    more, threshold = {"stopped": stopped}, THRESHOLD + luck
    return Finding(NAME, where, share, threshold, share > threshold, said, remedy, more)
