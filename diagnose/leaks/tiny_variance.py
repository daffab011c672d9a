"""Tiny variance: a norm that divides by next to nothing, and so makes a signal out of noise.

    xhat = (x - mean) / sqrt(var + eps)

Where var is far above eps, xhat has deviation 1. Where it is below, the feature hardly changes:
it is constant, or so small that it means little, and is multiplied by up to 1 / sqrt(eps), 316
at 1e-5. What was rounding or noise then reaches the layers above at full size, and on the way
back the gradient is multiplied by as much. Outside training batchnorm does so with running_var,
so that a single other example can give a value of hundreds.

    share of the channels of a batchnorm (of a groupnorm: of each example's groups; of layernorm
    and rmsnorm: of the rows) with var < eps

var is that of the batch. A batchnorm's channel counts only if running_var, once it has moved
from its first 1, is below eps as well: else it is this batch that is odd, and not the net.

What a norm with this leak gives has itself a variance below 1, var / (var + eps), and in the
norms after it eps counts that much less: what is small only for that is no leak of theirs.

Threshold
    A fifth. Where eps outweighs var, more than half of what xhat is divided by is made up. In
    262 norms of the zoo's nets, fresh and trained, the share was 0: var was 37 eps or more in
    all, the least in a fresh transformer. With weights before a norm times 0.001 the share was
    0.88 to 1 (22 nets), times 0.01 it was 0.
"""

import numpy as np

from diagnose.evidence import Evidence, Seen
from diagnose.leaks.finding import Finding
from nets import walk

NAME = "tiny variance"
THRESHOLD = 0.2
REMEDY = (
    "Look for what comes in: leave out features that never change, and scale up inputs or "
    "weights that are tiny; a larger eps keeps the norm from amplifying what is left."
)
SAVED = {"batchnorm": "rstd", "groupnorm": "rstd", "layernorm": "rstd", "rmsnorm": "rrms"}
COUNTED = {"batchnorm": "channels", "groupnorm": "groups"}  # and otherwise rows


def measure(e: Evidence) -> list[Finding]:
    """Return for each norm the share of what it norms that has next to no variance."""
    caches, found, shrunk = dict(walk.layers(e.net)), [], 1.0
    for layer in e.of(*SAVED):
        if len(layer.x):
            found.append(judged(layer, caches[layer.path], shrunk))
            if found[-1].alarm:
                var = found[-1].more["var"]
                shrunk *= float((var / (var + layer.cache["eps"])).mean())
    return found


def judged(layer: Seen, before: dict, shrunk: float) -> Finding:
    """Return what is found of one norm; before is its cache in the net itself."""
    eps, root = layer.cache["eps"], layer.cache[SAVED[layer.name]].astype(np.float64)
    var = np.maximum(root**-2.0 - eps, 0)
    tiny = var < eps * shrunk
    if layer.name == "batchnorm":
        running = before["running_var"]
        tiny &= (running < eps) | (running == 1)
    share, median = float(tiny.mean()), float(np.median(var))
    what = COUNTED.get(layer.name, "rows")
    said = (
        f"{share:.0%} of its {tiny.size:,} {what} have a variance below eps = {eps:g} "
        f"(the median is {median:.1e}), and are multiplied by up to {root.max():,.0f}"
    )
    more = {"var": var, "tiny": tiny}
    alarm = share > THRESHOLD
    return Finding(NAME, layer.path, share, THRESHOLD, alarm, said, REMEDY, more)
