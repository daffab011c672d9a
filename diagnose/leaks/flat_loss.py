"""Flat loss: after three epochs or more the net does no better than to answer always the same.

    figure = 1 - lowest train_loss / chance

chance is the loss of the best constant answer (diagnose/leaks/chance.py): a net that has
learned something is below it, and one that goes nowhere stands on it. A loss that is flat far
below chance has arrived and is not meant; nor one far above, which has diverged.

Threshold
    3 % of chance. 33 runs of the zoo on their data had taken off 11 % or more in three short
    epochs; 33 runs with a learning rate 100 to 10,000 times too low
    or 60 to 100 times too high had -0.1 % to 1.5 %, but for momentum at a hundredth of its
    rate, which moves, slowly (2 to 7 %).
"""

import math

from diagnose.evidence import Evidence
from diagnose.leaks import chance
from diagnose.leaks.finding import Finding

NAME = "flat loss"
THRESHOLD = 0.03
REMEDY = (
    "Raise the learning rate tenfold, and see whether the net can learn twenty examples by "
    "heart: if not, its gradients do not arrive, or labels and inputs do not belong together."
)
EPOCHS, STILL = 3, 0.2


def measure(e: Evidence) -> list[Finding]:
    """Return how much of the chance level training has taken off; nothing before 3 epochs."""
    losses = [row["train_loss"] for row in e.history or ()]
    if len(losses) < EPOCHS or not all(map(math.isfinite, losses)):
        return []
    level = chance.of(e)
    if not level or not math.isfinite(level):
        return []
    figure = 1 - min(losses) / level
    last = losses[-EPOCHS:]
    still = abs(figure) < STILL and max(last) - min(last) < STILL * level
    said = (
        f"training has brought it to {min(losses):.4g} in {len(losses)} epochs, where always "
        f"giving the same answer has {level:.4g}"
    )
    alarm = figure < THRESHOLD and still
    more = {"losses": losses, "chance": level}
    return [Finding(NAME, "the loss", figure, THRESHOLD, alarm, said, REMEDY, more)]
