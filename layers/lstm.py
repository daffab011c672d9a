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

        dc += dh * o * (1 - tanh(c[t])^2)
        dai = dc * g * i * (1 - i)
        daf = dc * c[t-1] * f * (1 - f)
        dao = dh * tanh(c[t]) * o * (1 - o)
        dag = dc * i * (1 - g^2)
        dc = dc * f                    to step t - 1, as is
        dh = da[t] @ wh.T              da is the four, side by side

    From c[t] to c[t-1] there is only * f: no matrix and no squashing. With f near 1 a gradient
    goes back over many steps unharmed, which is why b starts at 1 there.

        dwx = sum_t x[t].T @ da[t]     dwh = sum_t h[t-1].T @ da[t]     db = sum_t da[t]
        dx[t] = da[t] @ wx.T           each one product over the rows of all steps, at the end

    A step that does not count keeps h and c, and out repeats h: da is 0, dh and dc pass. In
    the code hs and cs begin with h0 and c0, so that hs[t] is h[t-1].

Source
    Hochreiter and Schmidhuber (1997); forget gates are Gers et al. (2000), their bias of 1
    Jozefowicz et al. (2015). CS231n's order of gates; torch.nn.LSTM's is i, f, g, o, with two
    biases, of which only the sum counts.
"""

import numpy as np

from arrays.recurrence import draw, gates, hold, roll_up, split, squash, unroll


def init(D: int, H: int, rng, *, dtype=np.float32) -> dict:
    """Draw wx (Xavier) and wh (orthogonal blocks), set b to 1 for f and 0 for the others.

    Raises ValueError if D or H < 1.
    """
    cache = draw(D, H, 4, rng, dtype)
    cache["b"][H : 2 * H] = 1
    return cache


def forward(x, cache: dict) -> np.ndarray:
    """Return out; save the steps of x, on, a (the gates), hs, cs, and tanh_c."""
    x, on, (h0, c0) = unroll(x, cache, "h0", "c0")
    wx, wh, b = cache["wx"], cache["wh"], cache["b"]
    (T, N, D), H = x.shape, len(wh)
    a = (x.reshape(T * N, D) @ wx).reshape(T, N, 4 * H)  # one product for all steps
    a += b  # in place: in a fresh array it would take as long as the product
    hs, cs = np.empty((2, T + 1, N, H), x.dtype)
    tanh_c = np.empty((T, N, H), x.dtype)
    hs[0], cs[0] = h0, c0
    s = np.repeat(np.array([0.5, 0.5, 0.5, 1], x.real.dtype), H)  # three sigmoids and a tanh
    for t, (i, f, o, g) in enumerate(gates(a, 4)):
        a[t] += hs[t] @ wh
        squash(a[t], s)
        cs[t + 1] = hold(f * cs[t] + i * g, cs[t], on[t])
        np.tanh(cs[t + 1], out=tanh_c[t])
        hs[t + 1] = hold(o * tanh_c[t], hs[t], on[t])
    cache |= {"x": x, "on": on, "a": a, "hs": hs, "cs": cs, "tanh_c": tanh_c}
    cache["h"], cache["c"] = hs[T], cs[T]
    return hs[1:].swapaxes(0, 1)


def backward(dout: np.ndarray, cache: dict) -> np.ndarray | tuple | None:
    """Return dx, or None if cache["need_dx"] is False; set dwx, dwh and db."""
    x, on, a, hs, cs, tanh_c = (cache[key] for key in ("x", "on", "a", "hs", "cs", "tanh_c"))
    (T, N, D), H, da = x.shape, len(cache["wh"]), np.empty_like(a)
    back = np.ascontiguousarray(cache["wh"].T)  # a fifth faster in products than the view
    dh, dc = np.zeros((2, N, H), a.dtype)
    for t in reversed(range(T)):
        (i, f, o, g), (dai, daf, dao, dag) = gates(a, 4)[t], gates(da, 4)[t]
        dh, dh_held = split(dh + dout[:, t], on[t])
        dc, dc_held = split(dc, on[t])
        dc = dc + dh * o * (1 - tanh_c[t] ** 2)
        dai[:] = dc * g * i * (1 - i)
        daf[:] = dc * cs[t] * f * (1 - f)
        dao[:] = dh * tanh_c[t] * o * (1 - o)
        dag[:] = dc * i * (1 - g**2)
        dc = dc * f + dc_held
        dh = da[t] @ back + dh_held
    rows = da.reshape(T * N, 4 * H)
    cache["dwx"] = x.reshape(T * N, D).T @ rows
    cache["dwh"] = hs[:-1].reshape(T * N, H).T @ rows
    cache["db"] = rows.sum(axis=0)
    if not cache.get("need_dx", True):
        return None
    dx = (rows @ cache["wx"].T).reshape(T, N, D)
    return roll_up(dx, (dh, dc), cache)
