"""RMSprop: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.sgd import steps
from diagnose.checking.problem import Mistake, Steps
from diagnose.checking.wrong.roots import corrected, divided, roots, rule
from diagnose.checking.wrong.rules import follow

FORMULA = {"w": "v <- decay * v + (1 - decay) * dw^2;  w <- w - lr * dw / (sqrt(v) + eps)"}


def sweep(draw) -> list[Steps]:
    """Return the points: shapes, zeros, other rates and shares, and an eps that counts."""
    return steps(
        draw,
        {"lr": 0.07, "decay": 0.8, "eps": 0.01},
        ("a large eps", "eps", {"eps": 0.5}),
        ("lr=2", "setting", {"lr": 2.0}),
        ("decay=0.3", "setting", {"decay": 0.3}),
        ("decay and eps as init has them", "setting", {"decay": 0.99, "eps": 1e-8}),
        ("decay=0", "setting", {"decay": 0.0}),
    )


MISTAKES = [
    *roots(lambda t, v, dw, kept: t.decay * v + (1 - t.decay) * dw**2),
    Mistake(
        "w",
        "the two shares are swapped",
        "v is (1 - decay) * v + decay * dw^2: decay is the share of v that is kept.",
        rule(lambda t, v, dw, kept: (1 - t.decay) * v + t.decay * dw**2, divided),
    ),
    Mistake(
        "w",
        "the new square has no share",
        "v is decay * v + dw^2: the new square is multiplied by 1 - decay.",
        rule(lambda t, v, dw, kept: t.decay * v + dw**2, divided),
    ),
    Mistake(
        "w",
        "the old v is kept whole",
        "v is v + (1 - decay) * dw^2: the old v is multiplied by decay.",
        rule(lambda t, v, dw, kept: v + (1 - t.decay) * dw**2, divided),
    ),
    Mistake(
        "w",
        "both have the share one minus decay",
        "v is (1 - decay) * v + (1 - decay) * dw^2: decay is the share of the old v.",
        rule(lambda t, v, dw, kept: (1 - t.decay) * (v + dw**2), divided),
    ),
    Mistake(
        "w",
        "v adds up",
        "v is v + dw^2, as in Adagrad: it is a running mean, decay * v + (1 - decay) * dw^2.",
        rule(lambda t, v, dw, kept: v + dw**2, divided),
    ),
    Mistake(
        "w",
        "both have the share decay",
        "v is decay * v + decay * dw^2: the new square has the share 1 - decay.",
        rule(lambda t, v, dw, kept: t.decay * (v + dw**2), divided),
    ),
    Mistake(
        "w",
        "dw is not squared",
        "v is the running mean of dw: it should be that of dw^2.",
        rule(lambda t, v, dw, kept: t.decay * v + (1 - t.decay) * dw, divided),
    ),
    Mistake(
        "w",
        "dw is not squared but made positive",
        "v is the running mean of abs(dw): it should be that of dw^2.",
        rule(lambda t, v, dw, kept: t.decay * v + (1 - t.decay) * abs(dw), divided),
    ),
    Mistake(
        "w",
        "the share is squared with dw",
        "v has ((1 - decay) * dw)^2: the share stands outside the square.",
        rule(lambda t, v, dw, kept: t.decay * v + ((1 - t.decay) * dw) ** 2, divided),
    ),
    Mistake(
        "w",
        "v is corrected as adam's",
        "v is divided by 1 - decay^t before the root: RMSprop takes v as it is.",
        follow(corrected),
    ),
    Mistake(
        "w",
        "the gradient is squared in the step",
        "The step is lr * dw^2 / (sqrt(v) + eps): it is dw, not its square, that the root "
        "divides.",
        rule(
            lambda t, v, dw, kept: t.decay * v + (1 - t.decay) * dw**2,
            lambda t, v, dw: t.lr * dw**2 / (np.sqrt(v) + t.eps),
        ),
    ),
]
