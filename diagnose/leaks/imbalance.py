"""Class imbalance: a net that always says the largest class is often right, and learns that.

    counts[k]    the examples whose label is k, of those in the data
    figure       the largest of counts over the smallest

Where the loss weighs classes, counts are weighed alike. Data of which only a sample is known
has classes with few examples by chance, so each count is taken two of its deviations, sqrt of
it, nearer to the others: counts - 2 sqrt(counts) of the largest, counts + 2 sqrt(counts) + 2 of
the smallest. A class that a net has a score for and the data no example of counts as 0. Labels
of sequences are not judged: what characters a text has is a few often and many seldom.

Threshold
    10. Buda, Maki and Mazurowski (2018), arXiv:1710.05381, find that imbalance harms
    convolutional nets, and weigh the remedies; the more of it, the worse. The sets of the zoo,
    whole or in samples of 16 to 5,000, have 1.4 at most, and a sample of 16 to 1,000 of 100
    equal classes stays below the threshold too.
"""

import numpy as np

from diagnose.evidence import Evidence
from diagnose.leaks.finding import Finding

NAME = "class imbalance"
THRESHOLD = 10.0
REMEDY = (
    "Draw the small classes more often, or weigh them in the loss, and judge by each class's "
    "own accuracy: the accuracy over all of them hides the small ones."
)


def measure(e: Evidence) -> list[Finding]:
    """Return the ratio of the largest class to the smallest; nothing but for labels (N,)."""
    counts = counted(e, e.data[1])
    if counts is None or len(counts) < 2:
        return []
    large, small = int(counts.argmax()), int(counts.argmin())
    weights = np.asarray(e.loss_cache.get("weights", np.ones(len(counts))))
    surely = ((counts - 2 * np.sqrt(counts)) * weights).max()
    figure = float(max(surely / ((counts + 2 * np.sqrt(counts) + 2) * weights).min(), 0))
    said = (
        f"class {large} has {counts[large]:,} of {counts.sum():,} examples and class {small} "
        f"has {counts[small]:,}; whoever always says {large} is right for "
        f"{counts[large] / counts.sum():.0%}"
    )
    alarm = figure > THRESHOLD
    more = {"counts": counts}
    return [Finding(NAME, "the labels", figure, THRESHOLD, alarm, said, REMEDY, more)]


def counted(e: Evidence, y) -> np.ndarray | None:
    """Return how many of the labels y (N,) are of each class; None of what are no such."""
    y = np.asarray(y)
    K = e.scores.shape[-1] if e.scores.ndim == 2 else 0
    if y.ndim != 1 or y.dtype.kind not in "iu" or K < 2 or not len(y) or y.min() < 0:
        return None
    return np.bincount(y, minlength=K)
