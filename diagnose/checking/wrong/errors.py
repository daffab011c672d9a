"""Errors: what can be wrong about any mean of a function of x - y."""

import numpy as np

from diagnose.checking.problem import Mistake
from diagnose.checking.wrong.losses import counting, n, share


def diff(t):
    """Return x - y."""
    return t.x - t.y


def rows(t):
    """Return over how many the mean is if it is over the examples only."""
    return n(t) * len(t.x) / t.x.size


def entries(slope) -> list[Mistake]:
    """Return what can be wrong about the mean over entries, and the sign, of any such loss."""
    return [
        Mistake(
            "out",
            "the mean is over the examples only",
            "The loss is the mean over the examples of their sums: divide by the number of all "
            "entries, not of rows.",
            lambda t: t.out * n(t) / rows(t),
        ),
        Mistake(
            "dx",
            "n counts examples",
            "dx is divided by the number of examples: the mean is over all entries, so n is "
            "x.size, not len(x).",
            lambda t: t.dx * n(t) / rows(t),
        ),
        Mistake(
            "dx",
            "the target is forgotten in dx",
            "dx is made of x: it should be made of x - y.",
            share(lambda t: slope(t, t.x)),
        ),
        Mistake(
            "dx",
            "the mean is taken before the slope",
            "dx is the same for all entries, the slope at the mean difference: each entry has "
            "its own, of its own x - y.",
            share(lambda t: slope(t, counting(t, diff(t)).sum() / n(t)) * np.ones(t.x.shape)),
        ),
    ]
