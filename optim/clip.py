"""Clip: bound the gradients before a step, so that one wild minibatch does not undo many.

    by_value    dw <- min(max(dw, -most), most)           entry by entry; turns the direction
    by_norm     dw <- dw most / norm  where norm > most   norm over all entries of all arrays
                                                          together; keeps the direction

Recurrent gradients are products of many Jacobians and grow without bound when these stretch;
clipping the norm bounds the step, and nothing else: it does not cure a gradient that vanishes.
A good bound is near the norm that is usual in the run, which the history shows.

Source
    Mikolov (2012), thesis, 3.3.2, by value; Pascanu et al. (2013), Algorithm 1, by norm,
    arXiv:1211.5063. torch.nn.utils.clip_grad_norm_ divides by norm + 1e-6, a part in a million.
"""

import math

import numpy as np

from nets import walk


def norm(net: dict) -> float:
    """Return the root of the sum of squares of every gradient of the net."""
    return math.sqrt(
        sum(
            float(np.vdot(inner["d" + key], inner["d" + key]))
            for _, inner, key in walk.learned(net)
        )
    )


def by_norm(net: dict, most: float) -> float:
    """Scale all gradients so that their norm is at most `most`; return what it was before."""
    found = norm(net)
    if found > most:
        for _, inner, key in walk.learned(net):
            inner["d" + key] = inner["d" + key] * (most / found)
    return found


def by_value(net: dict, most: float) -> None:
    """Bring every entry of every gradient within -most and most."""
    for _, inner, key in walk.learned(net):
        inner["d" + key] = np.clip(inner["d" + key], -most, most)
