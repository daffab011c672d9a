"""Shares: a gradient in which dout has a wrong part, or only some of it one."""

import numpy as np

from diagnose.checking.finding import MATCH, same
from diagnose.checking.truth import slopes


def without_dout(question, right, of, theirs, true):
    if of not in right.grads:
        return None
    ones = {name: np.ones_like(dout) for name, dout in right.douts.items()}
    bare = slopes(question, of[1:], ones)
    if same(theirs, bare, MATCH):
        return (
            "dout is left out",
            f"{of} is the layer's own slope, as if dout were all ones: by the chain rule it is "
            "multiplied by dout.",
        )
    squared = {name: dout**2 for name, dout in right.douts.items()}
    if same(theirs, slopes(question, of[1:], squared), MATCH):
        return "dout comes twice", f"{of} is multiplied by dout twice; once is the chain rule."
    return None


def averaged(question, right, of, theirs, true):
    """Find one array of several axes that holds sums over the wrong axis, or means."""
    if np.ndim(true) != 1 or of not in right.grads:
        return None
    for dout in right.douts.values():
        for axis in range(np.ndim(dout)):
            for f, word in ((np.sum, "summed"), (np.mean, "averaged")):
                if same(theirs, f(dout, axis=axis), MATCH):
                    return (
                        "over the wrong axis",
                        f"{of} is dout {word} over axis {axis} alone; sum over every axis "
                        "along "
                        "which the parameter was spread, and no other.",
                    )
    return None


def some_only(question, right, of, theirs, true):
    """Find a gradient that only some examples, or some steps, have had a part in."""
    if of not in right.grads or any(np.ndim(d) < 1 for d in right.douts.values()):
        return None
    deepest = min(np.ndim(d) for d in right.douts.values())
    for axis in range(min(deepest, 2)):
        word = "example" if axis == 0 else "step" if deepest == 3 else "entry of axis 1"
        for which, name in ((0, f"only the first {word}"), (-1, f"only the last {word}")):
            for inside in (True, False):
                douts = {k: masked(d, axis, which, inside) for k, d in right.douts.items()}
                if not same(theirs, slopes(question, of[1:], douts), MATCH):
                    continue
                if inside:
                    return name, (
                        f"{of} has what {name} gives, where it should be the sum over every "
                        f"{word}: add up (+=, or a sum over axis {axis}), and do not overwrite."
                    )
                missed = name.replace("only the", "the") + " is left out"
                return (
                    missed,
                    f"{of} lacks the part of {name[5:]}: look at where a loop starts or ends.",
                )
    return None


def masked(dout: np.ndarray, axis: int, which: int, inside: bool) -> np.ndarray:
    """Return dout with only one place along an axis left, or with only that one put to 0."""
    on = np.zeros(dout.shape[axis], bool)
    on[which] = True
    shape = [-1 if a == axis else 1 for a in range(dout.ndim)]
    return dout * (on if inside else ~on).reshape(shape)
