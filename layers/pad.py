"""Padding: out = x with zeros around each image.

    out[n, c, top + h, left + w] = x[n, c, h, w],    and 0 elsewhere

Shapes
    x, dx        (N, C, H, W)
    out, dout    (N, C, top + H + bottom, left + W + right)

Gradient
    Each pixel is in out once, and the zeros are nobody's:

        dx[n, c, h, w] = dout[n, c, top + h, left + w]

Source
    torch.nn.ZeroPad2d, which takes its four numbers as left, right, top, bottom. For padding
    alike on both sides, conv and the pools have a setting; pools then pad with what suits them.
"""

from numbers import Integral

import numpy as np


def init(pad) -> dict:
    """Keep pad: a number, a pair for rows and columns, or four: top, bottom, left, right.

    Raises ValueError unless they are whole and >= 0.
    """
    given = tuple(pad) if isinstance(pad, tuple | list) else (pad,)
    whole = all(isinstance(n, Integral) and n >= 0 for n in given)
    if not whole or len(given) not in (1, 2, 4):
        raise ValueError(
            "pad must be a whole number >= 0, a pair (rows, columns) "
            f"or four (top, bottom, left, right), not {pad!r}"
        )
    top, bottom, left, right = np.repeat(given, 4 // len(given)).tolist()
    return {"pad": (top, bottom, left, right)}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save the shape."""
    (N, C, H, W), (top, bottom, left, right) = x.shape, cache["pad"]
    cache["shape"] = x.shape
    out = np.zeros_like(x, shape=(N, C, top + H + bottom, left + W + right))
    out[:, :, top : top + H, left : left + W] = x
    return out


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx, a view of dout."""
    (_, _, H, W), (top, _, left, _) = cache["shape"], cache["pad"]
    return dout[:, :, top : top + H, left : left + W]
