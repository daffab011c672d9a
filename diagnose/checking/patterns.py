"""Patterns: an array of the right numbers in wrong places, or of other numbers known."""

import itertools

import numpy as np

from diagnose.checking.finding import MATCH, same


def not_finite(question, right, of, theirs, true):
    if np.isfinite(theirs).all() or not np.isfinite(true).all():
        return None
    what = "nan" if np.isnan(theirs).any() else "infinite"
    if question.trait == "large":  # whose sentence says why
        return "not finite", f"{of} has entries that are {what}."
    why = "a division by 0, the log of 0, or memory that nobody filled (np.empty)"
    return "not finite", f"{of} has entries that are {what}: {why}."


def unmoved(question, right, of, theirs, true):
    if of in right.grads or not same(theirs, question.given.get(of), MATCH):
        return None
    return "not moved", (
        f"{of} is what it was before the call: it is not moved, or the new one is not put "
        "where the caller looks for it."
    )


def zero(question, right, of, theirs, true):
    if np.any(theirs) or not np.any(true):
        return None
    return "all zero", f"{of} is 0 everywhere: it is made, and never filled or added to."


def dout_itself(question, right, of, theirs, true):
    if of not in right.grads:
        return None
    for name, dout in right.douts.items():
        what = "dout" if len(right.douts) == 1 else f"d{name}"
        if same(theirs, dout, MATCH):
            return (
                f"{what} itself",
                f"{of} is {what} as it came: it still has to be multiplied by the layer's own "
                "slope.",
            )
    return None


def swapped(question, right, of, theirs, true):
    everything = right.grads if of in right.grads else right.outs
    for other, value in everything.items():
        if other != of and same(theirs, value, MATCH):
            return (
                f"{other} in its place",
                f"{of} holds what {other} should be: the two are swapped, or one is returned "
                "twice.",
            )
    return None


def transposed(question, right, of, theirs, true):
    axes = range(np.ndim(true))
    for order in itertools.permutations(axes):
        if order == tuple(axes) or np.shape(np.transpose(true, order)) != np.shape(true):
            continue
        for k, minus in ((1, ""), (-1, ", and has the wrong sign")):
            if same(theirs, k * np.transpose(true, order), MATCH):
                return "transposed", f"{of} is transposed: its axes {order} are swapped{minus}."
    return None


def flipped(question, right, of, theirs, true):
    for many in (1, 2):
        for axes in itertools.combinations(range(np.ndim(true)), many):
            if same(theirs, np.flip(true, axes), MATCH):
                where = " and ".join(map(str, axes))
                return "turned around", f"{of} has its numbers in reverse along axis {where}."
    return None


def rearranged(question, right, of, theirs, true):
    theirs, true = np.asarray(theirs), np.asarray(true)
    if true.size < 3 or not same(np.sort(theirs, None), np.sort(true, None), MATCH):
        return None
    if same(theirs, true, 1e-3):  # no number has moved far
        return None
    return (
        "right numbers in wrong places",
        f"{of} has the right numbers in the wrong places: a reshape or transpose puts them in "
        "another order.",
    )
