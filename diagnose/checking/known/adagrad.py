"""Adagrad: where to try it, and its wrong derivations; and what rules with a root share."""

import numpy as np

from diagnose.checking.known.sgd import follow, keep, moves, steps
from diagnose.checking.problem import Mistake, Steps

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


def rule(square, step):
    """Return the wrong function for v <- square(t, v, dw, kept), w <- w - step(t, v, dw)."""
    return follow(
        lambda t, w, dw, kept: (
            w - step(t, keep(kept, "v", square(t, kept.get("v", 0), dw, kept)), dw)
        )
    )


def divided(t, v, dw):
    """Return the step from v, right."""
    return t.lr * dw / (np.sqrt(v) + t.eps)


def roots(square) -> list[Mistake]:
    """Return what can be wrong about the root and eps of any rule, and about v's place."""

    def late(t, w, dw, kept):
        v = kept.get("v", np.zeros_like(dw))
        kept["v"] = square(t, v, dw, kept)
        return w - divided(t, v, dw)

    return [
        *moves(
            lambda t, dw, kept: (
                -divided(t, keep(kept, "v", square(t, kept.get("v", 0), dw, kept)), dw)
            )
        ),
        Mistake(
            "w",
            "the root is forgotten",
            "dw is divided by v + eps: divide by the root of v, sqrt(v) + eps.",
            rule(square, lambda t, v, dw: t.lr * dw / (v + t.eps)),
        ),
        Mistake(
            "w",
            "it multiplies by the root",
            "dw is multiplied by sqrt(v) + eps: divide by it.",
            rule(square, lambda t, v, dw: t.lr * dw * (np.sqrt(v) + t.eps)),
        ),
        Mistake(
            "w",
            "v is used before it is updated",
            "dw is divided by the root of the v of the step before: update v first.",
            follow(late),
        ),
        Mistake(
            "w",
            "eps is forgotten",
            "dw is divided by sqrt(v): add eps to the root, which keeps the division finite "
            "where v is 0.",
            rule(square, lambda t, v, dw: t.lr * dw / np.sqrt(v)),
        ),
        Mistake(
            "w",
            "eps is inside the root",
            "dw is divided by sqrt(v + eps): eps is added to the root, sqrt(v) + eps.",
            rule(square, lambda t, v, dw: t.lr * dw / np.sqrt(v + t.eps)),
        ),
        Mistake(
            "w",
            "eps is outside the fraction",
            "The step is lr * dw / sqrt(v) + eps: a bracket is missing, "
            "lr * dw / (sqrt(v) + eps).",
            rule(square, lambda t, v, dw: t.lr * dw / np.sqrt(v) + t.eps),
        ),
        Mistake(
            "w",
            "eps is outside the fraction that lr multiplies",
            "The step is lr * (dw / sqrt(v) + eps): a bracket is missing, "
            "lr * dw / (sqrt(v) + eps).",
            rule(square, lambda t, v, dw: t.lr * (dw / np.sqrt(v) + t.eps)),
        ),
        Mistake(
            "w",
            "all entries share a rate",
            "v is one number, of the sum over all entries: each entry has a v of its own.",
            rule(lambda t, v, dw, kept: square(t, v, np.sqrt((dw**2).sum()), kept), divided),
        ),
        Mistake(
            "w",
            "all entries share a mean rate",
            "v is one number, of the mean over all entries: each entry has a v of its own.",
            rule(lambda t, v, dw, kept: square(t, v, np.sqrt((dw**2).mean()), kept), divided),
        ),
        Mistake(
            "w",
            "v is forgotten",
            "v is of this step's dw alone: it is kept from step to step, in the state.",
            rule(lambda t, v, dw, kept: square(t, 0, dw, kept), divided),
        ),
    ]


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
