"""Convolution: each filter times each window of the padded image, + b; groups run apart."""

import numpy as np


def init(C, F, HH, WW, rng, *, scale="kaiming", stride=1, pad=0, groups=1, dtype=np.float32):
    w = draw(scale, C // groups * HH * WW, F // groups * HH * WW, F, rng)
    w = w.reshape(F, C // groups, HH, WW).astype(dtype)
    b = np.zeros(F, dtype)
    cache = {"w": w, "b": b, "dw": np.zeros_like(w), "db": np.zeros_like(b)}
    return cache | {"stride": pair(stride), "pad": pair(pad), "groups": groups}


def draw(scale, fan_in, fan_out, F, rng):
    normal = rng.standard_normal((F, fan_in))
    if scale == "orthogonal":
        q, _ = np.linalg.qr(normal if F >= fan_in else normal.T)
        return q if F >= fan_in else q.T
    variances = {"kaiming": 2 / fan_in, "xavier": 2 / (fan_in + fan_out), "lecun": 1 / fan_in}
    variances["zeros"] = 0
    return normal * (np.sqrt(variances[scale]) if scale in variances else scale)


def pair(value):
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def padded(x, pad):
    ph, pw = pad
    return np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))


def forward(x, cache):
    w, b, groups = cache["w"], cache["b"], cache["groups"]
    (sh, sw), (ph, pw) = cache["stride"], cache["pad"]
    (N, C, H, W), (F, _, HH, WW) = x.shape, w.shape
    cache["x"] = x
    xp = padded(x, cache["pad"])
    H_out = 1 + (H + 2 * ph - HH) // sh
    W_out = 1 + (W + 2 * pw - WW) // sw
    out = np.zeros((N, F, H_out, W_out), np.result_type(x, w))
    for g in range(groups):
        cs = slice(g * C // groups, (g + 1) * C // groups)
        fs = slice(g * F // groups, (g + 1) * F // groups)
        for u in range(H_out):
            for v in range(W_out):
                window = xp[:, cs, u * sh : u * sh + HH, v * sw : v * sw + WW]
                out[:, fs, u, v] = np.einsum("ncij,fcij->nf", window, w[fs])
    return out + b[:, None, None]


def backward(dout, cache):
    x, w, groups = cache["x"], cache["w"], cache["groups"]
    (sh, sw), (ph, pw) = cache["stride"], cache["pad"]
    (_, C, H, W), (F, _, HH, WW) = x.shape, w.shape
    xp = padded(x, cache["pad"])
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for g in range(groups):
        cs = slice(g * C // groups, (g + 1) * C // groups)
        fs = slice(g * F // groups, (g + 1) * F // groups)
        for u in range(dout.shape[2]):
            for v in range(dout.shape[3]):
                rows, columns = slice(u * sh, u * sh + HH), slice(v * sw, v * sw + WW)
                d = dout[:, fs, u, v]
                dw[fs] += np.einsum("nf,ncij->fcij", d, xp[:, cs, rows, columns])
                dxp[:, cs, rows, columns] += np.einsum("nf,fcij->ncij", d, w[fs])
    cache["dw"] = dw
    cache["db"] = dout.sum(axis=(0, 2, 3))
    return dxp[:, :, ph : ph + H, pw : pw + W]
