"""The wrong slopes of the gates in one step of the LSTM, under CS231n's names."""

from collections.abc import Callable

import numpy as np

from diagnose.checking.cs231n.lstm_gates import da, sigmoid, step
from diagnose.checking.problem import Mistake


def of_da(name: str, says: str, **blocks: Callable) -> list[Mistake]:
    """Return what wrong blocks of da make of db, and of dx."""
    return [
        Mistake("db", name, says, lambda t: da(step(t), **blocks).sum(0)),
        Mistake("dx", name, says, lambda t: da(step(t), **blocks) @ t.wx.T),
    ]


MISTAKES = [
    *of_da(
        "the slopes of all gates are left out",
        "da holds the gradients of i, f, o and g themselves: go back through sigmoid and tanh, "
        "with i * (1 - i), f * (1 - f), o * (1 - o) and 1 - g**2.",
        i=lambda s: s.dc * s.g,
        f=lambda s: s.dc * s.prev_c,
        o=lambda s: s.dh * s.s,
        g=lambda s: s.dc * s.i,
    ),
    *of_da(
        "g has a sigmoid's slope",
        "g's block of da has the slope g * (1 - g): g is a tanh, whose slope is 1 - g**2.",
        g=lambda s: s.dc * s.i * s.g * (1 - s.g),
    ),
    *of_da(
        "the slope of g is left out",
        "g's block of da is dc * i: go back through its tanh, * (1 - g**2).",
        g=lambda s: s.dc * s.i,
    ),
    *of_da(
        "the square in g's slope is forgotten",
        "g's block of da has the slope 1 - g: a tanh's is 1 - g**2.",
        g=lambda s: s.dc * s.i * (1 - s.g),
    ),
    *of_da(
        "the sigmoids have a tanh's slope",
        "The blocks of i, f and o have the slopes 1 - i**2, 1 - f**2 and 1 - o**2: they are "
        "sigmoids, with i * (1 - i), f * (1 - f) and o * (1 - o).",
        i=lambda s: s.dc * s.g * (1 - s.i**2),
        f=lambda s: s.dc * s.prev_c * (1 - s.f**2),
        o=lambda s: s.dh * s.s * (1 - s.o**2),
    ),
    *of_da(
        "half of the sigmoids' slope is left out",
        "The blocks of i, f and o have the slopes 1 - i, 1 - f and 1 - o: a sigmoid's is "
        "i * (1 - i).",
        i=lambda s: s.dc * s.g * (1 - s.i),
        f=lambda s: s.dc * s.prev_c * (1 - s.f),
        o=lambda s: s.dh * s.s * (1 - s.o),
    ),
    *of_da(
        "the slope of i is left out",
        "i's block of da is dc * g: go back through its sigmoid, * i * (1 - i).",
        i=lambda s: s.dc * s.g,
    ),
    *of_da(
        "the slope of f is left out",
        "f's block of da is dc * prev_c: go back through its sigmoid, * f * (1 - f).",
        f=lambda s: s.dc * s.prev_c,
    ),
    *of_da(
        "the slope of o is left out",
        "o's block of da is dnext_h * tanh(next_c): go back through its sigmoid, "
        "* o * (1 - o).",
        o=lambda s: s.dh * s.s,
    ),
    *of_da(
        "tanh is taken of g again",
        "g's block of da has the slope 1 - tanh(g)**2: g is the tanh already, 1 - g**2.",
        g=lambda s: s.dc * s.i * (1 - np.tanh(s.g) ** 2),
    ),
    *of_da(
        "the sigmoid is taken twice",
        "The slopes of i, f and o are taken of sigmoid(i), sigmoid(f) and sigmoid(o): these "
        "are sigmoids already, i * (1 - i).",
        i=lambda s: s.dc * s.g * sigmoid(s.i) * (1 - sigmoid(s.i)),
        f=lambda s: s.dc * s.prev_c * sigmoid(s.f) * (1 - sigmoid(s.f)),
        o=lambda s: s.dh * s.s * sigmoid(s.o) * (1 - sigmoid(s.o)),
    ),
    *of_da(
        "the other half of the sigmoids' slope is left out",
        "The blocks of i, f and o have the slopes i, f and o: a sigmoid's is i * (1 - i).",
        i=lambda s: s.dc * s.g * s.i,
        f=lambda s: s.dc * s.prev_c * s.f,
        o=lambda s: s.dh * s.s * s.o,
    ),
]
