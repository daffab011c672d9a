"""Cross-entropy: losses and slopes of other targets t than the right one."""

import numpy as np

from diagnose.checking.wrong.losses import at_label, on, true
from diagnose.checking.wrong.softmax import shifted, top, total

FROM_SCORES = "x - max - log sum exp(x - max)"


def softmax(x):
    """Return the probabilities."""
    return shifted(x) / total(shifted(x))


def smoothing(t):
    """Return the share that is spread, 0 where none is given."""
    return getattr(t, "smoothing", 0.0)


def target(t):
    """Return t of the formula, with its smoothing."""
    return (1 - smoothing(t)) * true(t) + smoothing(t) / t.x.shape[-1]


def spread(t):
    """Return the part of the target that is spread over all classes."""
    return np.full(t.x.shape, smoothing(t) / t.x.shape[-1])


def elsewhere(t):
    """Return the target whose smoothing is spread over the wrong classes only."""
    share = smoothing(t) / max(t.x.shape[-1] - 1, 1)
    return (1 - smoothing(t)) * true(t) + share * (1 - true(t))


def weights(t):
    """Return the classes' weights, and the mean of the true classes' that count."""
    found = getattr(t, "weights", None)
    found = np.ones(t.x.shape[-1]) if found is None else np.asarray(found)
    return found, found[np.asarray(t.y)[on(t)]].mean()


def weighed(target):
    """Return the function of a target that has the weights in it, q of the layer."""
    return lambda t: target(t) * weights(t)[0] / weights(t)[1]


def loss(target):
    """Return the function of each example's loss for a target."""
    return lambda t: -(target(t) * np.log(softmax(t.x))).sum(axis=-1)


def slope(target):
    """Return the function of its slopes; a target with weights need not sum to 1."""
    return lambda t: softmax(t.x) * total(target(t)) - target(t)


def not_shared(t):
    """Return each example's loss if smoothing multiplies the sum of its shifted scores."""
    z = t.x - top(t.x)
    aim = (1 - smoothing(t)) * at_label(t, z) + smoothing(t) * z.sum(axis=-1)
    return np.log(np.exp(z).sum(axis=-1)) - aim


def jacobian(p, d):
    """Return the gradient behind a softmax: p * (d - its mean under p)."""
    return p * (d - total(p * d))


def guarded(t, guard):
    """Return each example's loss if it is of log guard(p)."""
    return -(weighed(target)(t) * np.log(guard(softmax(t.x)))).sum(axis=-1)


def to_all(t):
    """Return the target whose smoothing is shared by K - 1 classes and given to all K."""
    return (1 - smoothing(t)) * true(t) + smoothing(t) / max(t.x.shape[-1] - 1, 1)


def whole(t):
    """Return the target of which the true class has 1, and its share of the smoothing too."""
    return true(t) + smoothing(t) / t.x.shape[-1]


def without(t):
    """Return the target of which the true class has no share of the smoothing."""
    return (1 - smoothing(t)) * true(t) + smoothing(t) / t.x.shape[-1] * (1 - true(t))
