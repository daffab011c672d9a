"""Heads: the parts of attention that have no weights.

Shapes
    a      (N, T, D)            cut into heads, a view: (N, heads, T, d), d = D / heads
    s, p   (N, heads, T, S)     of T queries and S keys: scores, and shares that sum to 1 or 0
    on     spreads to that      booleans, what a query may look at; or None, and all of it
"""

import numpy as np

from arrays.labels import boolean


def cut(a: np.ndarray, heads: int) -> np.ndarray:
    """Return a view of a in which each head's columns are a matrix."""
    N, T, D = a.shape
    return a.reshape(N, T, heads, D // heads).swapaxes(1, 2)


def join(a: np.ndarray) -> np.ndarray:
    """Return (N, T, D) of a's heads side by side: the inverse of cut, and its adjoint."""
    N, heads, T, d = a.shape
    return a.swapaxes(1, 2).reshape(N, T, heads * d)


def seen(N: int, T: int, S: int, mask=None, causal=False) -> np.ndarray | None:
    """Return on: the keys that mask (N, S) counts and, if causal, for step t keys 0 to t."""
    on = np.tri(T, S, dtype=bool) if causal else None
    if mask is not None:
        mask = boolean(mask, (N, S))[:, None, None, :]
        on = mask if on is None else on & mask
    return on


def softmax(s: np.ndarray, on) -> np.ndarray:
    """Return p, written over s: 0 where on is False, so that a row may be 0 throughout."""
    if on is not None:
        s += np.where(on, 0, -np.inf).astype(s.real.dtype)
    top = s.max(axis=-1, keepdims=True, initial=-np.inf)  # so that exp cannot overflow
    s -= np.where(np.isfinite(top), top, 0)
    np.exp(s, out=s)
    total = s @ np.ones((s.shape[-1], 1), s.dtype)  # a sum, in a quarter of its time
    s /= total + (total == 0)
    return s
