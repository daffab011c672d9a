"""Diverging loss: the training loss stands well above what it has already been, or chance.

    figure = last train_loss / lowest so far        the latter no less than a fifth of chance,
                                                    and no more than chance

chance is the loss of the best constant answer (diagnose/leaks/chance.py): a loss above it is
worse than knowing nothing. Of a loss far below it the noise is a large share, hence the fifth.
A loss that is not a number is infinitely high.

Threshold
    Half as much again. At the end of any epoch 33 runs of the zoo and 21 more at a constant
    rate had 1.23 at most; of the runs at 3 to 100 times the usual rate those that turned
    upwards had 1.9 and more.
"""

import math

from diagnose.evidence import Evidence
from diagnose.leaks import chance
from diagnose.leaks.finding import Finding

NAME = "diverging loss"
THRESHOLD = 1.5
REMEDY = (
    "Go back to the weights of the best epoch and on with a third of the learning rate, "
    "or clip the gradients' norm, so that no single step leaps out of the valley."
)
LEAST = 0.2


def measure(e: Evidence) -> list[Finding]:
    """Return how many times its best the training loss now is; nothing without epochs."""
    losses = [row["train_loss"] for row in e.history or ()]
    level = chance.of(e) if losses else None
    if not losses or (level is None and len(losses) < 2):
        return []
    known = [loss for loss in losses if math.isfinite(loss)]
    level = level or known and known[0] or 1.0
    best = min(max(min(known, default=level), LEAST * level), level)
    figure = losses[-1] / best if math.isfinite(losses[-1]) else math.inf
    said = (
        f"the last epoch's is {losses[-1]:.4g}, after {min(known, default=level):.4g} at best; "
        f"always giving the same answer has {level:.4g}"
    )
    alarm = figure > THRESHOLD
    more = {"losses": losses, "chance": level}
    return [Finding(NAME, "the loss", figure, THRESHOLD, alarm, said, REMEDY, more)]
