"""L2 weight decay: a penalty on large weights, added to the loss.

    penalty = l2/2 sum w^2,    so    dw <- dw + l2 w

over the learned arrays whose key begins with w: never biases, nor a norm's gamma and beta,
which have few entries and no part in fitting noise.

Every step then shrinks w by the share lr * l2 before the data pulls it back (with plain SGD;
Adam divides the pull by its running size, so there the shrinking is not a fixed share).

Source
    CS231n and PyTorch's weight_decay: l2/2 sum w^2 in the loss, l2 w in the gradient. Texts
    that write alpha sum w^2 mean alpha = l2/2; scikit-learn's MLP has alpha/(2n) sum w^2 over
    n examples of a batch, alpha = l2 n.
"""

import numpy as np

from nets import walk


def weights(net: dict):
    """Yield (cache, key) of every learned array that decays."""
    for _, inner, key in walk.learned(net):
        if decays(key):
            yield inner, key


def decays(key: str) -> bool:
    """Return whether a learned array of this key is a weight, rather than a bias or a norm."""
    return key.startswith("w")


def penalty(net: dict, l2: float) -> float:
    """Return l2/2 sum w^2 over the net's weights."""
    return l2 / 2 * sum(float(np.vdot(inner[key], inner[key])) for inner, key in weights(net))


def add_l2(net: dict, l2: float) -> None:
    """Add the penalty's gradient, l2 w, to each weight's dw."""
    for inner, key in weights(net):
        inner["d" + key] += l2 * inner[key]
