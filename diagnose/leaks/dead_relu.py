"""Dead ReLU: a unit that is 0 for every example passes no gradient, and so never changes again.

    dead[j] = out[n, j] == 0 for every example n (of a convolution, at every pixel too)

The units are looked for in the batch, and those that were 0 there in all of the data, a batch
at a time; that ends as soon as none is left. A unit's gradient is the sum over the examples of
what its slope lets through, which is then 0 in each: only the layers below can bring it back,
by chance.

Threshold
    A fifth of a layer's units. CS231n, "Neural Networks 1", names 40 % for a net that was lost
    to a high learning rate; nets that learn well have a few.
"""

import numpy as np

from diagnose.evidence import Evidence
from diagnose.leaks.finding import Finding
from nets import walk

NAME = "dead ReLU"
THRESHOLD = 0.2
REMEDY = (
    "Lower the learning rate or warm it up, and start anew, as they do not come back; "
    "a leaky ReLU cannot die."
)


def measure(e: Evidence) -> list[Finding]:
    """Return the share of dead units of each ReLU."""
    found = []
    dead = silent(e)
    for path, off in dead.items():
        share = float(off.mean())
        n = len(e.data[0])
        said = f"{share:.0%} of its {off.size} units are 0 for each of {n:,} examples"
        alarm = share > THRESHOLD
        found.append(Finding(NAME, path, share, THRESHOLD, alarm, said, REMEDY, {"dead": off}))
    return found


def silent(e: Evidence, batch_size=250) -> dict:
    """Return for each ReLU which of its units are 0 throughout the data, out of training."""
    dead = {layer.path: off(layer.out) for layer in e.of("relu")}
    if not dead or e.data[0] is e.x:
        return dead
    trial = walk.trial(e.net)
    walk.set_training(trial, False)
    walk.forget(trial)
    dead = {path: np.ones_like(units) for path, units in dead.items()}

    def tell(path, out):
        if path in dead:
            dead[path] &= off(out)

    net = walk.watched(trial, tell)
    x = e.data[0]
    for start in range(0, len(x), batch_size):
        if not any(units.any() for units in dead.values()):
            break
        e.module.forward(x[start : start + batch_size], net)
    return dead


def off(out: np.ndarray) -> np.ndarray:
    """Return which units of out, (N, M), (N, C, H, W) or (N, T, M), are 0 in all of it."""
    axis = 1 if out.ndim == 4 else out.ndim - 1
    return ~out.any(axis=tuple(i for i in range(out.ndim) if i != axis))
