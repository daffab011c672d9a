"""RNN and LSTM over whole sequences under CS231n's names, f(x, h0, Wx, Wh, b) -> h, cache."""

import numpy as np

from diagnose.checking.cs231n.kin import of_kin
from diagnose.checking.cs231n.lstm_step import step
from diagnose.checking.known import lstm, rnn
from diagnose.checking.problem import Mistake, Pair, Point

SETTINGS = ("mask", "relu", "nonlinearity", "does not count", "c0")  # of known/ alone


def args(g: dict) -> list:
    return [g[key] for key in ("x", "h0", "wx", "wh", "b")]


def rnn_cell(x, h, c, g: dict) -> tuple:
    return np.tanh(x @ g["wx"] + h @ g["wh"] + g["b"]), c


def unrolled(g: dict, cell, c=0) -> tuple:
    """Return every h and c, (N, T, H); the memory starts at c, which is 0 in the course."""
    h, steps = g["h0"], []
    for x in g["x"].swapaxes(0, 1):
        h, c = cell(x, h, c, g)
        steps.append((h, c + 0 * h))
    return tuple(np.stack(a, axis=1) for a in zip(*steps, strict=True))


def out_of(cell):
    return lambda g: {"out": unrolled(g, cell)[0]}


def sweep(gates: int):
    """Return the sweep of a recurrent layer of so many blocks of H columns."""

    def points(draw) -> list[Point]:
        def point(setting, N, T, D, H, trait="", size=1.0, h=1.0):
            given = {"x": size * draw(N, T, D), "h0": h * draw(N, H)}
            for name, shape in (("wx", (D,)), ("wh", (H,)), ("b", ())):
                given[name] = 0.5 * draw(*shape, gates * H)
            return Point(setting, given, trait)

        return [
            point("all sizes unequal", 3, 4, 5, 2),
            point("h0 of zeros", 3, 4, 5, 2, h=0.0),
            point("one step", 3, 1, 4, 2, "one step"),
            point("one example", 1, 4, 3, 2, "one example"),
            point("one feature, one hidden unit", 3, 4, 1, 1, "one feature"),
            point("N = T = D = H", 3, 3, 3, 3),
            point("x around +-1000", 3, 4, 5, 2, "large", 1000.0),
        ]

    return points


def without_step_0(t, cell) -> np.ndarray:
    """Return out if the loop begins at step 1, from h0."""
    out = np.zeros_like(t.out)
    if out.shape[1] > 1:
        out[:, 1:] = unrolled(vars(t) | {"x": t.x[:, 1:]}, cell)[0]
    return out


def mistakes(cell) -> list[Mistake]:
    """Return what goes wrong in the loop over steps, whatever a step does."""
    return [
        Mistake(
            "out",
            "step 0 is left out",
            "out is 0 at step 0, and h0 is used at step 1: your loop starts at t = 1. It "
            "should start at t = 0.",
            lambda t: without_step_0(t, cell),
        ),
        Mistake(
            "out",
            "out is one step late",
            "out has h0 at step 0 and the first step's h at step 1: out[:, t] is h after step "
            "t, and h0 is not in it.",
            lambda t: np.concatenate([t.h0[:, None], t.out[:, :-1]], axis=1),
        ),
        Mistake(
            "out",
            "each h is the last one",
            "out repeats the last step's h: put each step's into out[:, t] as a copy, before h "
            "goes on.",
            lambda t: np.repeat(t.out[:, -1:], t.out.shape[1], axis=1),
        ),
    ]


LSTM_MISTAKES = [
    Mistake(
        "out",
        "the memory starts at h0",
        "out is made with h0 as the first memory: h starts at h0, and c at zeros of its shape.",
        lambda t: unrolled(vars(t), step, t.h0)[0],
    ),
    Mistake(
        "out",
        "the memory is returned",
        "out has every c: it is every h = o * tanh(c) that is returned.",
        lambda t: unrolled(vars(t), step)[1],
    ),
]


def pair(name: str, cell, gates: int, known, own: list) -> Pair:
    forward, backward = (f"{name}_forward", (f"{name}_backward",))
    grads = ("dx", "dh0", "dwx", "dwh", "db")
    kin = [m for m in of_kin(known.MISTAKES, but=SETTINGS) if m.of in ("out", *grads)]
    every = [*own, *mistakes(cell), *kin]
    reference, points = out_of(cell), sweep(gates)
    return Pair(
        forward, backward, args, ("out",), grads, reference, points, known.FORMULA, every
    )


PAIRS = [
    pair("rnn", rnn_cell, 1, rnn, []),
    pair("lstm", step, 4, lstm, LSTM_MISTAKES),
]
