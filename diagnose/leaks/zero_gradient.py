"""All-zero gradients: a layer's weights get exactly 0 though the loss has a gradient.

Such a layer never changes. Biases are set aside, as the gradient of one before a norm is 0
anyway. There are two ways to a gradient of 0, and both lead to a culprit:

    nothing comes down    the first layer above whose dout is not 0 and whose dx is: a later w
                          that is all 0, a ReLU that is never on, a backward that gives 0
    nothing comes in      the layer's x is 0

Where the culprit's own x is 0, it is the layer where the zeros begin; and where that has
nothing to learn, such as a ReLU, the layer that feeds it. The figure is the share of the net's
weights that get nothing because of it; the other layers have 0.

A residual's part may begin with a last w or gamma of 0 (Goyal et al., 2017, 5.1; Zhang et al.,
2019): that gets a gradient itself, the net works without the part, and a step later what lies
below has a gradient too. It is no alarm. The same outside of a residual is one.

Threshold
    None at all: any such layer is an alarm. Measured: none in nets of the zoo, fresh or
    trained; 99 % of the weights and more where one layer of an mlp is 0 or dead.
"""

from dataclasses import dataclass, field

import numpy as np

from diagnose.evidence import Evidence, Seen
from diagnose.leaks.finding import Finding

NAME = "all-zero gradients"
THRESHOLD = 0.0
REMEDY = (
    "Start its weights at random values, and see that what follows is not off for all "
    "examples: a product with 0 hands nothing back."
)


@dataclass
class Fault:
    """What one culprit keeps from learning."""

    layers: list = field(default_factory=list)
    entries: int = 0
    why: str = ""


def measure(e: Evidence) -> list[Finding]:
    """Return what each layer keeps from learning; nothing where the loss has no gradient."""
    if not np.any(e.dscores):
        return []
    faults = found(e.seen)
    learns = [layer for layer in e.seen if weights(layer)]
    total = sum(layer.cache[key].size for layer in learns for key in weights(layer))
    return [judged(path, fault, total) for path, fault in faults.items()]


def found(seen: list[Seen]) -> dict:
    """Return for each layer that learns, and every other culprit, its Fault."""
    faults = {layer.path: Fault() for layer in seen if weights(layer)}
    for i, layer in enumerate(seen):
        missed = [key for key in weights(layer) if not layer.cache["d" + key].any()]
        if "wh" in missed and np.ndim(layer.out) == 3 and layer.out.shape[1] == 1:
            missed.remove("wh")  # one step from h = 0 does not use it
        if not missed:
            continue
        cut = i if nonzero(layer.dout) else above(seen, i)
        where, why = culprit(seen, cut)
        if where == seen[cut].path and "residual/" in where and moving(seen[cut]):
            continue
        fault = faults.setdefault(where, Fault())
        fault.layers.append(layer.path)
        fault.entries += sum(layer.cache[key].size for key in missed)
        fault.why = fault.why or why
    return faults


def judged(path: str, fault: Fault, total: int) -> Finding:
    """Return what is found of one layer."""
    share, names = fault.entries / total, ", ".join(fault.layers)
    said = "it keeps no layer's gradients at 0"
    if fault.layers:
        left = f"it leaves the weights of {names} ({share:.0%} of the net's)"
        said = f"{left} with a gradient of exactly 0: {fault.why}"
    more = {"layers": fault.layers}
    return Finding(NAME, path, share, THRESHOLD, share > THRESHOLD, said, REMEDY, more)


def above(seen: list[Seen], i: int) -> int:
    """Return the first layer from i on that gets a gradient and hands nothing on, or i."""
    for j in range(i + 1, len(seen)):
        if nonzero(seen[j].dout) and not nonzero(seen[j].dx):
            return j
    return i


def culprit(seen: list[Seen], j: int) -> tuple[str, str]:
    """Return the path of the layer that makes layer j hand on or learn nothing, and how."""
    why = f"no gradient gets past {seen[j].path}"
    if not nonzero(seen[j].x):
        while j > 0 and not nonzero(seen[j - 1].out):
            j -= 1
        why = f"all that {seen[j].path} gives is 0"
    while j > 0 and not weights(seen[j]):
        j -= 1
    return seen[j].path if weights(seen[j]) else "the inputs", why


def moving(layer: Seen) -> bool:
    """Return whether the layer's own w or gamma gets a gradient."""
    return any(layer.cache["d" + key].any() for key in weights(layer))


def weights(layer: Seen) -> list[str]:
    """Return the keys of what the layer learns, biases aside."""
    cache = layer.cache
    return [key for key in cache if "d" + key in cache and key[0] != "b"]


def nonzero(value) -> bool:
    """Return whether any entry of value, an array or a tuple of them, is not 0."""
    parts = value if isinstance(value, tuple) else (value,)
    return any(part is not None and np.any(part) for part in parts)
