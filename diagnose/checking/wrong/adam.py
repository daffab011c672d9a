"""Adam: a rule some parts of which are other than the right ones."""

import numpy as np

from diagnose.checking.problem import Mistake
from diagnose.checking.wrong.rules import follow, keep


def first(t, m, dw):
    """Return m after the step."""
    return t.beta1 * m + (1 - t.beta1) * dw


def second(t, v, dw):
    """Return v after the step."""
    return t.beta2 * v + (1 - t.beta2) * dw**2


def falls(t, i):
    """Return what m and v fall short by after i steps."""
    return 1 - t.beta1**i, 1 - t.beta2**i


def divided(t, mhat, vhat, dw):
    """Return the step, lr included."""
    return t.lr * mhat / (np.sqrt(vhat) + t.eps)


def moments(m=first, v=second, short=falls, step=divided, hats_kept=""):
    """Return the wrong function of an Adam in which some parts are other than the right ones.

    hats_kept names those of m and v that the state keeps corrected.
    """

    def next_w(t, w, dw, kept):
        found = m(t, kept.get("m", 0), dw), v(t, kept.get("v", 0), dw)
        mhat, vhat = (a / share for a, share in zip(found, short(t, kept["t"]), strict=True))
        kept["m"] = mhat if "m" in hats_kept else found[0]
        kept["v"] = vhat if "v" in hats_kept else found[1]
        return w - step(t, mhat, vhat, dw)

    return follow(next_w)


def wrong(name, says, **parts):
    """Return the mistake of an Adam with these parts."""
    return Mistake("w", name, says, moments(**parts))


def of_its_mean(t, w, dw, kept):
    """Return w after a step whose v is of m^2."""
    m = keep(kept, "m", first(t, kept.get("m", 0), dw))
    v = keep(kept, "v", second(t, kept.get("v", 0), m))
    short = falls(t, kept["t"])
    return w - divided(t, m / short[0], v / short[1], dw)


def early(below):
    """Return the wrong function of an Adam that corrects lr, m being divided by below."""

    def next_w(t, w, dw, kept):
        m = keep(kept, "m", first(t, kept.get("m", 0), dw))
        v = keep(kept, "v", second(t, kept.get("v", 0), dw))
        short = falls(t, kept["t"])
        root = np.sqrt(short[1])
        return w - t.lr * root / short[0] * m / below(t, v, root)

    return follow(next_w)
