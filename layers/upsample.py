"""Upsampling: out = x with every pixel drawn as a block of s by t, its nearest neighbours.

    out[n, c, h, w] = x[n, c, h // s, w // t]

Shapes
    x, dx        (N, C, H, W)
    out, dout    (N, C, s H, t W)

Gradient
    A pixel takes part in the s t of its block, once in each, and adds up their dout:

        dx[n, c, h, w] = sum_{i < s, j < t} dout[n, c, s h + i, t w + j]

Source
    torch.nn.Upsample, whose mode is "nearest" where nothing else is said. Odena et al. (2016),
    "Deconvolution and Checkerboard Artifacts", take it and a conv for a conv_transpose.
"""

import numpy as np

from arrays.sliding import pair


def init(scale) -> dict:
    """Keep scale: a number, or a pair (s, t) for rows and columns.

    Raises ValueError unless they are whole and >= 1.
    """
    return {"scale": pair("scale", scale, 1)}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out."""
    (N, C, H, W), (s, t) = x.shape, cache["scale"]
    out = np.empty_like(x, shape=(N, C, s * H, t * W))  # in the memory order of x
    for i, j in np.ndindex(s, t):
        out[:, :, i::s, j::t] = x
    return out


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    s, t = cache["scale"]
    return sum(dout[:, :, i::s, j::t] for i, j in np.ndindex(s, t))
