"""RNN: h[t] = f(x[t] wx + h[t-1] wh + b), a state made of all steps so far; f tanh or relu.

Shapes    H is the hidden size
    x, dx        (N, T, D)    or tuples (x, h0) and (dx, dh0)
    h0           (N, H)       the state before step 0: in the tuple, else cache["h0"], else 0
    mask         (N, T)       cache["mask"], if it is there: booleans, True counts
    wx, dwx      (D, H)
    wh, dwh      (H, H)
    b, db        (H,)
    out, dout    (N, T, H)    h after every step; the last one stays in cache["h"], (N, H)

Gradient
    Let a[t] be what f is given. h[t] goes out, and into the next step, so that on the way back
    dh is dout[t] and what the step after sent; f's slope is 1 - h[t]^2, or 1 where h[t] > 0:

        da[t] = dh * slope[t]
        dh = da[t] @ wh.T              what goes to step t - 1

    Each step used the same weights, and at a fork gradients add up:

        dwx = sum_t x[t].T @ da[t]     dwh = sum_t h[t-1].T @ da[t]     db = sum_t da[t]
        dx[t] = da[t] @ wx.T

    each one product over the rows of all steps, at the end. From step t back to t - k there
    are k factors slope * wh.T: gradients vanish or explode as wh's largest eigenvalue says.

    A step that does not count has h[t] = h[t-1], which out repeats: its da is 0, dh passes. In
    the code hs begins with h0, so that hs[t] is h[t-1].

Source
    Elman (1990), "Finding Structure in Time"; Karpathy's min-char-rnn (2015), and, with relu,
    "Yes you should understand backprop" (2016). Agrees with torch.nn.RNN with one bias.
    Orthogonal wh: Saxe et al. (2013), arXiv:1312.6120.
"""

import numpy as np

from arrays.recurrence import draw, hold, roll_up, silence, unroll
from arrays.suggest import unknown

NONLINEARITIES = {
    "tanh": (np.tanh, lambda h: 1 - h**2),
    "relu": (lambda a: np.maximum(a, 0), lambda h: h > 0),
}


def init(D: int, H: int, rng, *, nonlinearity="tanh", dtype=np.float32) -> dict:
    """Draw wx (Xavier) and wh (orthogonal), set b to 0; nonlinearity is "tanh" or "relu".

    Raises ValueError if D or H < 1, or for another nonlinearity.
    """
    if nonlinearity not in NONLINEARITIES:
        raise ValueError(unknown("nonlinearity", nonlinearity, NONLINEARITIES))
    return draw(D, H, 1, rng, dtype) | {"nonlinearity": nonlinearity}


def forward(x, cache: dict) -> np.ndarray:
    """Return out; save the steps of x, on, and hs, h0 and all states after it."""
    x, on, (h0,) = unroll(x, cache, "h0")
    wx, wh, b = cache["wx"], cache["wh"], cache["b"]
    f, _ = NONLINEARITIES[cache["nonlinearity"]]
    T, N, D = x.shape
    a = (x.reshape(T * N, D) @ wx).reshape(T, N, len(wh))  # one product for all steps
    a += b  # in place: in a fresh array it would take as long as the product
    hs = np.empty((T + 1, N, len(wh)), x.dtype)
    hs[0] = h0
    for t in range(T):
        a[t] += hs[t] @ wh
        hs[t + 1] = hold(f(a[t]), hs[t], on[t])
    cache["x"], cache["on"], cache["hs"], cache["h"] = x, on, hs, hs[T]
    return hs[1:].swapaxes(0, 1)


def backward(dout: np.ndarray, cache: dict) -> np.ndarray | tuple | None:
    """Return dx, or None if cache["need_dx"] is False; set dwx, dwh and db."""
    x, on, hs, wh = cache["x"], cache["on"], cache["hs"], cache["wh"]
    _, slope = NONLINEARITIES[cache["nonlinearity"]]
    T, N, D = x.shape
    da = np.empty((T, N, len(wh)), hs.dtype)
    dh, back = np.zeros_like(hs[0]), np.ascontiguousarray(wh.T)
    for t in reversed(range(T)):
        dh = dh + dout[:, t]
        np.multiply(dh, slope(hs[t + 1]), out=da[t])
        silence(da[t], on[t])
        dh = hold(da[t] @ back, dh, on[t])
    rows = da.reshape(T * N, len(wh))
    cache["dwx"] = x.reshape(T * N, D).T @ rows
    cache["dwh"] = hs[:-1].reshape(T * N, len(wh)).T @ rows
    cache["db"] = rows.sum(axis=0)
    if not cache.get("need_dx", True):
        return None
    dx = (rows @ cache["wx"].T).reshape(T, N, D)
    return roll_up(dx, (dh,), cache)
