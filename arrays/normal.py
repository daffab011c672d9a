"""Normal: P(Z <= x) of a standard normal Z, which is Phi, and its slope phi, Z's density.

    phi(x) = exp(-x^2 / 2) / sqrt(2 pi),    Phi(x) = (1 + erf(x / sqrt 2)) / 2

1 + erf has no digit left in float32 below x = -5.5. What lasts to the end of the left tail,
and is exact on the right as well, is Mills' ratio, of the tail to the density: for z >= 0

    Phi(-z) = phi(z) M(z),    Phi(z) = 1 - Phi(-z)
    M(z) = t P(t),            t = 1 / (z + 3.28)

M falls smoothly from sqrt(pi / 2) to about 1 / z. P is of degree 7, off by up to 1e-7 of M
for z <= 14.5, beyond which float32 has no numbers so small. x^2 / 2 is rounded as well, so phi
and the left tail are off by up to (1 + x^2 / 2) 2e-7 and (3 + x^2 / 2) 2e-7 of themselves.
SciPy's ndtr, Phi in double precision, takes longer; all but float32 comes from there.

Source
    P is our own fit to SciPy's erfcx: M(z) = sqrt(pi / 2) erfcx(z / sqrt 2). It is a weighted
    least squares in t over a dense grid, the weights multiplied by the relative error until
    that was as large everywhere (Lawson's algorithm). Of 3.20, 3.21, ..., 3.28 is the one
    from which rounding leads to Phi(0) = 1/2 exactly.
"""

import math

import numpy as np

from arrays.entrywise import entrywise, repeated

PEAK = 1 / math.sqrt(2 * math.pi)  # phi(0)
P = (1229.376, -1564.677, 579.8553, -36.11506, 35.10382, 9.145796, 3.301215, 0.9996921)


def distribution(x: np.ndarray) -> list[np.ndarray]:
    """Return Phi(x) and phi(x)."""
    return entrywise(fill, x, dtypes=(x.dtype, x.dtype))


def fill(x: np.ndarray, Phi: np.ndarray, phi: np.ndarray) -> None:
    """Set Phi and phi."""
    if x.dtype != np.float32:
        from scipy.special import ndtr  # here, as it takes 200 ms, and float32 needs none

        ndtr(x, out=Phi)
        density(np.clip(x, -40, 40), out=phi)  # beyond, phi is 0, x * x may overflow
        return
    z = np.abs(x, out=np.empty_like(x))  # an array, even of no axes
    np.minimum(z, repeated(15, z), out=z)
    density(z, out=phi)
    mills(z, out=Phi)
    Phi *= phi
    Phi -= (x > 0).astype(x.dtype)  # so that where x > 0, it is the tail on the right, less 1
    np.abs(Phi, out=Phi)


def density(x: np.ndarray, out: np.ndarray) -> None:
    """Set out to phi(x)."""
    np.multiply(x, x, out=out)
    out *= -0.5
    np.exp(out, out=out)
    out *= PEAK


def mills(z: np.ndarray, out: np.ndarray) -> None:
    """Set out to M(z), by Horner's rule."""
    t = z + 3.28
    t = np.divide(1, t, out=t if t.ndim else None)
    np.multiply(t, P[0], out=out)
    for p in P[1:]:
        out += p
        out *= t
