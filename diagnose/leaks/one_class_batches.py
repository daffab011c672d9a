"""One-class batches: minibatches in the order of the classes, as unshuffled data have.

    due       how many classes a shuffled minibatch of B holds beyond one, on average:
              sum_k (1 - missing[k]) - 1,    missing[k] = (1 - share[k])^B
    figure    the classes that the minibatches hold beyond one, over what is due

share is that of class k in the data. Each step then pulls all scores towards one class and the
next step undoes it, and a batchnorm takes its averages of one class. Minibatches are read in
training order, until 30 classes are due. Where that order is not known, the batch itself is
asked; where the data are not known either, whether it holds but one of the classes that the
net has scores for. Sequences, and minibatches of one example, are not judged.

Threshold
    Half, and three deviations off what is due, so that it is no chance: the number of classes
    in a minibatch has a variance of sum_k missing[k] (1 - missing[k]) at most. Shuffled
    minibatches of 2 to 128 of six data sets had 0.7 to 1.1, those in order 0.0 to 0.1.
"""

from itertools import islice

import numpy as np

from diagnose.evidence import Evidence
from diagnose.leaks.finding import Finding
from diagnose.leaks.imbalance import counted

NAME = "one-class batches"
THRESHOLD = 0.5
REMEDY = (
    "Shuffle the examples before each epoch, so that every step hears all classes "
    "(data/batches.py's shuffled)."
)
DUE, MOST = 30, 64


def measure(e: Evidence) -> list[Finding]:
    """Return the share of the due classes that minibatches hold; nothing where none are."""
    known = counted(e, e.data[1])
    if known is None or counted(e, e.y) is None:
        return []
    share = known / known.sum()
    alone = e.batches is None and len(e.data[1]) <= len(e.y)
    if alone:
        share = np.full(len(known), 1 / len(known))
    classes, due, chance = read(e.batches or (lambda: [(e.x, e.y)]), share)
    if due < 1e-9:
        return []
    figure = float((classes - 1).sum() / due)
    alarm = figure < THRESHOLD and (1 - figure) * due > 3 * chance
    if alone and classes[0] > 1:  # the data may have fewer classes than the net has scores
        alarm = False
    said = (
        f"{classes.mean():.3g} classes in a minibatch, on average over {classes.size}, where "
        f"shuffled ones hold {1 + due / classes.size:.3g} of {np.count_nonzero(share)}"
    )
    more = {"classes": classes}
    return [Finding(NAME, "the minibatches", figure, THRESHOLD, alarm, said, REMEDY, more)]


def read(batches, share: np.ndarray) -> tuple[np.ndarray, float, float]:
    """Return how many classes the first minibatches hold, how many are due, their deviation."""
    classes, due, variance = [], 0.0, 0.0
    for _, y in islice(batches(), MOST):
        missing = (1 - share) ** len(y)
        classes.append(np.unique(y).size)
        due += float((1 - missing).sum() - 1)
        variance += float((missing * (1 - missing)).sum())
        if due >= DUE:
            break
    return np.array(classes), due, variance**0.5
