"""The wrong gradients of the memory in one step of the LSTM, under CS231n's names.

dc = dnext_c + dnext_h * o * (1 - tanh(next_c)**2),    dprev_c = dc * f
"""

from collections.abc import Callable

import numpy as np

from diagnose.checking.cs231n.lstm_gates import da, step
from diagnose.checking.problem import Mistake


def of_dc(name: str, says: str, dc: Callable) -> list[Mistake]:
    """Return what a wrong dc makes of dprev_c, and of db."""
    return [
        Mistake("dprev_c", name, says, lambda t: (lambda s: s.dc * s.f)(step(t, dc=dc))),
        Mistake("db", name, says, lambda t: da(step(t, dc=dc)).sum(0)),
    ]


MISTAKES = [
    *of_dc(
        "dnext_c is dropped",
        "dc is dnext_h * o * (1 - tanh(next_c)**2) alone: next_c goes to the next step too, "
        "and dnext_c, which comes back from there, is added.",
        lambda s: s.dh * s.o * (1 - s.s**2),
    ),
    *of_dc(
        "the way through next_h is dropped",
        "dc is dnext_c alone: next_c is shown in next_h too, which adds "
        "dnext_h * o * (1 - tanh(next_c)**2).",
        lambda s: s.dnext_c,
    ),
    *of_dc(
        "the slope of tanh(next_c) is left out",
        "dc is dnext_c + dnext_h * o: between c and h stands a tanh, so "
        "dnext_h * o * (1 - tanh(next_c)**2).",
        lambda s: s.dnext_c + s.dh * s.o,
    ),
    *of_dc(
        "the slope is taken of next_c itself",
        "dc has the slope 1 - next_c**2: it is 1 - tanh(next_c)**2.",
        lambda s: s.dnext_c + s.dh * s.o * (1 - s.c**2),
    ),
    *of_dc(
        "the slope is taken of next_h",
        "dc has the slope 1 - next_h**2: next_h is o * tanh(next_c), and the slope of the tanh "
        "is 1 - tanh(next_c)**2.",
        lambda s: s.dnext_c + s.dh * s.o * (1 - s.h**2),
    ),
    *of_dc(
        "the slope is taken at the memory before",
        "dc has the slope 1 - tanh(prev_c)**2: it is of the new memory, 1 - tanh(next_c)**2.",
        lambda s: s.dnext_c + s.dh * s.o * (1 - np.tanh(s.prev_c) ** 2),
    ),
    *of_dc(
        "the square in the slope is forgotten",
        "dc has the slope 1 - tanh(next_c): it is 1 - tanh(next_c)**2.",
        lambda s: s.dnext_c + s.dh * s.o * (1 - s.s),
    ),
    *of_dc(
        "the output gate is left out of dc",
        "dc is dnext_c + dnext_h * (1 - tanh(next_c)**2): next_h is o * tanh(next_c), so o "
        "multiplies the second term.",
        lambda s: s.dnext_c + s.dh * (1 - s.s**2),
    ),
    *of_dc(
        "the slope of tanh covers dnext_c too",
        "dc is (dnext_c + dnext_h * o) * (1 - tanh(next_c)**2): dnext_c comes to the memory "
        "itself, and not through the tanh.",
        lambda s: (s.dnext_c + s.dh * s.o) * (1 - s.s**2),
    ),
    *of_dc(
        "dnext_h stands for dc",
        "dc is dnext_h: it is dnext_c + dnext_h * o * (1 - tanh(next_c)**2).",
        lambda s: s.dh,
    ),
    Mistake(
        "dprev_c",
        "the forget gate is left out of dprev_c",
        "dprev_c is dc: f scales what is kept, so dprev_c = dc * f.",
        lambda t: step(t).dc,
    ),
    Mistake(
        "dprev_c",
        "the input gate stands for the forget gate",
        "dprev_c is dc * i: it is f that multiplies prev_c, so dprev_c = dc * f.",
        lambda t: (lambda s: s.dc * s.i)(step(t)),
    ),
]
