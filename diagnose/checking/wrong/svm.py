"""SVM: losses of other terms, and the slopes of them."""

import numpy as np

from diagnose.checking.wrong.losses import mean, true


def lead(t):
    """Return x[i, k] - x[i, y[i]]."""
    return t.x - (true(t) * t.x).sum(axis=-1, keepdims=True)


def wrong(t):
    """Return 1 at the wrong classes and 0 at the true one."""
    return 1 - true(t)


def margin(t):
    """Return the margin, 1 where none is given."""
    return getattr(t, "margin", 1.0)


def terms(t):
    """Return the terms of the wrong classes."""
    return np.maximum(0, lead(t) + margin(t)) * wrong(t)


def on(t):
    """Return 1 where a term is above 0."""
    return 1.0 * (terms(t) > 0)


def pulled(off, true_class):
    """Return slopes: off(t) at the wrong classes, true_class(t) at the true one."""
    return lambda t: wrong(t) * off(t) + true(t) * true_class(t)


def number(a):
    """Return the sum of a over the classes."""
    return a.sum(axis=-1, keepdims=True)


def total(of):
    """Return the wrong function for a loss that is the mean of each row's sum of of(t)."""
    return mean(lambda t: of(t).sum(axis=-1))


def both(off):
    """Return slopes: off(t) at the wrong classes, and minus their number at the true one."""
    return pulled(off, lambda t: -number(off(t) * wrong(t)))
