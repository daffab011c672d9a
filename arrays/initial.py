"""Initial values: random arrays that keep a signal's size as it goes through a layer.

An output is a sum of fan_in terms x w, so with independent w of mean 0

    Var(out) = fan_in * E[x^2] * Var(w)

and going back dx is a sum of fan_out terms, so Var(dx) = fan_out * Var(dout) * Var(w).

    kaiming       Var(w) = 2 / fan_in               keeps E[x^2] where a ReLU halves it
    xavier        Var(w) = 2 / (fan_in + fan_out)   between what out and what dx would want
    lecun         Var(w) = 1 / fan_in               keeps E[x^2] where slopes are near 1
    orthogonal    rows or columns of length 1 at right angles: keeps the length of a vector
    zeros         0; equal units stay equal, so only where something else tells them apart
    a number      the deviation itself

Shapes
    w    (fan_in, fan_out) for an affine layer; any, for the others. orthogonal takes the last
         axis as columns and all before it as rows

Source
    kaiming: He et al. (2015), eq. 10, arXiv:1502.01852. xavier: Glorot and Bengio (2010),
    eq. 12. lecun: LeCun et al., "Efficient BackProp" (1998), eq. 16. orthogonal: Saxe et al.
    (2013), arXiv:1312.6120. All are normal, not uniform.
"""

import math
from numbers import Real

import numpy as np

from arrays.suggest import unknown

DEVIATIONS = {
    "kaiming": lambda fan_in, fan_out: math.sqrt(2 / fan_in),
    "xavier": lambda fan_in, fan_out: math.sqrt(2 / (fan_in + fan_out)),
    "lecun": lambda fan_in, fan_out: math.sqrt(1 / fan_in),
    "zeros": lambda fan_in, fan_out: 0.0,
}


def draw(scale, shape, fan_in: int, fan_out: int, rng, dtype=np.float32) -> np.ndarray:
    """Return w of shape by the initializer that scale names, or normal of deviation scale.

    Raises ValueError for a name that is not in the table above, or a negative number.
    """
    if scale == "orthogonal":
        return orthogonal(shape, rng, dtype)
    if isinstance(scale, Real) and not isinstance(scale, bool):
        if not 0 <= scale < math.inf:
            raise ValueError(f"scale as a deviation must be finite and >= 0, not {scale}")
        deviation = float(scale)
    elif scale in DEVIATIONS:
        deviation = DEVIATIONS[scale](fan_in, fan_out)
    else:
        raise ValueError(unknown("initializer", scale, [*DEVIATIONS, "orthogonal"]))
    return deviation * rng.standard_normal(shape, dtype)


def orthogonal(shape, rng, dtype=np.float32) -> np.ndarray:
    """Return q of shape: q.T @ q = 1 for its columns, or q @ q.T = 1 if it is wider than high.

    The signs of r's diagonal make q uniform over rotations and reflections; QR alone is not.
    """
    rows, columns = math.prod(shape[:-1]), shape[-1]
    tall = rng.standard_normal((max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(tall)
    q *= np.sign(np.diagonal(r))
    return np.ascontiguousarray(q if rows >= columns else q.T, dtype).reshape(shape)
