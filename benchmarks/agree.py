"""Agree: two programs are only worth timing beside each other if they compute the same.

    losses    |ours - theirs| <= 1e-5 |theirs|         at each of a net's first steps
    moved     ||ours - theirs|| <= 1e-3 ||theirs||     for each array, after them
    values    ||ours - theirs|| <= 1e-4 ||theirs||     for a layer's out, dx and gradients

moved is how far an array came from where it began, not where it is: an lr that is 1 % off
hides in the weights, which a few steps hardly change, and not in the way they went. It is a
norm over the array, since at single entries Adam makes steps of the rounding of gradients
near 0. Rounding alone has come to 1e-7 of a loss and 2e-5 of a way.

Of a million ReLUs, as in a convnet, a few are given an x so near 0 that rounding decides its
sign, and each of them turns a gradient by a thousandth, however exact both sides are. There the
limit for moved is KINKS, and a wrong lr shows in the losses.
"""

import numpy as np

LOSS, MOVED, KINKS, VALUE = 1e-5, 1e-3, 3e-2, 1e-4
SHOWN = 8  # faults at most


class Disagreement(Exception):
    """The two sides of a workload do not compute the same."""


def refuse_difference(name: str, ours: dict, theirs: dict | None = None) -> None:
    """Raise Disagreement unless both checks agree in all they have; alone, ours always does."""
    if theirs is None:
        return
    losses = zip(ours.get("losses", ()), theirs.get("losses", ()), strict=True)
    faults = [
        f"the loss at step {i} is {a:.7g} with ours and {b:.7g} with theirs"
        for i, (a, b) in enumerate(losses)
        if not abs(a - b) <= LOSS * abs(b)
    ]
    limit = ours.get("limit", MOVED)
    faults += apart(ours, theirs, "moved", limit, "moved elsewhere, by {:.2g} of the way")
    faults += apart(ours, theirs, "values", VALUE, "differs by {:.2g} of its size")
    if len(faults) > SHOWN:
        faults[SHOWN:] = [f"and {len(faults) - SHOWN} more"]
    if faults:
        raise Disagreement(
            f"{name}: ours and theirs do not compute the same, so their times say nothing.\n  "
            + "\n  ".join(faults)
        )


def apart(ours: dict, theirs: dict, kind: str, limit: float, said: str) -> list[str]:
    """Return what is wrong with the arrays of this kind, a line each."""
    ours, theirs, faults = ours.get(kind, {}), theirs.get(kind, {}), []
    if ours.keys() != theirs.keys():
        faults.append(f"{kind}: ours has {[*ours]}, theirs {[*theirs]}")
    for path in (path for path in ours if path in theirs):
        a, b = np.asarray(ours[path]), np.asarray(theirs[path])
        if a.shape != b.shape:
            faults.append(f"{path} is of shape {a.shape} with ours and {b.shape} with theirs")
        elif not np.linalg.norm(a - b) <= limit * np.linalg.norm(b):
            share = np.linalg.norm(a - b) / np.linalg.norm(b)
            faults.append(f"{path} {said.format(share)}; limit {limit:g}")
    return faults
