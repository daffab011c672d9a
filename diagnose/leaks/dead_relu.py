"""Dead ReLU: a unit that is 0 for every example passes no gradient, and so never changes again.

    dead[j] = out[n, j] == 0 for every example n (of a convolution, at every pixel too)

The units are looked for in the batch, and those that were 0 there in all of the data, a batch
at a time; that ends as soon as none is left. A unit's gradient is the sum over the examples of
what its slope lets through, which is then 0 in each: only the layers below can bring it back,
by chance. Where a whole layer is dead, all examples look alike from there on; a ReLU above it
that gets the same from each of them is told of, but is no alarm: the one below is.

Threshold
    A third of a layer's units, and a little. CS231n, "Neural Networks 1", names 40 % for a net
    that was lost to a high learning rate. Measured: up to 0.30 in nets of the zoo that learn
    (lenets at the height of their rate; 0.2 elsewhere), 0.41 and more where two fifths of a
    layer's biases or norms were put far below 0.
"""

import numpy as np

from arrays import threads
from diagnose.evidence import Evidence
from diagnose.leaks.finding import Finding
from nets import walk

NAME = "dead ReLU"
THRESHOLD = 0.35
FEWEST = 16  # examples: of a few, many a unit that lives is 0 for each
REMEDY = (
    "Lower the learning rate or warm it up, and start anew, as they do not come back; "
    "a leaky ReLU cannot die."
)


def measure(e: Evidence) -> list[Finding]:
    """Return the share of dead units of each ReLU; nothing for too few examples to tell."""
    if len(e.data[0]) < FEWEST:
        return []
    found, blind = [], set()
    dead = silent(e)
    if any(off.all() for off in dead.values()):
        blind = unseeing(e, dead)
    for path, off in dead.items():
        share = float(off.mean())
        n = len(e.data[0])
        said = f"{share:.0%} of its {off.size} units are 0 for each of {n:,} examples"
        alarm = share > THRESHOLD and path not in blind
        found.append(Finding(NAME, path, share, THRESHOLD, alarm, said, REMEDY, {"dead": off}))
    return found


def silent(e: Evidence, batch_size=128) -> dict:
    """Return for each ReLU which of its units are 0 throughout the data, out of training."""
    dead = {layer.path: off(layer.out) for layer in e.of("relu")}
    if not dead or e.data[0] is e.x:
        return dead
    trial = walk.trial(e.net)
    walk.set_training(trial, False)
    walk.forget(trial)

    def tell(path, out):
        if path in dead and dead[path].any():
            some = dead[path]
            some[some] = off(out[:, some] if out.ndim == 4 else out[..., some])

    net = walk.watched(trial, tell)
    x = e.data[0]
    with threads.kept():
        for start in range(0, len(x), batch_size):
            if not any(units.any() for units in dead.values()):
                break
            e.module.forward(x[start : start + batch_size], net)
    return dead


def unseeing(e: Evidence, dead: dict) -> set:
    """Return the paths of ReLUs above a wholly dead one that get the same from each example."""
    layers = e.of("relu")
    first = next(i for i, layer in enumerate(layers) if dead[layer.path].all())
    above = layers[first + 1 :]
    return {layer.path for layer in above if (layer.x == layer.x[:1]).all()}


def off(out: np.ndarray) -> np.ndarray:
    """Return which units of out, (N, M), (N, C, H, W) or (N, T, M), are 0 in all of it."""
    axis = 1 if out.ndim == 4 else out.ndim - 1
    return ~out.any(axis=tuple(i for i in range(out.ndim) if i != axis))
