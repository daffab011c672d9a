"""LSTM: a memory c that is kept, or written to, entry by entry as gates decide; h shows it.

    i, f, o = sigmoid and g = tanh of the blocks of  a[t] = x[t] wx + h[t-1] wh + b
    c[t] = f * c[t-1] + i * g        input gate, forget gate, candidate
    h[t] = o * tanh(c[t])            output gate

Shapes    H is the hidden size
    x, dx        (N, T, D)    or tuples (x, h0), (x, h0, c0) and (dx, dh0), (dx, dh0, dc0)
    h0, c0       (N, H)       before step 0: in the tuple, else in the cache, else 0
    mask         (N, T)       cache["mask"], if it is there: booleans, True counts
    wx, dwx      (D, 4 H)     blocks in the order i, f, o, g; wh and b likewise
    wh, dwh      (H, 4 H)
    b, db        (4 H,)
    out, dout    (N, T, H)    every h; the last state stays in cache["h"], cache["c"], (N, H)

Gradient
    Step t has dh from dout[t] and from step t + 1, and dc from step t + 1. With the slopes
    s (1 - s) of a sigmoid s and 1 - g^2 of a tanh g,

        dho = dh * o
        dc += dho * (1 - tanh(c[t])^2)
        dci = dc * i
        dcf = dc * f
        dai = dci * g * (1 - i)
        daf = dcf * c[t-1] * (1 - f)
        dao = dho * tanh(c[t]) * (1 - o)
        dag = dci * (1 - g^2)
        dc = dcf                       to step t - 1, as is
        dh = da[t] @ wh.T              da is the four, side by side

    From c[t] to c[t-1] there is only * f: no matrix and no squashing. With f near 1 a gradient
    goes back over many steps unharmed, which is why b starts at 1 there.

        dwx = sum_t x[t].T @ da[t]     dwh = sum_t h[t-1].T @ da[t]     db = sum_t da[t]
        dx[t] = da[t] @ wx.T           each one product over the rows of all steps, at the end

    A step that does not count keeps h and c, and out repeats h: da is 0, dh and dc pass. In
    the code cs begins with c0, so that cs[t] is c[t-1], and xh[t] is x[t] and h[t-1] side by
    side: one product with wx above wh makes a[t], one at the end dwx above dwh.

Source
    Hochreiter and Schmidhuber (1997); forget gates are Gers et al. (2000), their bias of 1
    Jozefowicz et al. (2015). CS231n's order of gates; torch.nn.LSTM's is i, f, g, o, with two
    biases, of which only the sum counts.
"""

import numpy as np

from arrays.recurrence import apart, draw, gates, hold, roll_up, silence, squash, unroll


def init(D: int, H: int, rng, *, dtype=np.float32) -> dict:
    """Draw wx (Xavier) and wh (orthogonal blocks), set b to 1 for f and 0 for the others.

    Raises ValueError if D or H < 1.
    """
    cache = draw(D, H, 4, rng, dtype)
    cache["b"][H : 2 * H] = 1
    return cache


def forward(x, cache: dict) -> np.ndarray:
    """Return out; save on, xh, a (the gates), cs, and tanh_c."""
    x, on, (h0, c0) = unroll(x, cache, "h0", "c0")
    (T, N, D), H = x.shape, len(cache["wh"])
    w = apart(np.concatenate([cache["wx"], cache["wh"]]), 4, 3)
    b = apart(cache["b"], 4, 3)[:, None]
    xh, a = np.empty((T + 1, N, D + H), x.dtype), np.empty((T, 4, N, H), x.dtype)
    cs, tanh_c = np.empty((T + 1, N, H), x.dtype), np.empty((T, N, H), x.dtype)
    hs = xh[..., D:]
    xh[:T, :, :D], hs[0], cs[0] = x, h0, c0
    for t, (i, f, o, g) in enumerate(a):
        np.matmul(xh[t], w, out=a[t])  # x and h in one product
        a[t] += b
        squash(a[t], 3)
        cs[t + 1] = hold(f * cs[t] + i * g, cs[t], on[t])
        np.tanh(cs[t + 1], out=tanh_c[t])
        hs[t + 1] = hold(o * tanh_c[t], hs[t], on[t])
    cache |= {"on": on, "xh": xh, "a": a, "cs": cs, "tanh_c": tanh_c}
    cache["h"], cache["c"] = hs[T], cs[T]
    return hs[1:].swapaxes(0, 1)


def backward(dout: np.ndarray, cache: dict) -> np.ndarray | tuple | None:
    """Return dx, or None if cache["need_dx"] is False; set dwx, dwh and db."""
    on, xh, a, cs, tanh_c = (cache[key] for key in ("on", "xh", "a", "cs", "tanh_c"))
    wx, back = cache["wx"], np.ascontiguousarray(cache["wh"].T)  # a view is a fifth slower
    (T, N, H), D = tanh_c.shape, len(wx)
    da = np.empty((T, N, 4 * H), a.dtype)
    blocks = gates(da, 4)
    dh, dc = np.zeros((2, N, H), a.dtype)
    for t in reversed(range(T)):
        (i, f, o, g), (dai, daf, dao, dag) = a[t], blocks[t]
        dh = dh + dout[:, t]
        dho, later = dh * o, dc
        dc = dc + dho * (1 - tanh_c[t] ** 2)
        dci, dcf = dc * i, dc * f
        np.multiply(dci * g, 1 - i, out=dai)
        np.multiply(dcf * cs[t], 1 - f, out=daf)
        np.multiply(dho * tanh_c[t], 1 - o, out=dao)
        np.multiply(dci, 1 - g**2, out=dag)
        silence(da[t], on[t])
        dh, dc = hold(da[t] @ back, dh, on[t]), hold(dcf, later, on[t])
    rows = da.reshape(T * N, 4 * H)
    dw = xh[:-1].reshape(T * N, D + H).T @ rows
    cache["dwx"], cache["dwh"], cache["db"] = dw[:D], dw[D:], rows.sum(axis=0)
    if not cache.get("need_dx", True):
        return None
    dx = (rows @ wx.T).reshape(T, N, D)
    return roll_up(dx, (dh, dc), cache)
