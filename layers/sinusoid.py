"""Sinusoid: out = x + p[t], fixed waves of time, so that a net can tell steps apart.

    p[t, 2 j]     = sin(t / 10000^(2 j / D))
    p[t, 2 j + 1] = cos(t / 10000^(2 j / D))        of an odd D, the last is a sine

Shapes
    x, dx, out, dout    (N, T, D)    any T
    p                   (T, D)

Gradient
    p is a constant, and a sum passes on what comes:

        dx = dout

    The wavelengths go from 2 pi steps to 10000 * 2 pi, as the hands of a clock do. Each pair
    (sin, cos) turns by a fixed angle a step, so p[t + k] is a fixed rotation of p[t], and how
    far apart two steps are can be read from the product of their rows.

Source
    Vaswani et al. (2017), 3.5, arXiv:1706.03762, for an even D. Many programs, tensor2tensor
    first, have all sines and then all cosines. position learns its rows.
"""

import numpy as np


def init(D: int) -> dict:
    """Keep D. Raises ValueError if D < 1."""
    if D < 1:
        raise ValueError(f"sinusoid needs D >= 1, not D={D}")
    return {"D": D}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out. Raises ValueError unless x is (N, T, D)."""
    D = cache["D"]
    if x.ndim != 3 or x.shape[2] != D:
        raise ValueError(f"sinusoid needs x of shape (N, T, {D}), not {x.shape}")
    return x + waves(x.shape[1], D).astype(x.real.dtype)  # complex x stays as exact as it was


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx, which is dout itself."""
    return dout


def waves(T: int, D: int) -> np.ndarray:
    """Return p, in float64."""
    even = np.arange(0, D, 2)
    angle = np.arange(T)[:, None] / 10000 ** (even / D)
    p = np.empty((T, D))
    p[:, 0::2] = np.sin(angle)
    p[:, 1::2] = np.cos(angle[:, : D // 2])
    return p
