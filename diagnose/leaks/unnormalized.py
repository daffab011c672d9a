"""Inputs not normalized: too large or small, far from 0 for their spread, or of unequal size.

    mean[j], std[j]    of feature j, over the examples (of channel j, at every pixel too)

    size      RMS of all inputs, or its inverse if that is more than 1
    offset    RMS of mean over RMS of std
    scales    the upper quartile of std over the lower; of two to four, largest over smallest

The figure is the largest of the three, or an offset that alarms, as a large mean makes for
a large size. Each is about 1 or less where all is well. The first
layer's dw is x.T @ dout: inputs that are too large act as too high a learning rate would, and
too small ones as too low a one. Beside a large mean all examples are alike, and of features of
unequal size a step sees the large ones alone.

A feature that is 0 but for a few examples has a small std and is no smaller than the others,
so scales goes by the features' ranges too, whichever says less. Features that do not vary have
none. The look is at up to 250 examples spread over the data, of three or more; what an
embedding takes is not judged.

Threshold
    LeCun et al., "Efficient BackProp" (1998), 4.3, want mean 0 and deviation 1. How much less
    will do was measured on 3,000 digits, an mlp of 64 hidden units and 4 epochs of momentum,
    by what it gets right of 500 others: 96 % at size 1; 95 % and 93 % at 3.3 and 3 (a third as
    large; pixels of 0..1), 89 % at 10 (too small), 9 % at 10 (too large), at an offset of 10,
    and for pixels of 0..255, 86 times too large. Normalized sets have 1.0 to 1.8, flattened
    ones to 3.3, and CIFAR-10's pixels of 0..1 have 1.9.
"""

import numpy as np

from diagnose.evidence import Evidence
from diagnose.leaks.finding import Finding

NAME = "inputs not normalized"
THRESHOLD = 5.0
REMEDY = (
    "Take the training set's mean off each feature and divide by its deviation, "
    "so that one learning rate suits all weights (data/normalize.py)."
)
EXAMPLES = 250


def measure(e: Evidence) -> list[Finding]:
    """Return how far the inputs are from mean 0 and deviation 1; nothing for tokens."""
    x = sampled(np.asarray(e.data[0]))
    if x.dtype.kind in "iu" and not e.of("embedding"):
        x = x.astype(np.float32)  # pixels as they were read
    if (
        x.dtype.kind != "f"
        or x.ndim < 2
        or len(x) < 3
        or not x.size
        or not np.isfinite(x).all()
    ):
        return []
    axis = 1 if x.ndim == 4 else x.ndim - 1
    others = tuple(i for i in range(x.ndim) if i != axis)
    mean, extent = x.mean(others, dtype=np.float64), np.ptp(x, others).astype(np.float64)
    std = x.std(others, dtype=np.float64)
    varies = std > 1e-7 * abs(mean)
    if not varies.any():
        return []
    size = float(np.sqrt(np.mean(mean**2 + std**2)))
    figures = {
        "size": max(size, 1 / size),
        "offset": float(np.sqrt(np.mean(mean**2) / np.mean(std**2))),
        "scales": min(spread(std[varies]), spread(extent[varies])),
    }
    worst = "offset" if figures["offset"] > THRESHOLD else max(figures, key=figures.get)
    figure, alarm = figures[worst], figures[worst] > THRESHOLD
    units = "channels" if x.ndim == 4 else "features"
    said = sentence(worst, figure, units, size, mean, std)
    more = {"mean": mean, "std": std} | figures
    return [Finding(NAME, "the inputs", figure, THRESHOLD, alarm, said, REMEDY, more)]


def sampled(x: np.ndarray) -> np.ndarray:
    """Return up to EXAMPLES of x's rows, evenly spread."""
    return x[:: -(-len(x) // EXAMPLES)] if len(x) else x


def spread(sizes: np.ndarray) -> float:
    """Return the upper quartile over the lower; of two to four, the largest over the least."""
    ordered, last = np.sort(sizes), len(sizes) - 1
    return float(ordered[last - last // 4] / ordered[last // 4])


def sentence(worst: str, figure: float, units: str, size: float, mean, std) -> str:
    """Return in words which of the three is the worst, and the feature that shows it best."""
    j = int(abs(mean).argmax() if worst == "offset" else std.argmax())
    one = f"of the {units}, number {j} has mean {mean[j]:.3g} and deviation {std[j]:.3g}"
    if worst == "scales":
        return f"{units} differ {figure:.3g} times in size; {one}"
    if worst == "offset":
        return f"their mean is {figure:.3g} times what tells examples apart; {one}"
    return f"they have size {size:.3g} (RMS), where 1 is usual; {one}"
