"""Places: an array that is wrong in some entries only, and where these are."""

import numpy as np

from diagnose.checking.finding import differ
from diagnose.checking.truth import Question


def lost(question, right, of, theirs, true):
    wrong = differ(theirs, true)
    if np.any(theirs[wrong]) or not np.any(theirs) or wrong.all():
        return None
    where = place(question, of, wrong)
    if where:
        return where[0], f"{of} is 0 {where[1]}: what belongs there is lost."
    return (
        "some entries are lost",
        f"{of} is right where it is not 0, and 0 in {wrong.sum()} entries that should not be: "
        "their gradient never arrives.",
    )


def mask_missing(question, right, of, theirs, true):
    wrong = differ(theirs, true)
    if np.any(true[wrong]) or not np.any(true) or wrong.all():
        return None
    return (
        "a mask is missing",
        f"{of} is right where it is not 0, and has numbers where it should be 0: what was "
        "masked, or had no part in out, gets no gradient.",
    )


def somewhere(question, right, of, theirs, true):
    wrong = differ(theirs, true)
    if wrong.all():
        return None
    where = place(question, of, wrong)
    return where and (where[0], f"{of} is wrong only {where[1]}{where[2]}")


def place(question: Question, of: str, wrong: np.ndarray):
    """Return (name, where, why) of a pattern of wrong entries, or None."""
    for axis, size in enumerate(wrong.shape):
        if size < 2:
            continue
        lines = wrong.any(axis=tuple(a for a in range(wrong.ndim) if a != axis))
        word = meaning(question, of, axis, wrong.shape)
        if word is None:
            continue
        first, last = f"the first {word}", f"the last {word}"
        if size > 2 and not lines[0] and lines[1:].all():
            return (
                f"only {first} is right",
                f"beyond {first}",
                f": go over every {word}, or sum over all.",
            )
        if size > 2 and not lines[-1] and lines[:-1].all():
            return (
                f"only {last} is right",
                f"before {last}",
                (f": what each {word} leaves must not be overwritten by the next."),
            )
        if lines[0] and not lines[1:].any():
            return f"wrong at {first}", f"at {first}", ": look at where the loop starts."
        if lines[-1] and not lines[:-1].any():
            return f"wrong at {last}", f"at {last}", ": look at where the loop ends."
    if wrong.ndim >= 4 and min(wrong.shape[-2:]) > 2 and not wrong[..., 1:-1, 1:-1].any():
        return (
            "wrong at the borders",
            "at the borders of the image",
            (": look at the padding, and at the last window of each row."),
        )
    return None


def meaning(question: Question, of: str, axis: int, shape: tuple) -> str | None:
    """Return what one place along an axis is, an example, a step, a row; None if it is none."""
    x = question.given.get("x")
    x = x[0] if isinstance(x, tuple) else x
    like_x = np.ndim(x) == len(shape) and np.shape(x)[0] == shape[0]
    if of == "w" and "dw" in question.given:
        return "step"
    if axis == 0 and like_x and len(shape) > 1:
        return "example"
    if axis == 1 and like_x and len(shape) == 3:
        return "step"
    if like_x and len(shape) == 4:
        return ("example", "channel", "row", "column")[axis]
    return None


def nearly(question, right, of, theirs, true):
    largest = np.max(np.abs(true), initial=0)
    if not largest or np.max(np.abs(theirs - true)) > 0.02 * largest:
        return None
    return (
        "nearly right",
        f"{of} is nearly right, and not right: off by "
        f"{np.max(np.abs(theirs - true)) / largest:.1g} of its largest number. Look for eps in "
        "another place, n for n - 1, or a constant written with few digits.",
    )
