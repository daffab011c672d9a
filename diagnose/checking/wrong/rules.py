"""Rules: an update rule followed step by step, and what can be wrong about any rule's step."""

from types import SimpleNamespace

import numpy as np

from diagnose.checking.problem import Mistake
from diagnose.checking.rule import LATER


def now(t, i):
    """Return t as it is in step i, from 1 on, with the settings that are changed by then."""
    return SimpleNamespace(**vars(t) | t.later) if i > LATER else t


def follow(step):
    """Return the wrong function of a rule step(t, w, dw, kept) -> the next w.

    kept is a dict, with the number of the step, from 1 on, as "t", and all else that step puts
    there; kept.get(key, 0) is 0 at first. t has the settings of that step.
    """

    def wrong(t):
        w, kept, path = np.array(t.w), {}, []
        with np.errstate(all="ignore"):
            for i, dw in enumerate(t.dw, 1):
                kept["t"] = i
                w = step(now(t, i), w, dw, kept)
                path.append(w)
        return np.array(path)

    return wrong


def once(wrong):
    """Return the wrong function of the same rule, if it never hears of a new lr."""
    return lambda t: wrong(SimpleNamespace(**vars(t) | {"later": {}}))


def keep(kept, key, value):
    """Put value into kept, and return it."""
    kept[key] = value
    return value


def moves(change) -> list[Mistake]:
    """Return what can be wrong about any rule's step, w <- w + change(t, dw, kept)."""
    return [
        Mistake(
            "w",
            "it climbs",
            "w moves up the slope, along the gradient: turn the sign of the step round.",
            follow(lambda t, w, dw, kept: w - change(t, dw, kept)),
        ),
        Mistake(
            "w",
            "lr is left out",
            "The step has no factor lr: multiply it by lr.",
            follow(lambda t, w, dw, kept: w + change(t, dw, kept) / t.lr),
        ),
        Mistake(
            "w",
            "lr comes in twice",
            "The step is multiplied by lr twice: once is enough.",
            follow(lambda t, w, dw, kept: w + change(t, dw, kept) * t.lr),
        ),
        Mistake(
            "w",
            "w does not move",
            "w is as it was before: the step has to end in w, as w -= step does in place; "
            "w = w - step makes another array.",
            follow(lambda t, w, dw, kept: w),
        ),
        Mistake(
            "w",
            "the step takes the place of w",
            "w is the step alone: add the step to the w that there was.",
            follow(lambda t, w, dw, kept: change(t, dw, kept)),
        ),
        Mistake(
            "w",
            "lr is read only once",
            LR_ONCE,
            once(follow(lambda t, w, dw, kept: w + change(t, dw, kept))),
        ),
    ]


LR_ONCE = (
    "The lr of the first step is used in all of them: a schedule puts a new one into the "
    'state, so read state["lr"] in each update.'
)
