"""Indices: refuse one that is out of range, by its value and its place.

NumPy takes -1 for the last entry. As a label, a word or an action it is a mistake.
"""

import numpy as np


def refuse_outside(index: np.ndarray, K: int, kind: str, among: str, counts=None) -> None:
    """Raise ValueError unless 0 <= index < K, for all or where counts is True.

    kind says what an index is, "label", and among what there are K of, "there are 10 classes".
    """
    if index.size == 0 or (index.min() >= 0 and index.max() < K):
        return
    wrong = (index < 0) | (index >= K)
    if counts is not None:
        wrong &= counts
    if wrong.any():
        place = tuple(np.argwhere(wrong)[0].tolist())
        where = place[0] if len(place) == 1 else place
        raise ValueError(
            f"{kind} {index[place]} at position {where} is out of range: {among}, 0 to {K - 1}"
        )
