"""GRU: a state h that is kept or replaced entry by entry, as one gate decides for both.

    r, z = sigmoid of the blocks of  x[t] wx + h[t-1] wh + b        reset, update
    n    = tanh(x[t] wx_n + b_n + r * u),    u = h[t-1] wh_n        candidate
    h[t] = n + z * (h[t-1] - n)

Shapes    H is the hidden size
    x, dx        (N, T, D)    or tuples (x, h0) and (dx, dh0)
    h0           (N, H)       the state before step 0: in the tuple, else cache["h0"], else 0
    mask         (N, T)       cache["mask"], if it is there: booleans, True counts
    wx, dwx      (D, 3 H)     blocks in the order r, z, n; wh and b likewise
    wh, dwh      (H, 3 H)
    b, db        (3 H,)
    out, dout    (N, T, H)    h after every step; the last one stays in cache["h"], (N, H)

Gradient
    Step t has dh from dout[t] and from step t + 1. With the slopes s (1 - s) of a sigmoid s
    and 1 - n^2 of tanh,

        dn = dh * (1 - z)
        dan = dn * (1 - n^2)
        du = dan * r
        dar = du * u * (1 - r)
        daz = dn * z * (h[t-1] - n)
        dh = dh * z + [dar, daz, du] @ wh.T       to step t - 1

    From h[t] straight to h[t-1] there is only * z: where z is near 1, a gradient goes back
    unharmed. x meets dan where h meets du; the sums over steps are products over all rows:

        dwx = sum_t x[t].T @ [dar, daz, dan]      db = the sum of the same
        dwh = sum_t h[t-1].T @ [dar, daz, du]     dx[t] = [dar, daz, dan] @ wx.T

    A step that does not count has h[t] = h[t-1], which out repeats: its da is 0, dh passes. In
    the code hs begins with h0, so that hs[t] is h[t-1].

Source
    Cho et al. (2014), arXiv:1406.1078, whose candidate is tanh(x wx_n + (r * h) wh_n). Here r
    comes after the product, so that one serves all gates: torch.nn.GRU with no second bias.
"""

import numpy as np

from arrays.recurrence import apart, draw, gates, hold, roll_up, silence, squash, unroll


def init(D: int, H: int, rng, *, dtype=np.float32) -> dict:
    """Draw wx (Xavier) and wh (orthogonal blocks), set b to 0. ValueError if D or H < 1."""
    return draw(D, H, 3, rng, dtype)


def forward(x, cache: dict) -> np.ndarray:
    """Return out; save the steps of x, on, a (the gates), u, and hs, h0 and all h after it."""
    x, on, (h0,) = unroll(x, cache, "h0")
    (T, N, D), H = x.shape, len(cache["wh"])
    wx, wh, b = (apart(cache[key], 3, 2) for key in ("wx", "wh", "b"))
    a = (x.reshape(T * N, D) @ wx).reshape(3, T, N, H)  # one product for all steps
    a += b[:, None, None]  # in place: in a fresh array it would take as long as the product
    hs, u = np.empty((T + 1, N, H), x.dtype), np.empty((T, N, H), x.dtype)
    hs[0] = h0
    for t in range(T):
        (r, z, n), rz = a[:, t], a[:2, t]
        rz += hs[t] @ wh[:2]
        squash(rz, 2)
        np.matmul(hs[t], wh[2], out=u[t])
        n += r * u[t]
        np.tanh(n, out=n)
        hs[t + 1] = hold(n + z * (hs[t] - n), hs[t], on[t])
    cache |= {"x": x, "on": on, "a": a, "u": u, "hs": hs, "h": hs[T]}
    return hs[1:].swapaxes(0, 1)


def backward(dout: np.ndarray, cache: dict) -> np.ndarray | tuple | None:
    """Return dx, or None if cache["need_dx"] is False; set dwx, dwh and db."""
    x, on, a, u, hs = (cache[key] for key in ("x", "on", "a", "u", "hs"))
    (T, N, D), H = x.shape, len(cache["wh"])
    da = np.empty((T, N, 3 * H), a.dtype)  # which has du in its third block, at first
    blocks, dan = gates(da, 3), np.empty_like(u)
    back = np.ascontiguousarray(cache["wh"].T)  # a fifth faster in products than the view
    dh = np.zeros_like(hs[0])
    for t in reversed(range(T)):
        (r, z, n), (dar, daz, du) = a[:, t], blocks[t]
        dh = dh + dout[:, t]
        dn = dh * (1 - z)
        np.multiply(dn, 1 - n**2, out=dan[t])
        np.multiply(dan[t], r, out=du)
        np.multiply(du * u[t], 1 - r, out=dar)
        np.multiply(dn * z, hs[t] - n, out=daz)
        silence(da[t], on[t])
        silence(dan[t], on[t])
        dh = hold(dh * z + da[t] @ back, dh, on[t])
    rows = da.reshape(T * N, 3 * H)
    cache["dwh"] = hs[:-1].reshape(T * N, H).T @ rows
    da[..., 2 * H :] = dan
    cache["dwx"] = x.reshape(T * N, D).T @ rows
    cache["db"] = rows.sum(axis=0)
    if not cache.get("need_dx", True):
        return None
    dx = (rows @ cache["wx"].T).reshape(T, N, D)
    return roll_up(dx, (dh,), cache)
