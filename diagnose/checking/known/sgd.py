"""SGD: where to try it, and its wrong derivations; and the points of all update rules."""

import numpy as np

from diagnose.checking.problem import Mistake, Steps
from diagnose.checking.wrong.rules import follow, keep, moves

FORMULA = {"w": "w <- w - lr * dw"}


def steps(draw, settings, *others) -> list[Steps]:
    """Return points: shapes of w, others as (setting, trait, changed), gradients of 0."""
    still, never = draw(4, 3, 4), draw(4, 3, 4)
    still[1], never[:, 0] = 0, 0

    def at(setting, *shape, trait="", **changed):
        return Steps(setting, draw(*shape), draw(4, *shape), settings | changed, trait)

    return [
        at("w of two axes, four steps", 3, 4),
        *(at(setting, 3, 4, trait=trait, **changed) for setting, trait, changed in others),
        at("w of one axis", 5, trait="more axes"),
        at("w of three axes", 2, 3, 4, trait="more axes"),
        at("a single number", 1, trait="one feature"),
        Steps("a step whose gradient is 0", draw(3, 4), still, settings, "no gradient"),
        Steps("weights whose gradient stays 0", draw(3, 4), never, settings, "no gradient"),
    ]


def sweep(draw) -> list[Steps]:
    """Return the points: shapes, zeros, and another rate."""
    return steps(draw, {"lr": 0.07}, ("lr=2", "setting", {"lr": 2.0}))


MISTAKES = [
    *moves(lambda t, dw, kept: -t.lr * dw),
    Mistake(
        "w",
        "only the gradient's sign counts",
        "w moves by lr whatever the size of dw: the step is lr * dw.",
        follow(lambda t, w, dw, kept: w - t.lr * np.sign(dw)),
    ),
    Mistake(
        "w",
        "dw is squared",
        "The step is lr * dw^2: it should be lr * dw.",
        follow(lambda t, w, dw, kept: w - t.lr * dw**2),
    ),
    Mistake(
        "w",
        "the step is divided by lr",
        "The step is dw / lr: it should be lr * dw.",
        follow(lambda t, w, dw, kept: w - dw / t.lr),
    ),
    Mistake(
        "w",
        "lr multiplies w as well",
        "w is lr * (w - dw): the bracket is misplaced, w - lr * dw.",
        follow(lambda t, w, dw, kept: t.lr * (w - dw)),
    ),
    Mistake(
        "w",
        "w shrinks by the step",
        "The step is lr * dw * w: it should be lr * dw, without w.",
        follow(lambda t, w, dw, kept: w - t.lr * dw * w),
    ),
    Mistake(
        "w",
        "the gradient is normalized",
        "dw is divided by its length: the step is lr * dw, longer where the slope is steeper.",
        follow(lambda t, w, dw, kept: w - t.lr * dw / np.sqrt((dw**2).sum())),
    ),
    Mistake(
        "w",
        "gradients add up",
        "The gradients of earlier steps are in each step: the step is lr times this dw alone.",
        follow(lambda t, w, dw, kept: w - t.lr * keep(kept, "sum", kept.get("sum", 0) + dw)),
    ),
]
