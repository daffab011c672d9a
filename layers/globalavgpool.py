"""Global average pooling: out = the mean of each channel's image.

    out[n, c] = 1 / (H W) sum_{h, w} x[n, c, h, w]

Shapes
    x, dx        (N, C, H, W)
    out, dout    (N, C)

Gradient
    Every pixel has the same slope:

        dx[n, c, h, w] = dout[n, c] / (H W)

Source
    Lin et al. (2013), "Network In Network", 3.2, arXiv:1312.4400. As
    torch.nn.AdaptiveAvgPool2d(1), without its two axes of length 1.
"""

import numpy as np


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save the shape."""
    cache["shape"] = x.shape
    return x.mean(axis=(2, 3))


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx, a read-only view: each number stands for its H W pixels."""
    N, C, H, W = cache["shape"]
    return np.broadcast_to(dout[:, :, None, None] / (H * W), (N, C, H, W))
