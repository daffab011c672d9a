"""Sinusoid: out = x + p[t], sines in the even columns and cosines in the odd ones."""

import numpy as np


def init(D):
    return {"D": D}


def forward(x, cache):
    T, D = x.shape[1], cache["D"]
    t = np.arange(T)[:, None]
    even = np.arange(0, D, 2)
    angle = t / 10000 ** (even / D)
    p = np.zeros((T, D))
    p[:, 0::2] = np.sin(angle)
    p[:, 1::2] = np.cos(angle[:, : D // 2])
    return x + p.astype(x.dtype)


def backward(dout, cache):
    return dout
