"""Normalizations: the parts that batchnorm, layernorm and groupnorm are made of.

The mistakes of norms_forward.py and norms_backward.py are of Parts: x and all else with the n
entries of a mean along the last axis. of_layer tells them of a layer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from diagnose.checking.problem import Mistake
from diagnose.checking.wrong.norms_backward import DX
from diagnose.checking.wrong.norms_forward import LEARNED, OUT

PATHS = [*OUT, *DX, *LEARNED]


@dataclass
class Parts:
    """What a normalization is made of, the n entries of a mean along the last axis."""

    x: np.ndarray
    gamma: np.ndarray
    beta: np.ndarray
    dout: np.ndarray
    eps: float
    mean: np.ndarray | None = None
    var: np.ndarray | None = None

    def __post_init__(self):
        self.n = self.x.shape[-1]
        if self.mean is None:
            self.mean = self.x.mean(-1, keepdims=True)
            self.var = ((self.x - self.mean) ** 2).mean(-1, keepdims=True)
        self.centred = self.x - self.mean
        self.rstd = 1 / np.sqrt(self.var + self.eps)
        self.xhat = self.centred * self.rstd
        self.dxhat = self.gamma * self.dout
        self.direct, self.by_mean, self.by_var = self.ways(self.dxhat)

    def ways(self, dxhat):
        """Return the three of which dx is the sum, by xhat itself, by mean and by var."""
        along = (dxhat * self.xhat).mean(-1, keepdims=True)
        mean = dxhat.mean(-1, keepdims=True)
        return self.rstd * dxhat, -self.rstd * mean, -self.rstd * self.xhat * along

    def out(self, xhat):
        return self.gamma * xhat + self.beta


def xhat_along(x, eps: float, mean, var, about_mean=True):
    """Return xhat if the mean were taken along some axes of x, and the variance along others.

    It is the variance about that mean, or else about the mean along its own axes.
    """
    centred = x - x.mean(mean, keepdims=True)
    apart = centred if about_mean else x - x.mean(var, keepdims=True)
    return centred / np.sqrt((apart**2).mean(var, keepdims=True) + eps)


def one_astray(over: str, belongs: str, out: Callable) -> list[Mistake]:
    """Return the mean alone, and the variance alone, taken over other entries.

    out(t, which, about_mean) is out if "mean" or "var" is; belongs says over which they run.
    """
    mean = f"mean is taken over {over}, unlike var: both run over {belongs}."
    var = f"var is taken over {over}, unlike mean: both run over {belongs}."
    return [
        *(  # var about the wrong mean, or about its own
            Mistake(
                "out",
                f"the mean alone runs over {over}",
                mean,
                lambda t, about=about: out(t, "mean", about),
            )
            for about in (True, False)
        ),
        Mistake(
            "out",
            f"the variance alone runs over {over}",
            var,
            lambda t: out(t, "var", False),
        ),
    ]


def one_mean_astray(over: str, belongs: str, dx: Callable) -> list[Mistake]:
    """Return one of the two means in dx taken over other entries.

    dx(t, i) is dx if the mean of dxhat is, i = 0, or that of dxhat * xhat, i = 1.
    """
    return [
        Mistake(
            "dx",
            f"mean({of}) runs over {over}",
            f"dx takes the mean of {of} over {over}: it runs over {belongs}.",
            lambda t, i=i: dx(t, i),
        )
        for i, of in enumerate(("dxhat", "dxhat * xhat"))
    ]


def of_layer(parts: Callable, back: Callable, axis: int) -> list[Mistake]:
    """Return PATHS for a layer: parts(t) is its Parts, back(a, t) has x's shape again.

    gamma and beta lie along the axis.
    """

    def wrong(m: Mistake) -> Callable:
        def theirs(t):
            p = parts(t)
            found = back(np.broadcast_to(m.wrong(p), p.x.shape), t)
            if m.of in ("out", "dx"):
                return found
            others = tuple(i for i in range(found.ndim) if i != axis % found.ndim)
            return found.sum(others).reshape(t.gamma.shape)

        return theirs

    return [replace(m, wrong=wrong(m)) for m in PATHS]


def of_the_first(one: str, each: str, made: Callable) -> list[Mistake]:
    """Return what is out where the mean or variance of the first example serves all of them.

    made(t, mean, var, about) is out where "mean" and "var" are of the first if true, and var is
    about its own mean or that of the first.
    """
    table = (
        ("variance", (False, True, False)),
        ("mean", (True, False, False)),
        ("mean", (True, False, True)),
        ("mean and variance", (True, True, False)),
    )
    return [
        Mistake(
            "out",
            f"all {one}s have the {what} of the first",
            f"All {one}s are normalized with the {what} of the first: {each} has its own, so "
            f"keep the whole axis of the {one}s.",
            lambda t, how=how: made(t, *how),
        )
        for what, how in table
    ]
