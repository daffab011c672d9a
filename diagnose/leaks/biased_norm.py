"""Biased norm: a bias in front of a norm that takes the mean off again.

    batchnorm(x w + b) = batchnorm(x w)        for every b, as mean(x w + b) = mean(x w) + b

So b does nothing, and its gradient is 0 but for rounding: a parameter that is never learned,
which costs a little time and is a small flaw. It does harm when it is large against what
varies: x w + b is rounded to b's last digit, so of the digits of x w only those are left that
stand above it, and batchnorm then blows up what is left.

    offset[c] = min(|b[c]|, |mean[c]|) / sqrt(var[c] + eps)        of a channel c, the largest

xhat is then off by about offset times float's resolution, 1.2e-7. A bias that the mean does not
show has been cancelled, and counts no more than the mean.

Looked at are batchnorms, and groupnorms with a channel a group, right behind an affine or a
convolution, also with a max pool between, which commutes with a constant.

Threshold
    1,000 in float32: xhat is then off by 1e-4, and of 7 digits 4 are left; in float64, which
    has 5e8 times the resolution, 5e8 times that.
    In 252 pairs of the zoo's nets, fresh and trained, the largest offset was 0.06; biases of
    3,000 to 1e6 deviations are found as such (66 nets).
"""

import numpy as np

from diagnose.evidence import Evidence, Seen
from diagnose.leaks.finding import Finding
from diagnose.upstream import maker

NAME = "biased norm"
THRESHOLD = 1000.0  # of float32
REMEDY = (
    "Set the bias to 0 and leave it there: the norm takes it off, and its own beta does what a "
    "bias would."
)
BIASED = ("affine", "conv", "conv_transpose")


def measure(e: Evidence) -> list[Finding]:
    """Return for each layer with a bias before a norm how far it lifts what is normed."""
    found = []
    for norm in e.of("batchnorm", "groupnorm"):
        layer = maker(e, norm.x, ("maxpool",))
        if norm.name == "groupnorm" and norm.cache["G"] != len(norm.cache["gamma"]):
            continue
        if layer is not None and layer.name in BIASED and layer.cache.get("b") is not None:
            found.append(judged(layer, norm))
    return found


def judged(layer: Seen, norm: Seen) -> Finding:
    """Return what is found of a layer's bias and the norm behind it."""
    b, mean, rstd = abs(layer.cache["b"]), abs(norm.cache["mean"]), norm.cache["rstd"]
    offset = (np.minimum(b, mean) * rstd).reshape(-1, len(b)).max(axis=0)
    figure, eps = float(offset.max()), float(np.finfo(offset.dtype).eps)
    limit = THRESHOLD * float(np.finfo(np.float32).eps) / eps
    size = np.linalg.norm(layer.dout) * (layer.dout.size / len(b)) ** 0.5
    left = float(np.linalg.norm(layer.cache["db"]) / size) if size else 0.0
    said = (
        f"its bias goes through {norm.path}, which takes it off: its gradient is {left:.0e} of "
        f"what it could be. It is up to {figure:.2g} deviations large, and the result off by "
        f"{figure * eps:.0e}"
    )
    more = {"offset": offset, "gradient": left}
    return Finding(NAME, layer.path, figure, limit, figure > limit, said, REMEDY, more)
