"""LSTM: c[t] = f * c[t-1] + i * g, h[t] = o * tanh(c[t]); masked steps keep both."""

import numpy as np


def init(D, H, rng, *, dtype=np.float32):
    wx = (np.sqrt(2 / (D + H)) * rng.standard_normal((D, 4 * H))).astype(dtype)
    blocks = [np.linalg.qr(rng.standard_normal((H, H)))[0] for _ in range(4)]
    wh = np.concatenate(blocks, axis=1).astype(dtype)
    b = np.zeros(4 * H, dtype)
    b[H : 2 * H] = 1
    cache = {"wx": wx, "wh": wh, "b": b}
    return cache | {"d" + key: np.zeros_like(w) for key, w in cache.items()}


def sigmoid(a):
    return 0.5 * (1 + np.tanh(0.5 * a))


def forward(x, cache):
    cache["is_tuple"] = isinstance(x, tuple)
    x, *given = x if isinstance(x, tuple) else (x,)
    cache["n_given"] = len(given)
    wx, wh, b = cache["wx"], cache["wh"], cache["b"]
    (N, T, _), H = x.shape, len(wh)
    h0 = given[0] if len(given) > 0 else cache.get("h0")
    c0 = given[1] if len(given) > 1 else cache.get("c0")
    h0 = np.zeros((N, H), x.dtype) if h0 is None else h0
    c0 = np.zeros((N, H), x.dtype) if c0 is None else c0
    mask = cache.get("mask")
    mask = np.ones((N, T, 1), bool) if mask is None else mask[:, :, None]
    x = np.where(mask, x, 0)

    dtype = np.result_type(x, h0, c0, wx)
    hs = np.zeros((N, T + 1, H), dtype)  # hs[:, t] and cs[:, t] are before step t
    cs = np.zeros((N, T + 1, H), dtype)
    gates = np.zeros((N, T, 4 * H), dtype)
    hs[:, 0], cs[:, 0] = h0, c0
    for t in range(T):
        a = x[:, t] @ wx + hs[:, t] @ wh + b
        i, f, o = sigmoid(a[:, :H]), sigmoid(a[:, H : 2 * H]), sigmoid(a[:, 2 * H : 3 * H])
        g = np.tanh(a[:, 3 * H :])
        c = f * cs[:, t] + i * g
        h = o * np.tanh(c)
        cs[:, t + 1] = np.where(mask[:, t], c, cs[:, t])
        hs[:, t + 1] = np.where(mask[:, t], h, hs[:, t])
        gates[:, t] = np.concatenate([i, f, o, g], axis=1)
    cache |= {"steps": x, "on": mask, "hs": hs, "cs": cs, "gates": gates}
    cache["h"], cache["c"] = hs[:, T].copy(), cs[:, T].copy()
    return hs[:, 1:].copy()


def backward(dout, cache):
    x, mask, hs, cs = cache["steps"], cache["on"], cache["hs"], cache["cs"]
    wx, wh, b = cache["wx"], cache["wh"], cache["b"]
    dx, dwx, dwh, db = (np.zeros_like(a) for a in (x, wx, wh, b))
    dh, dc = np.zeros_like(hs[:, 0]), np.zeros_like(cs[:, 0])
    for t in reversed(range(x.shape[1])):
        i, f, o, g = np.split(cache["gates"][:, t], 4, axis=1)
        tanh_c = np.tanh(cs[:, t + 1])
        on = mask[:, t]
        dh = dh + dout[:, t]
        dnew = dc + dh * o * (1 - tanh_c**2)
        dai = dnew * g * i * (1 - i)
        daf = dnew * cs[:, t] * f * (1 - f)
        dao = dh * tanh_c * o * (1 - o)
        dag = dnew * i * (1 - g**2)
        da = np.concatenate([dai, daf, dao, dag], axis=1) * on
        dx[:, t] = da @ wx.T
        dwx += x[:, t].T @ da
        dwh += hs[:, t].T @ da
        db += da.sum(axis=0)
        dh = np.where(on, da @ wh.T, dh)
        dc = np.where(on, dnew * f, dc)
    cache["dwx"], cache["dwh"], cache["db"] = dwx, dwh, db
    return (dx, dh, dc)[: 1 + cache["n_given"]] if cache["is_tuple"] else dx
