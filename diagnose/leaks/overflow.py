"""Near overflow: values whose square cannot be written any more, or that are infinite or nan.

    figure    the largest |value| of all that goes between layers, forward and back, and of
              the gradients; infinite as soon as one is infinite or not a number

It is told of the first place at which a value is beyond the threshold: in the order of the
forward pass, then the loss, then in that of the backward pass, where a layer's gradients come
after its dx. What follows such a place is its consequence. Of a net where there is none, the
place is that of the largest value.

Threshold
    The square root of the dtype's largest number, 1.8e19 in float32 and 1.3e154 in float64:
    Adam, a variance and a norm square what they are given (IEEE 754's single and double
    precision). Measured: up to 69 in nets of the zoo that learn.
"""

import math

import numpy as np

from diagnose.evidence import Evidence
from diagnose.leaks.finding import Finding

NAME = "values near overflow"
THRESHOLD = math.sqrt(np.finfo(np.float32).max)  # float64's is taken where that is computed in
REMEDY = (
    "Go back to weights from before, lower the learning rate and clip the gradients' norm; "
    "from inf and nan no step leads back."
)


def measure(e: Evidence) -> list[Finding]:
    """Return the largest value, and the first place at which one is too large."""
    dtype = np.asarray(e.scores).dtype
    limit = math.sqrt(np.finfo(dtype if dtype.kind == "f" else np.float32).max)
    where, what, most = "", "", -1.0
    for path, name, value in values(e):
        size = largest(value)
        if size > most:
            where, what, most = path, name, size
        if size > limit:
            break
    alarm = most > limit
    said = f"the largest value is {most:.2g}, in its {what}"
    if alarm and math.isinf(most):
        said = f"its {what} has values that are infinite or not a number"
    elif alarm:
        said = f"its {what} has values of {most:.2g}, whose squares {dtype} cannot hold"
    more = {"what": what, "largest": most}
    return [Finding(NAME, where, most, limit, alarm, said, REMEDY, more)]


def values(e: Evidence):
    """Yield (where, what, value) of all that the look computed, in that order."""
    yield "the inputs", "x", e.x
    for layer in e.seen:
        yield layer.path, "out", layer.out
    yield "the loss", "value", e.loss
    yield "the loss", "gradient", e.dscores
    for layer in reversed(e.seen):
        yield layer.path, "dx", layer.dx
        for key in layer.cache:
            if "d" + key in layer.cache:
                yield layer.path, f"d{key}", layer.cache["d" + key]


def largest(value) -> float:
    """Return the largest size of value's entries, inf if one is inf or nan; 0 of integers."""
    if isinstance(value, tuple):
        return max(map(largest, value), default=0.0)
    a = np.asarray(value)
    if a.dtype.kind != "f" or not a.size:
        return 0.0
    most = max(float(a.max()), -float(a.min()))  # without a copy; nan is either's answer
    return most if math.isfinite(most) else math.inf
