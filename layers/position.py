"""Position: out = x + w[t], a learned row for each step, so that a net can tell steps apart.

Shapes
    x, dx, out, dout    (N, T, D)        T at most T_max
    w, dw               (T_max, D)       a row a step, 0..T_max-1

Gradient
    x goes through a sum, and each w[t] was added to step t of all N examples:

        dx = dout
        dw[t] = sum_n dout[n, t]         0 for the steps from T on, which took no part

    Attention sums over a set: without this, a sentence would be a bag of words to it.

Source
    Gehring et al. (2017), arXiv:1705.03122; the deviation of 0.02 is GPT-2's. sinusoid is the
    same with fixed rows, for any T.
"""

import numpy as np

from arrays import initial


def init(T: int, D: int, rng, *, dtype=np.float32) -> dict:
    """Draw w for T steps at most, normal of deviation 0.02. Raises ValueError if T or D < 1."""
    if min(T, D) < 1:
        raise ValueError(f"position needs T >= 1 and D >= 1, not T={T}, D={D}")
    w = initial.draw(0.02, (T, D), T, D, rng, dtype)
    return {"w": w, "dw": np.zeros_like(w)}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out. Raises ValueError unless x is (N, T, D) with T <= T_max."""
    w = cache["w"]
    T_max, D = w.shape
    if x.ndim != 3 or x.shape[1] > T_max or x.shape[2] != D:
        raise ValueError(
            f"position needs x of shape (N, T, {D}) with T <= {T_max}, not {x.shape}"
        )
    return x + w[: x.shape[1]]


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx, which is dout itself; set dw."""
    cache["dw"] = dw = np.zeros_like(cache["w"])
    dw[: dout.shape[1]] = dout.sum(axis=0)
    return dout
