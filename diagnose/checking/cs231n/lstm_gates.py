"""The numbers of one step of the LSTM, and what follows when some of them are wrong.

The four blocks of a stand in the course's order, i, f, o, g.
"""

from itertools import permutations
from types import SimpleNamespace

import numpy as np

OTHER_ORDERS = [order for order in permutations("ifog") if order != tuple("ifog")]


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2  # no exp of a large number


def activations(a) -> tuple:
    """Return i, f, o and g, from their four blocks side by side."""
    i, f, o, g = np.split(a, 4, axis=-1)
    return sigmoid(i), sigmoid(f), sigmoid(o), np.tanh(g)


def step(t, **changed) -> SimpleNamespace:
    """Return all of a step's numbers; changed replaces some, and what follows follows."""
    s = SimpleNamespace(**vars(t))
    s.a = changed.get("a", t.x @ t.wx + t.prev_h @ t.wh + t.b)
    s.i, s.f, s.o, s.g = changed.get("gates", activations)(s.a)
    s.c = changed.get("c", lambda s: s.f * s.prev_c + s.i * s.g)(s)
    s.s = np.tanh(s.c)
    s.h = s.o * s.s
    s.dh, s.dnext_c = (t.douts[name] for name in ("next_h", "next_c"))
    s.dc = changed.get("dc", lambda s: s.dnext_c + s.dh * s.o * (1 - s.s**2))(s)
    return s


def da(s, **changed) -> np.ndarray:
    """Return the gradient of a, of a right step but for the blocks that are changed."""
    blocks = {
        "i": lambda s: s.dc * s.g * s.i * (1 - s.i),
        "f": lambda s: s.dc * s.prev_c * s.f * (1 - s.f),
        "o": lambda s: s.dh * s.s * s.o * (1 - s.o),
        "g": lambda s: s.dc * s.i * (1 - s.g**2),
    }
    return np.concatenate([block(s) for block in (blocks | changed).values()], axis=-1)
