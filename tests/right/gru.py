"""GRU: h[t] = n + z * (h[t-1] - n), n = tanh(x wx_n + b_n + r * (h wh_n)); blocks r, z, n."""

import numpy as np


def init(D, H, rng, *, dtype=np.float32):
    wx = (np.sqrt(2 / (D + H)) * rng.standard_normal((D, 3 * H))).astype(dtype)
    blocks = [np.linalg.qr(rng.standard_normal((H, H)))[0] for _ in range(3)]
    wh = np.concatenate(blocks, axis=1).astype(dtype)
    cache = {"wx": wx, "wh": wh, "b": np.zeros(3 * H, dtype)}
    return cache | {"d" + key: np.zeros_like(w) for key, w in cache.items()}


def sigmoid(a):
    return 0.5 * (1 + np.tanh(0.5 * a))


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

    hs = np.zeros((N, T + 1, H), np.result_type(x, h0, wx))  # hs[:, t] is before step t
    hs[:, 0] = h0
    cache["gates"] = []
    for t in range(T):
        h = hs[:, t]
        ax, ah = x[:, t] @ wx + b, h @ wh
        r = sigmoid(ax[:, :H] + ah[:, :H])
        z = sigmoid(ax[:, H : 2 * H] + ah[:, H : 2 * H])
        u = ah[:, 2 * H :]
        n = np.tanh(ax[:, 2 * H :] + r * u)
        hs[:, t + 1] = np.where(mask[:, t], n + z * (h - n), h)
        cache["gates"].append((r, z, n, u))
    cache["steps"], cache["on"], cache["hs"], cache["h"] = x, mask, hs, hs[:, T].copy()
    return hs[:, 1:].copy()


def backward(dout, cache):
    x, mask, hs = cache["steps"], cache["on"], cache["hs"]
    wx, wh, b = cache["wx"], cache["wh"], cache["b"]
    dx, dwx, dwh, db = (np.zeros_like(a) for a in (x, wx, wh, b))
    dh = np.zeros_like(hs[:, 0])
    for t in reversed(range(x.shape[1])):
        r, z, n, u = cache["gates"][t]
        h, on = hs[:, t], mask[:, t]
        dh = dh + dout[:, t]
        dn = dh * (1 - z)
        dz = dh * (h - n)
        dan = dn * (1 - n**2)
        du = dan * r
        dar = dan * u * r * (1 - r)
        daz = dz * z * (1 - z)
        dax = np.concatenate([dar, daz, dan], axis=1) * on
        dah = np.concatenate([dar, daz, du], axis=1) * on
        dx[:, t] = dax @ wx.T
        dwx += x[:, t].T @ dax
        dwh += h.T @ dah
        db += dax.sum(axis=0)
        dh = np.where(on, dh * z + dah @ wh.T, dh)
    cache["dwx"], cache["dwh"], cache["db"] = dwx, dwh, db
    return (dx, dh) if cache["has_h0"] else dx
