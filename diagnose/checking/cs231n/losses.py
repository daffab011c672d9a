"""CS231n's losses, f(x, y) -> loss, dx: the slope comes along with the loss."""

import numpy as np

from diagnose.checking.cs231n.kin import formula_of_kin, of_kin
from diagnose.checking.known import cross_entropy, svm
from diagnose.checking.problem import Pair, Point

LOSS = {"out": "loss"}
SETTINGS = (  # of known/ alone
    "smoothing", "weight", "whole share", "margin is 1", "dout", "mask is ignored", "not count"
)  # fmt: skip


def log_softmax(x) -> np.ndarray:
    """Return log p, the largest score being taken off first."""
    z = x - x.real.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def true_class(a, y) -> np.ndarray:
    """Return each row's number at its label."""
    return np.take_along_axis(a, y[..., None], -1)[..., 0]


def softmax_loss(g: dict) -> dict:
    return {"loss": -true_class(log_softmax(g["x"]), g["y"]).sum() / len(g["x"])}


def svm_loss(g: dict) -> dict:
    x, y = g["x"], g["y"]
    terms = x - true_class(x, y)[:, None] + 1
    others = np.arange(x.shape[1]) != y[:, None]
    return {"loss": np.where((terms.real > 0) & others, terms, 0).sum() / len(x)}


def labels(draw, N: int, K: int) -> np.ndarray:
    """Return labels some of which are equal, and not all, where N and K allow it."""
    y = draw.whole(K, N)
    if N > 2 and K > 1:
        y[:3] = y[0], y[0], (y[0] + 1) % K
    return y


def softmax_sweep(draw) -> list[Point]:
    def point(setting, N, K, trait="", size=1.0, y=None):
        y = labels(draw, N, K) if y is None else y
        return Point(setting, {"x": size * draw(N, K), "y": y}, trait)

    return [
        point("all sizes unequal", 5, 4),
        point("one example", 1, 4, "one example"),
        point("as many classes as examples", 3, 3),
        point("one class", 4, 1, "one feature"),
        point("one label for all", 5, 3, "repeated", y=np.full(5, 2)),
        point("scores around +-1000", 5, 4, "large", 1000.0),
        Point(
            "scores all near -1000", {"x": draw(5, 4) - 1000, "y": labels(draw, 5, 4)}, "large"
        ),
        Point("equal scores", {"x": np.full((5, 4), 0.5), "y": labels(draw, 5, 4)}, "constant"),
    ]


def svm_sweep(draw) -> list[Point]:
    """Return softmax's points, but no term within 0.01 of its kink, and some at it."""

    def point(setting, N, K, trait="", size=1.0):
        x = 12 * np.array([draw.apart(K) for _ in range(N)])  # differences of 0.6, 1.2, 1.8...
        y, best = labels(draw, N, K), x[0].argmax()
        x[0, best], x[0, y[0]] = x[0, y[0]], x[0, best]  # so that some terms are off
        return Point(setting, {"x": size * x, "y": y}, trait)

    whole, y = draw.whole(3, 4, 3).astype(float), labels(draw, 4, 3)
    return [
        point("all sizes unequal", 5, 4),
        point("one example", 1, 4, "one example"),
        point("as many classes as examples", 3, 3),
        point("one class", 4, 1, "one feature"),
        point("scores around +-1000", 5, 4, "large", 1000.0),
        Point("terms of exactly 0", {"x": whole, "y": y}, "kink"),
    ]


def pair(name, reference, sweep, known) -> Pair:
    """Return the pair of a loss (x, y) whose kin is a loss of known/."""
    mistakes = of_kin(known.MISTAKES, but=SETTINGS, renamed=LOSS, seen=lambda t: {"dout": 1.0})
    formula = formula_of_kin(known.FORMULA, LOSS)
    args, gives, grads = (lambda g: [g["x"], g["y"]]), ("loss",), ("dx",)
    return Pair(name, (), args, gives, grads, reference, sweep, formula, mistakes)


PAIRS = [
    pair("softmax_loss", softmax_loss, softmax_sweep, cross_entropy),
    pair("svm_loss", svm_loss, svm_sweep, svm),
]
