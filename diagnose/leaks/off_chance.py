"""Loss off the chance level at the start: an untrained net that is sure of itself, and wrong.

    figure = loss / loss of equal scores        ln K for cross-entropy, K - 1 for the svm

A net that knows nothing does best to score all classes alike. If its first loss is higher, the
scores are spread out by weights that are too large, and the first steps go into unlearning
that. If it is lower, the net is not untrained, or the label is among the inputs.

Only losses over classes have such a level, and only a net that has had no step is asked.

Threshold
    A quarter. 126 looks at fresh nets of the zoo, 16 or 128 examples each, were off by 12 % at
    most, half of them by less than 1 %. With the last weights not of deviation 0.01 but as
    large as Kaiming's they are off by a quarter (the median of 44), with 0.2 by 100 %, with
    0.5 by 350 %; before a svm or after batchnorm by more, after sigmoids by less.
"""

import numpy as np

from diagnose.evidence import Evidence
from diagnose.leaks.finding import Finding

NAME = "loss off chance"
THRESHOLD = 0.25
REMEDY = (
    "Start the last layer's weights small, of deviation 0.01 or so, and normalize the inputs: "
    "then all classes start nearly equal."
)


def measure(e: Evidence) -> list[Finding]:
    """Return how far the untrained net's loss is from that of equal scores."""
    level = of_equal_scores(e) if e.untrained else None
    if not level or not np.isfinite(e.loss):
        return []
    figure = abs(e.loss / level - 1)
    said = (
        f"before training it is {e.loss:.4g}, {e.loss / level:.2f} times the {level:.4g} of a "
        "net that scores all classes alike"
    )
    alarm = figure > THRESHOLD
    more = {"loss": e.loss, "level": level}
    return [Finding(NAME, "the loss", figure, THRESHOLD, alarm, said, REMEDY, more)]


def of_equal_scores(e: Evidence) -> float | None:
    """Return the loss of equal scores on the batch; None if the loss is not over classes."""
    name = e.loss_module.__name__.rpartition(".")[2]
    if name not in ("cross_entropy", "svm", "nll", "bce"):
        return None
    equal = 0.0 if name == "bce" else -np.log(e.scores.shape[-1])  # nll takes logarithms of p
    scores = np.full(e.scores.shape, equal, e.scores.dtype)
    return float(e.loss_module.forward(scores, dict(e.loss_cache)))
