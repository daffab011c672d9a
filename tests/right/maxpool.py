"""Max pooling: the largest pixel of each window; off the image is -inf."""

import numpy as np


def init(HH, WW, *, stride=None, pad=0):
    stride = (HH, WW) if stride is None else pair(stride)
    return {"HH": HH, "WW": WW, "stride": stride, "pad": pair(pad)}


def pair(value):
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def forward(x, cache):
    HH, WW, (sh, sw), (ph, pw) = (cache[key] for key in ("HH", "WW", "stride", "pad"))
    N, C, H, W = x.shape
    xp = np.full((N, C, H + 2 * ph, W + 2 * pw), -np.inf, x.dtype)
    xp[:, :, ph : ph + H, pw : pw + W] = x
    H_out = 1 + (H + 2 * ph - HH) // sh
    W_out = 1 + (W + 2 * pw - WW) // sw
    out = np.zeros((N, C, H_out, W_out), x.dtype)
    for u in range(H_out):
        for v in range(W_out):
            window = xp[:, :, u * sh : u * sh + HH, v * sw : v * sw + WW]
            out[:, :, u, v] = window.max(axis=(2, 3))
    cache["xp"], cache["shape"] = xp, x.shape
    return out


def backward(dout, cache):
    HH, WW, (sh, sw), (ph, pw) = (cache[key] for key in ("HH", "WW", "stride", "pad"))
    xp, (N, C, H, W) = cache["xp"], cache["shape"]
    dxp = np.zeros_like(xp)
    n, c = np.ogrid[:N, :C]
    for u in range(dout.shape[2]):
        for v in range(dout.shape[3]):
            window = xp[:, :, u * sh : u * sh + HH, v * sw : v * sw + WW]
            i, j = np.divmod(window.reshape(N, C, HH * WW).argmax(axis=2), WW)
            dxp[n, c, u * sh + i, v * sw + j] += dout[:, :, u, v]
    return dxp[:, :, ph : ph + H, pw : pw + W]
