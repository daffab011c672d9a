"""Symmetric weights: units that start equal and are moved equally stay one unit for ever.

    twins    units j, k of a layer with w[:, j] = w[:, k] and dw[:, j] = dw[:, k]
    figure   the share of a layer's units that have a twin

Equal weights alone are harmless where the units' gradients differ, as they do below a layer of
random w: after one step the weights differ too. So all-zero or constant weights are a leak
where the layer above is constant too, or where nothing comes down (a ReLU at 0).

Not looked at are biases, which start equal as they should; the last layer that learns, whose
units the labels tell apart, if not in each batch; what has rows for tokens or places; and units
whose weights and gradients are all 0 among others that have some: those are dead.

Two sums of a unit's weights and two of its gradients, with random coefficients, stand for all
of them: units are twins if all four agree to a hundred-thousandth of their size, or in float64
to 1e-12. Rounding makes equal columns of a product differ by less.

Threshold
    A twentieth of a layer's units. Measured: none in nets of the zoo that learn; all units of
    layers with constant weights, and those that were made equal by hand. CS231n, "Neural
    Networks 2", on all zero initialization; Goodfellow et al., "Deep Learning" (2016), 8.4.
"""

import numpy as np

from diagnose.evidence import Evidence, Seen
from diagnose.leaks.finding import Finding

NAME = "symmetric weights"
THRESHOLD = 0.05
REMEDY = "Draw the weights at random: units that start equal get equal gradients for ever."
FILTERS = {"conv": 0, "conv_transpose": 1}  # the axis of w along which the units lie
TOKENS = ("embedding", "unembedding", "position")


def measure(e: Evidence) -> list[Finding]:
    """Return the share of twins of each layer with weights, but the last."""
    layers = [layer for layer in e.seen if layer.name not in TOKENS and weights(layer)]
    known = {layer.path for layer in layers[:-1]}
    if layers and last(e.seen) is not layers[-1]:
        known.add(layers[-1].path)
    return [judged(layer) for layer in layers if layer.path in known]


def judged(layer: Seen) -> Finding:
    """Return what is found of one layer, in the w that has most twins."""
    shares = {key: twins(layer, key) for key in weights(layer)}
    key = max(shares, key=lambda key: shares[key].mean())
    some = shares[key]
    share = float(some.mean())
    said = f"{some.sum()} of its {some.size} units have a twin, of equal {key} and d{key}"
    more = {"twins": some, "key": key}
    return Finding(NAME, layer.path, share, THRESHOLD, share > THRESHOLD, said, REMEDY, more)


def weights(layer: Seen) -> list[str]:
    """Return the keys of learned matrices and filters of two units or more."""
    cache, axis = layer.cache, FILTERS.get(layer.name, -1)
    keys = [key for key in cache if "d" + key in cache and cache[key].ndim >= 2]
    return [key for key in keys if cache[key].shape[axis] > 1]


def last(seen: list[Seen]) -> Seen | None:
    """Return the last layer that learns."""
    learns = [layer for layer in seen if any("d" + key in layer.cache for key in layer.cache)]
    return learns[-1] if learns else None


def twins(layer: Seen, key: str) -> np.ndarray:
    """Return which units have a twin."""
    axis = FILTERS.get(layer.name, -1)
    marks = np.concatenate([told(layer.cache[k], axis) for k in (key, "d" + key)])
    finest = 1e-5 if layer.cache[key].dtype.itemsize < 8 else 1e-12
    order = np.lexsort(marks)
    ahead = marks[:, order]
    same = (abs(np.diff(ahead, axis=1)) <= finest).all(axis=0)
    found = np.zeros(len(order), bool)
    found[order[1:]] = same
    found[order[:-1]] |= same
    dead = ~marks.any(axis=0)  # neither weights nor a gradient
    return found if dead.all() else found & ~dead


def told(w: np.ndarray, axis: int) -> np.ndarray:
    """Return two random sums of each unit's entries, (2, M), over the size of such a sum."""
    units = np.moveaxis(w, axis, 0).reshape(w.shape[axis], -1)
    signs = np.random.default_rng(0).standard_normal((2, units.shape[1])).astype(w.dtype)
    size = np.linalg.norm(w) / np.sqrt(len(units))  # of a unit, the root of the mean square
    sums = (signs @ units.T).astype(np.float64)
    return sums / (size or 1) if np.isfinite(size) else np.full_like(sums, np.nan)
