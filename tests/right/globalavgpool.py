"""Global average pooling: the mean of each channel's image."""

import numpy as np


def init():
    return {}


def forward(x, cache):
    cache["shape"] = x.shape
    return x.mean(axis=(2, 3))


def backward(dout, cache):
    N, C, H, W = cache["shape"]
    dx = np.zeros((N, C, H, W), dout.dtype)
    dx += dout[:, :, None, None] / (H * W)
    return dx
