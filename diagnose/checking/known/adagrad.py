"""Adagrad: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.sgd import steps
from diagnose.checking.problem import Mistake, Steps
from diagnose.checking.wrong.roots import divided, roots, rule

FORMULA = {"w": "v <- v + dw^2;  w <- w - lr * dw / (sqrt(v) + eps)"}


def sweep(draw) -> list[Steps]:
    """Return the points: shapes, zeros, another rate, and an eps that counts."""
    return steps(
        draw,
        {"lr": 0.07, "eps": 0.01},
        ("a large eps", "eps", {"eps": 0.5}),
        ("lr=2", "setting", {"lr": 2.0}),
        ("lr and eps as init has them by itself", "setting", {"lr": 1e-2, "eps": 1e-10}),
    )


def total(t, v, dw, kept):
    """Return v after the step."""
    return v + dw**2


MISTAKES = [
    *roots(total),
    Mistake(
        "w",
        "dw is not squared",
        "v is the sum of dw: it should be that of dw^2.",
        rule(lambda t, v, dw, kept: v + dw, divided),
    ),
    Mistake(
        "w",
        "dw is not squared but made positive",
        "v is the sum of abs(dw): it should be that of dw^2.",
        rule(lambda t, v, dw, kept: v + abs(dw), divided),
    ),
    Mistake(
        "w",
        "v is a mean over the steps",
        "v is divided by the number of steps: it is the sum of all squares.",
        rule(lambda t, v, dw, kept: v + (dw**2 - v) / kept["t"], divided),
    ),
    *(
        Mistake(
            "w",
            f"v is a running mean, of decay {decay}",
            f"v is {decay} * v + {1 - decay:.2g} * dw^2, as in RMSprop: Adagrad adds up, "
            "v + dw^2.",
            rule(lambda t, v, dw, kept, decay=decay: decay * v + (1 - decay) * dw**2, divided),
        )
        for decay in (0.9, 0.99)
    ),
    Mistake(
        "w",
        "the root is added up",
        "The root is taken in each step and kept as v: v is the sum of the squares, and "
        "its root is taken for the step only.",
        rule(
            lambda t, v, dw, kept: np.sqrt(v + dw**2), lambda t, v, dw: t.lr * dw / (v + t.eps)
        ),
    ),
]
