"""Huber: its parabola and its line, to be put together wrongly."""

import numpy as np

from diagnose.checking.wrong.errors import diff


def near(t):
    """Return where x is within delta of y."""
    return abs(diff(t)) <= t.delta


def far(t):
    """Return the loss beyond the bound."""
    return t.delta * (abs(diff(t)) - t.delta / 2)


def clipped(d, delta):
    """Return d within -delta..delta."""
    return np.maximum(np.minimum(d, delta), -delta)


def sides(within, beyond):
    """Return the function that is within(t) up to delta from y and beyond(t) elsewhere."""
    return lambda t: np.where(near(t), within(t), beyond(t))


def half(t):
    """Return the loss within the bound."""
    return diff(t) ** 2 / 2


def sign(t):
    """Return the slope beyond the bound."""
    return t.delta * np.sign(diff(t))


def of(d, delta):
    """Return the loss of any d."""
    return np.where(abs(d) <= delta, d**2 / 2, delta * (abs(d) - delta / 2))
