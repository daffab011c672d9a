"""Average pooling: the mean of each window; off the image is 0, and is counted."""

import numpy as np


def init(HH, WW, *, stride=None, pad=0):
    stride = (HH, WW) if stride is None else pair(stride)
    return {"HH": HH, "WW": WW, "stride": stride, "pad": pair(pad)}


def pair(value):
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def forward(x, cache):
    HH, WW, (sh, sw), (ph, pw) = (cache[key] for key in ("HH", "WW", "stride", "pad"))
    N, C, H, W = cache["shape"] = x.shape
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    H_out = 1 + (H + 2 * ph - HH) // sh
    W_out = 1 + (W + 2 * pw - WW) // sw
    out = np.zeros((N, C, H_out, W_out), x.dtype)
    for u in range(H_out):
        for v in range(W_out):
            window = xp[:, :, u * sh : u * sh + HH, v * sw : v * sw + WW]
            out[:, :, u, v] = window.mean(axis=(2, 3))
    return out


def backward(dout, cache):
    HH, WW, (sh, sw), (ph, pw) = (cache[key] for key in ("HH", "WW", "stride", "pad"))
    N, C, H, W = cache["shape"]
    dxp = np.zeros((N, C, H + 2 * ph, W + 2 * pw), dout.dtype)
    for u in range(dout.shape[2]):
        for v in range(dout.shape[3]):
            share = dout[:, :, u, v, None, None] / (HH * WW)
            dxp[:, :, u * sh : u * sh + HH, v * sw : v * sw + WW] += share
    return dxp[:, :, ph : ph + H, pw : pw + W]
