"""Draws for the losses. See draws.py."""

from functools import partial

import numpy as np
from drawn import Drawn

from layers import (
    bce,
    cross_entropy,
    huber,
    mae,
    mse,
    nll,
    svm,
)


def labelled(init):
    """Draw x, a row of scores an example, with labels, and a mask or none."""

    def draw(pen):
        shape, K = pen.shape(0, 3, empty=False), pen.size(1, 4)
        y, mask = pen.whole(K, *shape), None
        if pen.pick(True, False):
            mask = pen.mask(*shape)
            y = np.where(mask, y, -100)  # there a label may be anything
        cache = init(pen, K, y if mask is None else y[mask])
        return cache | {"y": y, "mask": mask}, pen.array(*shape, K)

    return draw


def init_cross_entropy(pen, K, labels):
    weights = None
    if pen.pick(True, False):
        weights = 0.5 + pen.rng.random(K)
        weights[np.arange(K) != labels.flat[0]] *= pen.pick(1, 0)
    return cross_entropy.init(pen.pick(0.0, 0.1, 1.0), weights=weights)


def targeted(init, targets):
    """Draw x, with targets(shape), of its shape, and a mask or none."""

    def draw(pen):
        shape = pen.shape(empty=False)
        cache = init(pen) | {"y": pen.array(*shape, fill=partial(targets, pen))}
        if pen.pick(True, False):
            cache["mask"] = pen.mask(*shape)
        return cache, pen.array(*shape)

    return draw


def numbers(pen, shape):
    kind = pen.pick(np.float64, np.float32, np.int64)
    return np.asarray(3 * pen.rng.standard_normal(shape)).astype(kind)


def answers(pen, shape):
    kind = pen.pick(np.float64, bool)
    p = np.asarray(pen.rng.random(shape))
    return p.astype(kind) if kind is np.float64 else p < 0.5


def counted(t, cache, x):
    """Return the examples of x that count, and their y."""
    y, mask = np.asarray(cache["y"]), cache.get("mask")
    counts = t.tensor(np.ones(y.shape, bool) if mask is None else mask)
    return x[counts], t.tensor(y)[counts]


def torch_loss(name, scaled=False, **settings):
    """Return theirs: torch's function, over what counts; settings are names in the cache."""

    def theirs(t, cache, x):
        x, y = counted(t, cache, x)
        y = y.to(x.dtype) if x.ndim == y.ndim else y.long()
        given = {theirs: cache[mine] for theirs, mine in settings.items()}
        if "weights" in cache:
            given["weight"] = t.tensor(cache["weights"], dtype=x.dtype)
        return getattr(t.nn.functional, name)(x, y, **given) * (x.shape[-1] if scaled else 1)

    return theirs


LOSSES = {
    "nll": Drawn(nll, labelled(lambda pen, K, labels: nll.init()), torch_loss("nll_loss")),
    "cross_entropy": Drawn(
        cross_entropy,
        labelled(init_cross_entropy),
        torch_loss("cross_entropy", label_smoothing="smoothing"),
    ),
    "svm": Drawn(
        svm,
        labelled(lambda pen, K, labels: svm.init(pen.pick(1.0, 0.5, 3))),
        torch_loss("multi_margin_loss", scaled=True, margin="margin"),  # theirs divides by K
    ),
    "mse": Drawn(mse, targeted(lambda pen: mse.init(), numbers), torch_loss("mse_loss")),
    "mae": Drawn(mae, targeted(lambda pen: mae.init(), numbers), torch_loss("l1_loss")),
    "huber": Drawn(
        huber,
        targeted(lambda pen: huber.init(pen.pick(1.0, 0.5, 2)), numbers),
        torch_loss("huber_loss", delta="delta"),
    ),
    "bce": Drawn(
        bce,
        targeted(lambda pen: bce.init(), answers),
        torch_loss("binary_cross_entropy_with_logits"),
    ),
}
