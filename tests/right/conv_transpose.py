"""Transposed convolution: each pixel times its filters, added up where they lie, + b."""

import numpy as np


def init(C, F, HH, WW, rng, *, scale="kaiming", stride=1, pad=0, groups=1, dtype=np.float32):
    stride, pad = pair(stride), pair(pad)
    fan_in = C / groups * HH * WW / (stride[0] * stride[1])
    w = draw(scale, fan_in, F // groups * HH * WW, C, rng)
    w = w.reshape(C, F // groups, HH, WW).astype(dtype)
    b = np.zeros(F, dtype)
    cache = {"w": w, "b": b, "dw": np.zeros_like(w), "db": np.zeros_like(b)}
    return cache | {"stride": stride, "pad": pad, "groups": groups}


def draw(scale, fan_in, fan_out, C, rng):
    normal = rng.standard_normal((C, fan_out))
    if scale == "orthogonal":
        q, _ = np.linalg.qr(normal if C >= fan_out else normal.T)
        return q if C >= fan_out else q.T
    variances = {"kaiming": 2 / fan_in, "xavier": 2 / (fan_in + fan_out), "lecun": 1 / fan_in}
    variances["zeros"] = 0
    return normal * (np.sqrt(variances[scale]) if scale in variances else scale)


def pair(value):
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def forward(x, cache):
    w, b, groups = cache["w"], cache["b"], cache["groups"]
    (sh, sw), (ph, pw) = cache["stride"], cache["pad"]
    (N, C, H, W), (_, F_group, HH, WW) = x.shape, w.shape
    cache["x"] = x
    whole = (N, F_group * groups, (H - 1) * sh + HH, (W - 1) * sw + WW)
    out = np.zeros(whole, np.result_type(x, w))
    for g in range(groups):
        cs = slice(g * C // groups, (g + 1) * C // groups)
        fs = slice(g * F_group, (g + 1) * F_group)
        for u in range(H):
            for v in range(W):
                rows, columns = slice(u * sh, u * sh + HH), slice(v * sw, v * sw + WW)
                patch = np.einsum("nc,cfij->nfij", x[:, cs, u, v], w[cs])
                out[:, fs, rows, columns] += patch
    out = out[:, :, ph : whole[2] - ph, pw : whole[3] - pw]
    return out + b[:, None, None]


def backward(dout, cache):
    x, w, groups = cache["x"], cache["w"], cache["groups"]
    (sh, sw), (ph, pw) = cache["stride"], cache["pad"]
    (_, C, H, W), (_, F_group, HH, WW) = x.shape, w.shape
    dwhole = np.pad(dout, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for g in range(groups):
        cs = slice(g * C // groups, (g + 1) * C // groups)
        fs = slice(g * F_group, (g + 1) * F_group)
        for u in range(H):
            for v in range(W):
                d = dwhole[:, fs, u * sh : u * sh + HH, v * sw : v * sw + WW]
                dx[:, cs, u, v] = np.einsum("nfij,cfij->nc", d, w[cs])
                dw[cs] += np.einsum("nc,nfij->cfij", x[:, cs, u, v], d)
    cache["dw"] = dw
    cache["db"] = dout.sum(axis=(0, 2, 3))
    return dx
