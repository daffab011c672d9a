"""AdamW: Adam's step, and a w that shrinks beside it."""

import numpy as np

from diagnose.checking.wrong.adam import divided, falls, first, second
from diagnose.checking.wrong.rules import keep, now


def step(t, dw, kept):
    """Return what Adam takes off w."""
    m = keep(kept, "m", first(t, kept.get("m", 0), dw))
    v = keep(kept, "v", second(t, kept.get("v", 0), dw))
    short = falls(t, kept["t"])
    return divided(t, m / short[0], v / short[1], dw)


def shrunk(found, once=False):
    """Return the wrong function for Adam's steps as of found, w shrinking as it should.

    With once it shrinks by the first lr all along.
    """

    def wrong(t):
        w, path = np.array(t.w), []
        before = [np.array(t.w), *found(t)]
        for i, (old, new) in enumerate(zip(before, before[1:], strict=False), 1):
            lr = t.lr if once else now(t, i).lr
            w = w * (1 - lr * t.weight_decay) + (new - old)
            path.append(w)
        return np.array(path)

    return wrong
