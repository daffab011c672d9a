"""Vanishing or exploding across depth: sizes that each layer multiplies by a like factor.

    gradient[l]      |dout| of layer l over |dx| of the last layer that learns
    activation[l]    RMS of layer l's x over that of the second one's

for the layers l that learn, in the order of forward; |.| is the root of the sum of squares.
Kaiming's weights keep RMS on the way up and the root of the sum on the way down, whatever the
layers' widths. The last layer, which may start small on purpose, is not in the chain: neither
its own w on the way down nor its out on the way up. Nor is the first one's x, the data. Layers
within a residual are left out, as the way around them is the one on which gradients come.

    figure    the larger of the largest gradient[l] and 1 / the smallest; if no gradient is
              beyond the threshold, the same of activation. The layer of it is told of.
    growth    the factor a layer, the ratio of the ends to the power 1 / (number of layers)

For a picture, more has layers (the paths), and gradient or activation, nan where there is none.

Threshold
    A thousandfold, which is where a rate that suits the last layer no longer moves the first.
    Measured: up to 76 in nets of the zoo that learn, fresh and trained (a transformer's small
    embeddings 61, three sigmoids 76, and 196 in a lenet with four of them); 5,000 and more
    where six or more layers have weights ten times too small or large, or eight are sigmoids.
    Glorot and Bengio (2010) draw these sizes by layer; He et al. (2015), arXiv:1502.01852,
    eq. 10 and 14, have the factors.
"""

import math

import numpy as np

from diagnose.evidence import Evidence, Seen, rms
from diagnose.leaks.finding import Finding

NAME = "vanishing or exploding across depth"
THRESHOLD = 1000.0
REMEDY = (
    "Start with Kaiming's weights (ReLU) or Xavier's (tanh), whose factor a layer is near 1, "
    "or put norms or residuals between; of a sigmoid at most 1/4 is left at each layer."
)


def measure(e: Evidence) -> list[Finding]:
    """Return how sizes change from layer to layer; nothing for fewer than three that learn."""
    layers = [s for s in e.seen if learns(s) and "residual/" not in s.path]
    if len(layers) < 3:
        return []
    down = judged(layers, "gradient", gradients(layers))
    if down is not None and down.alarm:
        return [down]
    up = judged(layers, "activation", activations(layers))
    return [found for found in (down, up) if found is not None]


def learns(layer: Seen) -> bool:
    """Return whether the layer has a w; a norm's gamma makes no factor that lasts."""
    return any(key[0] == "w" and "d" + key in layer.cache for key in layer.cache)


def gradients(layers: list[Seen]) -> np.ndarray:
    """Return each layer's |dout| over the |dx| that the last one hands on; nan for itself."""
    found = [length(layer.dout) for layer in layers[:-1]]
    return relative([*found, math.nan], length(layers[-1].dx))


def activations(layers: list[Seen]) -> np.ndarray:
    """Return the RMS of each layer's x over that of the second layer's; nan for the first's."""
    found = [size(layer.x) for layer in layers[1:]]
    return relative([math.nan, *found], found[0])


def relative(sizes: list, first: float) -> np.ndarray:
    """Return sizes over the first, nan where either is 0 or not finite."""
    with np.errstate(all="ignore"):
        ratios = np.array(sizes) / first
    return np.where(np.isfinite(ratios) & (ratios > 0), ratios, math.nan)


def length(value) -> float:
    """Return the root of the sum of squares of an array, or of a tuple of them together."""
    parts = value if isinstance(value, tuple) else (value,)
    if any(part is None for part in parts):
        return math.nan
    square = sum(float(np.vdot(part, part)) for part in parts)
    if 1e-30 < square < math.inf:  # as it mostly is; below, float32 loses digits
        return math.sqrt(square)
    return rms(value) * math.sqrt(sum(part.size for part in parts))


def size(x) -> float:
    """Return the RMS of an array, or of a tuple of them together; nan for integers."""
    parts = x if isinstance(x, tuple) else (x,)
    if any(part.dtype.kind != "f" for part in parts):
        return math.nan
    return length(x) / math.sqrt(sum(part.size for part in parts))


def judged(layers: list[Seen], what: str, ratios: np.ndarray) -> Finding | None:
    """Return what is found of gradients or activations, at the layer of the extreme."""
    if np.isnan(ratios).all():
        return None
    worst = int(np.nanargmax(abs(np.log(ratios))))
    ratio = float(ratios[worst])
    figure = max(ratio, 1 / ratio)
    steps = len(layers) - 1 - worst if what == "gradient" else max(worst - 1, 1)
    growth = ratio ** (1 / steps)
    start = layers[-1 if what == "gradient" else 1].path
    below = f"the gradient that reaches it is {ratio:.2g} times what {start} hands down"
    above = f"what comes in is {ratio:.2g} times the size of what comes into {start}"
    said = f"{below if what == 'gradient' else above} ({growth:.2g} a layer)"
    more = {"layers": [layer.path for layer in layers], "growth": growth, what: ratios}
    alarm = figure > THRESHOLD
    return Finding(NAME, layers[worst].path, figure, THRESHOLD, alarm, said, REMEDY, more)
