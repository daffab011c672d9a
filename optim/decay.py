"""Decay: a penalty on large weights, added to the loss.

    penalty = l2/2 sum w^2 + l1 sum |w|

over the learned arrays whose key begins with w: never biases, nor a norm's gamma and beta,
which have few entries and no part in fitting noise.

L2 has a slope everywhere, and goes into the gradient:  dw <- dw + l2 w.  Every step then
shrinks w by the share lr l2 before the data pulls it back (with plain SGD; Adam divides the
pull by its running size, so there the shrinking is not a fixed share: see adamw).

L1 has a kink at 0, and its slope, l1 sign(w), would carry a useless weight to and fro across it
for ever. So each step is followed by the proximal step, which weighs the penalty against the
distance moved, min over u of  l1 |u| + (u - w)^2 / (2 lr):

    w <- sign(w) max(|w| - lr l1, 0)

A weight that the data does not hold arrives at 0 exactly, and stays there.

Source
    CS231n and PyTorch's weight_decay: l2/2 sum w^2 in the loss, l2 w in the gradient. Texts
    that write alpha sum w^2 mean alpha = l2/2; scikit-learn's MLP has alpha/(2n) sum w^2 over
    n examples of a batch, alpha = l2 n. The proximal step: Duchi and Singer (2009), JMLR 10.
"""

import numpy as np

from nets import walk


def decays(key: str) -> bool:
    """Return whether a learned array of this key is a weight, and no bias or norm's."""
    return key.startswith("w")


def weights(net: dict):
    """Yield (cache, key) of every learned array that decays."""
    for _, inner, key in walk.learned(net):
        if decays(key):
            yield inner, key


def penalty(net: dict, l2: float, l1=0.0) -> float:
    """Return l2/2 sum w^2 + l1 sum |w| over the net's weights."""
    found = [inner[key] for inner, key in weights(net)]
    squares = sum(float(np.vdot(w, w)) for w in found)
    sizes = sum(float(abs(w).sum()) for w in found) if l1 else 0.0
    return l2 / 2 * squares + l1 * sizes


def add_l2(net: dict, l2: float) -> None:
    """Add the penalty's gradient, l2 w, to each weight's dw."""
    for inner, key in weights(net):
        inner["d" + key] += l2 * inner[key]


def shrink(net: dict, most: float) -> None:
    """Bring each weight nearer to 0 by `most`, in place, and to 0 if it was within that."""
    for inner, key in weights(net):
        w = inner[key]
        w[...] = np.sign(w) * np.maximum(abs(w) - most, 0)
