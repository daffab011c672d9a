"""RNN: h[t] = f(x[t] @ wx + h[t-1] @ wh + b), f tanh or relu; masked steps keep h."""

import numpy as np


def init(D, H, rng, *, nonlinearity="tanh", dtype=np.float32):
    wx = (np.sqrt(2 / (D + H)) * rng.standard_normal((D, H))).astype(dtype)
    wh = np.linalg.qr(rng.standard_normal((H, H)))[0].astype(dtype)
    cache = {"wx": wx, "wh": wh, "b": np.zeros(H, dtype)}
    cache |= {"d" + key: np.zeros_like(w) for key, w in cache.items()}
    return cache | {"nonlinearity": nonlinearity}


def forward(x, cache):
    cache["has_h0"] = isinstance(x, tuple)
    x, h0 = x if isinstance(x, tuple) else (x, cache.get("h0"))
    wx, wh, b = cache["wx"], cache["wh"], cache["b"]
    (N, T, _), H = x.shape, len(wh)
    if h0 is None:
        h0 = np.zeros((N, H), x.dtype)
    mask = cache.get("mask")
    mask = np.ones((N, T, 1), bool) if mask is None else mask[:, :, None]
    x = np.where(mask, x, 0)

    h = np.zeros((N, T + 1, H), np.result_type(x, h0, wx))  # h[:, t] is before step t
    h[:, 0] = h0
    for t in range(T):
        a = x[:, t] @ wx + h[:, t] @ wh + b
        new = np.tanh(a) if cache["nonlinearity"] == "tanh" else np.maximum(a, 0)
        h[:, t + 1] = np.where(mask[:, t], new, h[:, t])
    cache["steps"], cache["on"], cache["hs"], cache["h"] = x, mask, h, h[:, T].copy()
    return h[:, 1:].copy()


def backward(dout, cache):
    x, mask, h = cache["steps"], cache["on"], cache["hs"]
    wx, wh, b = cache["wx"], cache["wh"], cache["b"]
    dx, dwx, dwh, db = (np.zeros_like(a) for a in (x, wx, wh, b))
    dh = np.zeros_like(h[:, 0])
    for t in reversed(range(x.shape[1])):
        dh = dh + dout[:, t]
        out = h[:, t + 1]
        slope = 1 - out**2 if cache["nonlinearity"] == "tanh" else out > 0
        da = dh * slope * mask[:, t]
        dx[:, t] = da @ wx.T
        dwx += x[:, t].T @ da
        dwh += h[:, t].T @ da
        db += da.sum(axis=0)
        dh = np.where(mask[:, t], da @ wh.T, dh)
    cache["dwx"], cache["dwh"], cache["db"] = dwx, dwh, db
    return (dx, dh) if cache["has_h0"] else dx
