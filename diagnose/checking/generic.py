"""Generic: name a mistake by how an array differs from the right one, whatever the layer.

Each rule looks at (theirs, true) and returns (name, sentence), or None if it is not that. They
are asked in order, so that what explains every number comes before what explains some.
"""

import numpy as np

from diagnose.checking import factors, patterns, places, shares
from diagnose.checking.truth import Question, Truth

WHOLE = (
    patterns.not_finite,
    patterns.unmoved,
    patterns.zero,
    factors.factor,
    patterns.dout_itself,
    patterns.swapped,
    patterns.transposed,
    patterns.flipped,
    shares.without_dout,
    shares.averaged,
    shares.some_only,
    factors.per_axis,
    factors.constant_added,
    patterns.rearranged,
)
PLACES = (places.lost, places.mask_missing, places.somewhere, places.nearly)


def explain(question: Question, right: Truth, of: str, theirs, true):
    """Return (name, sentence) of the first rule that explains the whole difference, or None."""
    return first(WHOLE, question, right, of, theirs, true)


def locate(question: Question, right: Truth, of: str, theirs, true):
    """Return (name, sentence) of where it is that they differ, or None."""
    return first(PLACES, question, right, of, theirs, true)


def first(rules: tuple, *seen):
    """Return what the first of some rules says that says anything."""
    return next(filter(None, (rule(*seen) for rule in rules)), None)


def shape(of: str, theirs: tuple, true: tuple) -> tuple[str, str]:
    """Return (name, sentence) of an array of the wrong shape."""
    said = f"{of} has shape {theirs}, and should have {true}"
    if len(theirs) == len(true) and theirs == true[::-1]:
        return "transposed", f"{said}: it is transposed."
    if sorted(theirs) == sorted(true):
        return "transposed", f"{said}: its axes are in another order."
    if len(theirs) == len(true):
        axes = [i for i, (a, b) in enumerate(zip(theirs, true, strict=True)) if a != b]
        if all(true[i] == 1 for i in axes):
            return "not summed", f"{said}: axis {axes[0]} is left, and should be summed over."
        many = f"axis {axes[0]} is {theirs[axes[0]]} long, and should be {true[axes[0]]}"
        return "another length", f"{said}: {many}."
    if np.prod(theirs) == np.prod(true):
        return "another shape", (
            f"{said}: the numbers may be right, but an axis is kept, dropped or folded "
            "(keepdims, or a reshape to x's shape)."
        )
    if len(theirs) > len(true):
        return "not summed", f"{said}: an axis is left that should be summed over."
    return "summed too far", f"{said}: an axis is summed away, or only one part is there."
