"""Constant feature: an input that is the same for every example tells the net nothing.

    constant[j] = x[n, j] == x[0, j] for every example n (of a channel, at every pixel too)

Its weights learn what a bias would, and a column that was lost in loading, or a channel of
zeros, is an error upstream. The figure is the share of the features, of points (N, D), or of
the channels, of images (N, C, H, W). It is looked for in all of the data, a part at a time;
that ends as soon as none is left.

Threshold
    Any at all, of channels and of fewer than 64 features, and a half of more: flattened images
    have borders, 21 % of all pixels in 10,000 drawn digits and 35 to 39 % in 100, and counts
    of words have rare ones. Fewer than 100 examples are too few to tell.
"""

import numpy as np

from diagnose.evidence import Evidence
from diagnose.leaks.finding import Finding

NAME = "constant feature"
THRESHOLD = 0.0
REMEDY = (
    "See whether it was lost in loading; if not, leave it out, as the bias does all "
    "that it can do."
)
WIDE, WIDE_THRESHOLD = 64, 0.5
EXAMPLES = 100


def measure(e: Evidence) -> list[Finding]:
    """Return the share of features, or channels, that are constant; nothing for sequences."""
    x = np.asarray(e.data[0])
    if x.dtype.kind != "f" or x.ndim not in (2, 4) or len(x) < 2 or not x.size:
        return []
    same = constant(x)
    share = float(same.mean())
    threshold = WIDE_THRESHOLD if same.size >= WIDE and x.ndim == 2 else THRESHOLD
    alarm = share > threshold and len(x) >= EXAMPLES
    units = "channels" if x.ndim == 4 else "features"
    which = np.flatnonzero(same)
    named = f" (number {', '.join(map(str, which[:3]))}{', ...' * (which.size > 3)})"
    said = (
        f"{which.size} of {same.size} {units}{named * bool(which.size)} "
        f"are the same in each of {len(x):,} examples"
    )
    more = {"constant": same}
    return [Finding(NAME, "the inputs", share, threshold, alarm, said, REMEDY, more)]


def constant(x: np.ndarray, rows=250) -> np.ndarray:
    """Return which features of (N, D), or channels of (N, C, H, W), never vary."""
    others = (0, *range(2, x.ndim))
    first = x[:1, :, *[slice(1)] * (x.ndim - 2)]
    left = np.ones(x.shape[1], bool)
    for start in range(0, len(x), rows):
        left[left] = (x[start : start + rows, left] == first[:, left]).all(others)
        if not left.any():
            break
    return left
