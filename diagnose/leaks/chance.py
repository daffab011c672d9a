"""Chance: the loss of a net that says the same whatever it is shown.

For a loss over classes its scores are the logarithms of the classes' shares in the data, or all
equal, whichever does better; for one of numbers its output is the targets' mean. A net that has
learned anything is below.
"""

import numpy as np

from diagnose.evidence import Evidence

LABELS, ROWS = 10_000, 50  # as many labels as will do, and rows at least


def of(e: Evidence) -> float | None:
    """Return the loss of the best constant answer on (some of) the data, if known."""
    name = e.loss_module.__name__.rpartition(".")[2]
    y, mask = np.asarray(e.y), e.loss_cache.get("mask")
    if mask is None:
        y = np.asarray(e.data[1])
        rows = max(ROWS, LABELS * len(y) // max(y.size, 1))
        y = y[:: -(-len(y) // rows)]
    shape = y.shape
    if name in ("cross_entropy", "svm", "nll"):
        K = e.scores.shape[-1]
        shares = np.bincount(y.ravel() if mask is None else y[mask], minlength=K) + 1
        answers, shape = (np.log(shares / shares.sum()), np.full(K, -np.log(K))), (*shape, K)
    elif mask is not None:
        return None
    elif name == "bce":
        p = np.clip(y.mean(0), 1e-3, 1 - 1e-3)
        answers = (np.log(p / (1 - p)),)
    elif name in ("mse", "mae", "huber"):
        answers = (y.mean(0),)
    else:
        return None
    given = e.loss_cache | {"y": y}
    losses = [e.loss_module.forward(np.broadcast_to(a, shape), dict(given)) for a in answers]
    return float(min(losses))
