"""Rmsnorm: what a mistake makes of x * rrms, and of the way back through rrms."""

from collections.abc import Callable

import numpy as np


def mean(a):
    return a.mean(-1, keepdims=True)


def rrms(t):
    return 1 / np.sqrt(mean(t.x**2) + t.eps)


def xhat(t):
    return t.x * rrms(t)


def dx(through: Callable) -> Callable:
    """Return dx, of t, with through(dxhat, xhat, rrms) in the place of xhat * mean(...)."""

    def wrong(t):
        dxhat = t.gamma * t.dout
        return rrms(t) * (dxhat - through(dxhat, xhat(t), rrms(t)))

    return wrong


def dx_with_gamma_last(t):
    return t.gamma * rrms(t) * (t.dout - xhat(t) * mean(t.dout * xhat(t)))


def over_examples(a):
    axes = tuple(range(a.ndim - 1))
    return a.sum(axes, keepdims=True) / max(a.size // a.shape[-1], 1)


def total(a, t):
    return a.reshape(-1, len(t.gamma)).sum(0)
