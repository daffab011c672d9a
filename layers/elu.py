"""Exponential linear unit: out = x where x > 0 and alpha (e^x - 1) elsewhere.

Shapes
    x, dx, out, dout    any, all the same

Gradient
    The right is a line, the left an exponential, which is its own slope:

        dout/dx = 1 where x > 0, alpha e^x where x < 0
        dx = dout * ((x > 0) + (x <= 0) * alpha e^x)

    At x = 0 the two meet in 1 if alpha is 1; with another there is no slope, and we take
    alpha. out falls to -alpha on the left, so a layer's mean is nearer 0 than a ReLU's.

    The left slope is also out + alpha, but there it is a small difference of large numbers:
    at x = -17, where e^x is 4e-8, float32 would give 0 or 6e-8. And e^x is taken of
    min(x, 0) only, as on the right it could overflow.

Source
    Clevert, Unterthiner and Hochreiter (2015), arXiv:1511.07289. Agrees with torch.nn.ELU,
    at 0 too.
"""

import math

import numpy as np

from arrays.entrywise import entrywise


def init(alpha=1.0) -> dict:
    """Keep alpha. Raises ValueError unless it is finite and above 0."""
    if not 0 < alpha < math.inf:
        raise ValueError(f"elu needs a finite alpha > 0, not alpha={alpha}")
    return {"alpha": float(alpha)}  # one of NumPy's would make float32 float64


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save x."""
    cache["x"], alpha = x, cache["alpha"]

    def bent(x, out):
        np.expm1(np.minimum(x, 0), out=out)
        out *= alpha
        out += np.maximum(x, 0)

    return entrywise(bent, x)


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    alpha = cache["alpha"]

    def slope_times(dout, x, dx):
        np.exp(np.minimum(x, 0), out=dx)
        dx *= alpha
        np.multiply(dout, np.where(x > 0, dx.dtype.type(1), dx), out=dx)

    return entrywise(slope_times, dout, cache["x"])
