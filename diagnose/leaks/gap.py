"""Gap between training and validation: the net has learned by heart, and fails on new examples.

    figure = (valid_loss - train_loss) / chance        the less of the last two epochs'

chance is the loss of the best constant answer (diagnose/leaks/chance.py), so the figure is the
share of all there is to learn that was learned and does not carry over. It is the loss that
tells: as a net grows surer of its training set, it grows surer of its mistakes too. Training's
loss is an epoch's mean, with dropout on, and so if anything too high. A batchnorm's averages
may lag for an epoch, hence two.

Threshold
    0.15. At the end of any epoch 33 runs of the zoo, on 270 to 9,000 examples, and 21 more at
    a constant rate had 0.08 at most, most of them less than 0.02. Mlps of two wide layers
    without dropout had 0.19 to 0.4 on 300 and 500 drawn digits, and 0.11 to 0.14 on 1,000; on
    500 CIFAR-10 images, 1.7.
"""

import math

from diagnose.evidence import Evidence
from diagnose.leaks import chance
from diagnose.leaks.finding import Finding

NAME = "gap between training and validation"
THRESHOLD = 0.15
REMEDY = (
    "More examples help most, or augmentation, which makes some; then weight decay, dropout "
    "and stopping at the best epoch, which leave the net less room to learn by heart."
)
EPOCHS = 3


def measure(e: Evidence) -> list[Finding]:
    """Return the gap as a share of chance; nothing before 3 epochs or without validation."""
    rows = e.history or ()
    if len(rows) < EPOCHS or any(row["valid_loss"] is None for row in rows):
        return []
    level = chance.of(e)
    gaps = [row["valid_loss"] - row["train_loss"] for row in rows]
    if not level or not all(map(math.isfinite, (level, *gaps[-2:]))):
        return []
    figure, last = min(gaps[-2:]) / level, rows[-1]
    best = min(rows, key=lambda row: row["valid_loss"])
    said = (
        f"{last['train_loss']:.3g} on the examples that it learns from and "
        f"{last['valid_loss']:.3g} on others, which is {figure:+.0%} of chance's {level:.3g}; "
        f"on others it was lowest after epoch {best['epoch']}, {best['valid_loss']:.3g}"
    )
    alarm = figure > THRESHOLD and last["train_loss"] < level
    more = {"gaps": gaps, "chance": level}
    return [Finding(NAME, "the loss", figure, THRESHOLD, alarm, said, REMEDY, more)]
