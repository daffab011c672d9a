"""Normal: P(Z <= x) of a standard normal Z, which is Phi, and its slope phi, Z's density.

    phi(x) = exp(-x^2 / 2) / sqrt(2 pi),    Phi(x) = (1 + erf(x / sqrt 2)) / 2

1 + erf has no digit left in float32 below x = -5.5. What lasts to the end of the left tail,
and is exact on the right as well, is Mills' ratio, of the tail to the density: for z >= 0

    Phi(-z) = phi(z) M(z),    Phi(z) = 1 - Phi(-z)
    M(z) = t P(t),            t = 1 / (z + 3.28)

M falls smoothly from sqrt(pi / 2) to about 1 / z. P is of degree 7, off by up to 1e-7 of M
for z <= 14.5, beyond which float32 has no numbers so small; with rounding Phi is off by up to
6e-7 of itself. SciPy's ndtr, Phi in double precision, takes two to three times as long, so
float32 comes from here and all else from there.

Source
    P is our own fit to SciPy's erfcx: M(z) = sqrt(pi / 2) erfcx(z / sqrt 2). It is a weighted
    least squares in t over a dense grid, the weights multiplied by the relative error until
    that was as large everywhere (Lawson's algorithm). Of 3.20, 3.21, ..., 3.28 is the one
    from which rounding leads to Phi(0) = 1/2 exactly.
"""

import math

import numpy as np

from arrays.blocks import blocks

PEAK = 1 / math.sqrt(2 * math.pi)  # phi(0)
P = (1229.376, -1564.677, 579.8553, -36.11506, 35.10382, 9.145796, 3.301215, 0.9996921)


def distribution(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return Phi(x) and phi(x)."""
    if x.dtype != np.float32:
        from scipy.special import ndtr  # here, as it takes 200 ms, and float32 needs none

        return ndtr(x), density(np.clip(x, -40, 40))  # beyond, phi is 0, x * x may overflow
    x = np.asarray(x, order="C")
    Phi, phi = np.empty_like(x), np.empty_like(x)
    for x, left, slope in blocks(x, Phi, phi):
        near = np.clip(x, -15, 15)
        slope[:] = density(near.astype(float))  # as x^2 / 2, up to 100, loses digits to exp
        mills(np.abs(near, out=near), out=left)
        left *= slope
        left -= x > 0  # so that where x > 0, it is the tail on the right, less 1
        np.abs(left, out=left)
    return Phi, phi


def density(x: np.ndarray) -> np.ndarray:
    """Return phi(x)."""
    return PEAK * np.exp(-0.5 * x * x)


def mills(z: np.ndarray, out: np.ndarray) -> None:
    """Set out to M(z), by Horner's rule."""
    t = z + 3.28
    np.divide(1, t, out=t)
    np.multiply(t, P[0], out=out)
    for p in P[1:]:
        out += p
        out *= t
