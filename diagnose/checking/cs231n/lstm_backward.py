"""The wrong gradients of the gates in one step of the LSTM, under CS231n's names.

With s = tanh(next_c) and dc as in lstm_memory.py, da is the four blocks

    dc * g * i * (1 - i),  dc * prev_c * f * (1 - f),  dnext_h * s * o * (1 - o),
    dc * i * (1 - g**2)
"""

from collections.abc import Callable

import numpy as np

from diagnose.checking.cs231n.lstm_gates import OTHER_ORDERS, da, sigmoid, step
from diagnose.checking.problem import Mistake


def of_da(name: str, says: str, **blocks: Callable) -> list[Mistake]:
    """Return what wrong blocks of da make of db, and of dx."""
    return [
        Mistake("db", name, says, lambda t: da(step(t), **blocks).sum(0)),
        Mistake("dx", name, says, lambda t: da(step(t), **blocks) @ t.wx.T),
    ]


def in_order(order: tuple) -> Callable:
    """Return db for blocks side by side in another order."""

    def wrong(t):
        blocks = dict(zip("ifog", np.split(da(step(t)).sum(0), 4), strict=True))
        return np.concatenate([blocks[k] for k in order])

    return wrong


BLOCKS = {
    "i": "dc * g * i * (1 - i)",
    "f": "dc * prev_c * f * (1 - f)",
    "o": "dnext_h * tanh(next_c) * o * (1 - o)",
    "g": "dc * i * (1 - g**2)",
}

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
        "f's gradient has the memory after",
        "f's block of da has next_c: f multiplies prev_c, so dc * prev_c * f * (1 - f).",
        f=lambda s: s.dc * s.c * s.f * (1 - s.f),
    ),
    *of_da(
        "o's gradient is without tanh",
        "o's block of da has next_c: o multiplies tanh(next_c), so "
        "dnext_h * tanh(next_c) * o * (1 - o).",
        o=lambda s: s.dh * s.c * s.o * (1 - s.o),
    ),
    *of_da(
        "o's gradient has next_h",
        "o's block of da has next_h: o multiplies tanh(next_c), so "
        "dnext_h * tanh(next_c) * o * (1 - o).",
        o=lambda s: s.dh * s.h * s.o * (1 - s.o),
    ),
    *of_da(
        "o's gradient is made of dc",
        "o's block of da is made of dc: o stands in next_h alone, so "
        "dnext_h * tanh(next_c) * o * (1 - o).",
        o=lambda s: s.dc * s.s * s.o * (1 - s.o),
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
    *[
        mistake
        for gate, block in BLOCKS.items()
        for mistake in of_da(
            f"the gradient of {gate} is left out",
            f"{gate}'s block of da is 0: it is {block}.",
            **{gate: lambda s: 0 * s.dc},
        )
    ],
    *of_da(
        "i and g are swapped in their gradients",
        "i's block of da has i in place of g, and g's has g in place of i: the gradient of a "
        "factor of i * g is the other one.",
        i=lambda s: s.dc * s.i * s.i * (1 - s.i),
        g=lambda s: s.dc * s.g * (1 - s.g**2),
    ),
    *[
        Mistake(
            "db",
            f"the blocks of da are in the order {', '.join(order)}",
            f"The gradients of the four stand side by side in the order {', '.join(order)}. In "
            "this course it is i, f, o, g, as in forward.",
            in_order(order),
        )
        for order in OTHER_ORDERS
    ],
    Mistake(
        "dwh",
        "dwh is of the state after",
        "dwh is next_h.T @ da: it was prev_h that was multiplied with wh, so it is "
        "prev_h.T @ da.",
        lambda t: t.next_h.T @ da(step(t)),
    ),
]
