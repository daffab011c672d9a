"""Dropout: masks that look like the draws of a right layer, and masks that do not."""

import math

import numpy as np


def fair(on, keep):
    """Return on if it looks like independent draws with probability keep.

    If it looks like draws with probability 1 - keep, return its other side; else a new draw.
    """
    if not one_by_one(on, keep):
        return redrawn(on, keep)
    variance = keep * (1 - keep) / on.size
    if abs(on.mean() - keep) <= 5.5 * math.sqrt(variance) or on.size**2 * variance < 5:
        return on
    if abs(on.mean() - (1 - keep)) <= 5.5 * math.sqrt(variance):
        return ~on
    return redrawn(on, keep)


def unfair(on, keep):
    """Return on if it does not look like such draws; else another draw."""
    return redrawn(on, keep) if (on == fair(on, keep)).all() else on


def one_by_one(on, keep) -> bool:
    """Return False if on is alike all along an axis, and chance would seldom make it so."""
    for axis, k in enumerate(on.shape):
        chance = (keep**k + (1 - keep) ** k) ** (on.size // max(k, 1))
        if chance < 1e-6 and (on == on.take([0], axis)).all():
            return False
    return True


def redrawn(on, keep):
    """Return a draw that has nothing to do with on."""
    return np.random.default_rng(0).random(on.shape) < keep
