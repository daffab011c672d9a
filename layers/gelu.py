"""Gaussian error linear unit: out = x Phi(x), with Phi(x) = P(Z <= x) for a standard normal Z.

    Phi(x) = (1 + erf(x / sqrt 2)) / 2

Shapes
    x, dx, out, dout    any, all the same

Gradient
    The slope of Phi is the normal density phi, so by the product rule

        dout/dx = Phi(x) + x phi(x),    phi(x) = exp(-x^2 / 2) / sqrt(2 pi)
        dx = dout * (Phi + x * phi)

    A ReLU lets x through where x > 0; this lets it through with the probability that a
    normal Z stays below it, and gives the mean: x when large, 0 when far below 0, and smooth
    between. The slope is 1/2 at 0, and negative left of x = -0.75, where out is least, -0.17.

    1 + erf has no digit left in float32 below x = -5.5; arrays/normal.py has Phi in another
    form, accurate to the end of the left tail.

Source
    Hendrycks and Gimpel (2016), arXiv:1606.08415. Agrees with torch.nn.GELU, whose
    approximate="tanh" is another function, off by up to 5e-4.
"""

import numpy as np

from arrays import normal
from arrays.entrywise import entrywise


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save the slope, as Phi and phi come together."""
    out, cache["slope"] = entrywise(curve, x, dtypes=(None, None))
    return out


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    return entrywise(np.multiply, dout, cache["slope"])


def curve(x, out, slope):
    normal.fill(x, out, slope)  # Phi and phi
    slope *= x
    slope += out
    out *= x
