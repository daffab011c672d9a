"""Oscillating loss: it goes up and down from epoch to epoch, and not by a little.

    rise      (peak - trough) / (trough + chance / 10), for each way up of train_loss
    figure    the second largest rise of the last ten epochs

Steps that are too long leap from one side of the valley to the other, and an epoch's mean
over many minibatches should not show the noise of one. A single way up may be an accident, so
it takes two, with a way down between them. Near the end of a training that went well the loss
is small and its noise a large share of it, hence the chance level in the divisor
(diagnose/leaks/chance.py; where there is none, the first epoch's loss).

Threshold
    A tenth. 33 runs of the zoo, and 21 more at a constant rate with every rule, had 0.033 at
    most; of 33 at 3 to 100 times the usual rate, those that did not die or
    diverge at once had 0.09 to 0.5.
"""

import math

from diagnose.evidence import Evidence
from diagnose.leaks import chance
from diagnose.leaks.finding import Finding

NAME = "oscillating loss"
THRESHOLD = 0.1
REMEDY = (
    "Lower the learning rate by three, or let it fall over the epochs, so that steps are "
    "shorter than the valley is wide; a larger minibatch has less noise too."
)
EPOCHS, WINDOW = 5, 11


def measure(e: Evidence) -> list[Finding]:
    """Return the second largest rise of the training loss; nothing before 5 epochs."""
    losses = [row["train_loss"] for row in e.history or ()]
    if len(losses) < EPOCHS or not all(map(math.isfinite, losses)):
        return []
    level = chance.of(e) or losses[0]
    ways = climbs(losses[-WINDOW:])
    rises = sorted(((top - low) / (low + level / 10) for low, top in ways), reverse=True)
    figure = rises[1] if len(rises) > 1 else 0.0
    last = ", ".join(f"{loss:.3g}" for loss in losses[-5:])
    said = (
        f"it rose {len(rises)} times in the last {len(losses[-WINDOW:])} epochs, the second "
        f"most by {figure:.0%}; the latest are {last}"
    )
    alarm = figure > THRESHOLD
    more = {"losses": losses, "rises": rises}
    return [Finding(NAME, "the loss", figure, THRESHOLD, alarm, said, REMEDY, more)]


def climbs(losses: list) -> list[tuple]:
    """Return for each way up of the losses where it starts and ends, (trough, peak)."""
    found, low = [], losses[0]
    for before, loss, after in zip(losses, losses[1:], [*losses[2:], -math.inf], strict=False):
        if loss <= before:
            low = loss
        elif after <= loss:
            found.append((low, loss))
    return found
