"""The wrong ways forward of one step of the LSTM, under CS231n's names."""

from collections.abc import Callable

import numpy as np

from diagnose.checking.cs231n.lstm_gates import OTHER_ORDERS, activations, sigmoid, step
from diagnose.checking.problem import Mistake


def forward(name: str, says: str, **changed: Callable) -> list[Mistake]:
    """Return what a wrong gate or a wrong c makes of both outs."""
    return [
        Mistake("next_c", name, says, lambda t: step(t, **changed).c),
        Mistake("next_h", name, says, lambda t: step(t, **changed).h),
    ]


def reordered(order: tuple) -> Callable:
    """Return activations for blocks in another order."""

    def gates(a):
        blocks = dict(zip(order, np.split(a, 4, axis=-1), strict=True))
        return tuple(sigmoid(blocks[k]) for k in "ifo") + (np.tanh(blocks["g"]),)

    return gates


def forward_orders() -> list[Mistake]:
    """Return all other orders; i and f alone changing places has a name of its own below."""
    return [
        mistake
        for order in OTHER_ORDERS
        if order != tuple("fiog")
        for mistake in forward(
            f"the gates are in the order {', '.join(order)}",
            "The four blocks of x @ wx + prev_h @ wh + b are taken in the order "
            f"{', '.join(order)}. In this course it is i, f, o, g.",
            gates=reordered(order),
        )
    ]


GATES = [
    *forward_orders(),
    *forward(
        "g is a sigmoid",
        "g is made by a sigmoid: of the four, i, f and o are, and g is the tanh of its block.",
        gates=lambda a: tuple(sigmoid(block) for block in np.split(a, 4, axis=-1)),
    ),
    *forward(
        "i, f and o are tanh",
        "i, f and o are made by tanh: they are sigmoids, and g alone is a tanh.",
        gates=lambda a: tuple(np.tanh(block) for block in np.split(a, 4, axis=-1)),
    ),
    *forward(
        "1 is added to the forget gate",
        "f is the sigmoid of its block + 1: a bias of 1 is for b to start from, not for the "
        "step to add.",
        gates=lambda a: activations(a + np.repeat((0, 1, 0, 0), a.shape[-1] // 4)),
    ),
    *forward(
        "the memory is not kept",
        "next_c is i * g alone: what was kept of prev_c, f * prev_c, belongs to it.",
        c=lambda s: s.i * s.g,
    ),
    *forward(
        "the forget gate is left out",
        "next_c is prev_c + i * g: the forget gate scales what is kept, f * prev_c.",
        c=lambda s: s.prev_c + s.i * s.g,
    ),
    *forward(
        "the input gate is left out",
        "next_c is f * prev_c + g: the input gate scales what is written, i * g.",
        c=lambda s: s.f * s.prev_c + s.g,
    ),
    *forward(
        "input and forget gate are swapped",
        "next_c is i * prev_c + f * g: f keeps and i writes, f * prev_c + i * g. The blocks "
        "stand in the order i, f, o, g.",
        c=lambda s: s.i * s.prev_c + s.f * s.g,
    ),
    *forward(
        "the forget gate forgets",
        "next_c is (1 - f) * prev_c + i * g: f is the share that is kept, f * prev_c.",
        c=lambda s: (1 - s.f) * s.prev_c + s.i * s.g,
    ),
    *forward(
        "1 - f stands for i",
        "next_c is f * prev_c + (1 - f) * g, as in a GRU: the input gate i is one of its own.",
        c=lambda s: s.f * s.prev_c + (1 - s.f) * s.g,
    ),
    *forward(
        "the memory is squashed",
        "next_c is tanh(f * prev_c + i * g): the memory itself is without tanh, which stands "
        "in next_h = o * tanh(next_c).",
        c=lambda s: np.tanh(s.f * s.prev_c + s.i * s.g),
    ),
]

MISTAKES = [
    *GATES,
    Mistake(
        "next_h",
        "tanh of the memory is left out",
        "next_h is o * next_c: it is o * tanh(next_c).",
        lambda t: (lambda s: s.o * s.c)(step(t)),
    ),
    Mistake(
        "next_h",
        "a sigmoid stands for tanh of the memory",
        "next_h is o * sigmoid(next_c): it is o * tanh(next_c).",
        lambda t: (lambda s: s.o * sigmoid(s.c))(step(t)),
    ),
    Mistake(
        "next_h",
        "the memory before is shown",
        "next_h is o * tanh(prev_c): it shows the new memory, o * tanh(next_c).",
        lambda t: step(t).o * np.tanh(t.prev_c),
    ),
    Mistake(
        "next_h",
        "the output gate is left out",
        "next_h is tanh(next_c): the output gate scales it, o * tanh(next_c).",
        lambda t: step(t).s,
    ),
    Mistake(
        "next_h",
        "the output gate is inside of tanh",
        "next_h is tanh(o * next_c): the gate stands outside, o * tanh(next_c).",
        lambda t: (lambda s: np.tanh(s.o * s.c))(step(t)),
    ),
]
