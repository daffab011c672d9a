"""Binary cross-entropy: loss = -mean of y log p + (1 - y) log(1 - p), p = sigmoid(x).

Shapes
    x, dx               any    scores, not yet squashed: p is 1/2 at 0
    y                   x's    cache["y"]: probabilities 0..1, integers 0 and 1, or booleans
    mask                x's    cache["mask"], if it is there: booleans, True counts
    entries, targets    (n,), or x's shape without a mask: x and y where they count
    loss                ()     in nats, the mean over them; ln 2 if all scores are 0

Gradient
    p = e^x / (1 + e^x), so log p = x - log(1 + e^x) and log(1 - p) = -log(1 + e^x). Put in,

        loss[i] = log(1 + exp(x[i])) - x[i] y[i]

    The slope of the first term is p[i], of the second y[i]; n entries share the mean:

        dx = (p - y) / n        times dout, which is 1 at the loss itself

    It is cross_entropy with the two scores x and 0. As there, fusing the squashing and the
    logarithm is what keeps a log of a p that was rounded to 0, and its nan, away; and

        log(1 + e^x) = max(x, 0) + log(1 + e^-|x|)        cannot overflow

    x y is taken off the maximum first: when x is large and y is 1 they cancel, and what is
    left, e^-x, would be lost beside either.

Source
    CS231n, "Neural Networks 2", attribute classification. Agrees with
    torch.nn.BCEWithLogitsLoss.
"""

import numpy as np

from arrays.labels import spread
from arrays.targets import counted
from layers import sigmoid


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.floating:
    """Return the loss; save entries and targets. ValueError if y or the mask do not fit."""
    entries, targets = counted(x, cache)
    refuse_outside(np.asarray(cache["y"]), cache["counts"])
    cache["shape"], cache["entries"], cache["targets"] = x.shape, entries, targets
    z = np.exp(np.minimum(entries, -entries))  # -|x|, in a form that holds for complex x too
    return (np.maximum(entries, 0) - entries * targets + np.log1p(z)).mean()


def backward(dout: float, cache: dict) -> np.ndarray:
    """Return dx."""
    entries, targets = cache["entries"], cache["targets"]
    p = sigmoid.forward(entries, {})
    dentries = (p - targets) * (float(dout) / p.size)  # float: a np.float64 would widen float32
    return spread(dentries, cache["counts"], cache["shape"])


def refuse_outside(y: np.ndarray, counts) -> None:
    """Raise ValueError if a target that counts is not within 0..1."""
    wrong = ~((y >= 0) & (y <= 1))  # nan too
    wrong = wrong if counts is None else wrong & counts
    if wrong.any():
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        where = place[0] if len(place) == 1 else place
        raise ValueError(f"target {y[place]} at position {where} is not a probability, 0 to 1")
