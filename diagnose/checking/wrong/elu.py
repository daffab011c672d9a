"""ELU: its curve on the left."""

import numpy as np


def curve(t):
    """Return exp(x) on the left, and 1 on the right."""
    return np.exp(np.minimum(t.x, 0))
