"""BCE: p, and the logarithms of p and 1 - p."""

import numpy as np

from diagnose.checking.wrong.sigmoid import squash

FROM_SCORES = "max(x, 0) - x * y + log(1 + exp(-abs(x)))"


def p(t):
    """Return the probabilities."""
    return squash(t.x)


def on(t):
    """Return log p, as 1 + exp(-x) with no overflow."""
    return -np.logaddexp(0, -t.x)


def off(t):
    """Return log(1 - p)."""
    return -np.logaddexp(0, t.x)


def guarded(t, guard):
    """Return each entry's loss if it is of log guard(p) and log guard(1 - p)."""
    return -t.y * np.log(guard(p(t))) - (1 - t.y) * np.log(guard(1 - p(t)))
