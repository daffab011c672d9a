"""The wrong gradients of the gates in one step of the LSTM, under CS231n's names.

With s = tanh(next_c) and dc as in lstm_memory.py, da is the four blocks

    dc * g * i * (1 - i),  dc * prev_c * f * (1 - f),  dnext_h * s * o * (1 - o),
    dc * i * (1 - g**2)
"""

from collections.abc import Callable

import numpy as np

from diagnose.checking.cs231n.lstm_gates import OTHER_ORDERS, da, step
from diagnose.checking.cs231n.lstm_slopes import of_da
from diagnose.checking.problem import Mistake


def in_order(order: tuple) -> Callable:
    """Return db for blocks side by side in another order."""

    def wrong(t):
        blocks = dict(zip("ifog", np.split(da(step(t)).sum(0), 4), strict=True))
        return np.concatenate([blocks[k] for k in order])

    return wrong


def saved_as(order: tuple) -> Callable:
    """Return db if backward took the gates out of the cache in another order."""

    def wrong(t):
        s = step(t)
        vars(s).update(zip(order, (s.i, s.f, s.o, s.g), strict=True))
        s.dc = s.dnext_c + s.dh * s.o * (1 - s.s**2)
        return da(s).sum(0)

    return wrong


BLOCKS = {
    "i": "dc * g * i * (1 - i)",
    "f": "dc * prev_c * f * (1 - f)",
    "o": "dnext_h * tanh(next_c) * o * (1 - o)",
    "g": "dc * i * (1 - g**2)",
}

MISTAKES = [
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
    *[
        Mistake(
            "db",
            f"the gates are read in backward as {', '.join(order)}",
            f"backward takes the gates out of the cache as {', '.join(order)}: it takes them "
            "in the order in which forward puts them there.",
            saved_as(order),
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
