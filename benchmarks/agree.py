"""Agree: two programs are only worth timing beside each other if they compute the same.

    loss      |ours - theirs| <= 1e-5 |theirs|         at each of the first steps
    moved     ||ours - theirs|| <= 1e-3 ||theirs||     for each array, after them

moved is how far an array came from where it began, not where it is: an lr that is 1 % off
hides in the weights, which a few steps hardly change, and not in the way they went. It is a
norm over the array, since at single entries Adam makes steps of the rounding of gradients
near 0. Rounding alone has come to 1e-7 of a loss and 2e-5 of a way.
"""

import numpy as np

LOSS, MOVED = 1e-5, 1e-3


class Disagreement(Exception):
    """The two sides of a workload do not compute the same."""


def refuse_difference(name: str, ours: dict, theirs: dict | None = None) -> None:
    """Raise Disagreement unless the losses and what moved agree; alone, ours always does."""
    if theirs is None:
        return
    faults = [
        f"the loss at step {i} is {a:.7g} with ours and {b:.7g} with theirs"
        for i, (a, b) in enumerate(zip(ours["losses"], theirs["losses"], strict=True))
        if not abs(a - b) <= LOSS * abs(b)
    ]
    if ours["moved"].keys() != theirs["moved"].keys():
        faults.append(f"ours moved {[*ours['moved']]}, theirs {[*theirs['moved']]}")
    for path in ours["moved"].keys() & theirs["moved"].keys():
        a, b = ours["moved"][path], theirs["moved"][path]
        if a.shape != b.shape:
            faults.append(f"{path} is of shape {a.shape} with ours and {b.shape} with theirs")
        elif not np.linalg.norm(a - b) <= MOVED * np.linalg.norm(b):
            apart = np.linalg.norm(a - b) / np.linalg.norm(b)
            faults.append(f"{path} moved elsewhere, by {apart:.2g} of the way; limit {MOVED:g}")
    if faults:
        raise Disagreement(
            f"{name}: ours and theirs do not compute the same, so their times say nothing.\n  "
            + "\n  ".join(faults)
        )
