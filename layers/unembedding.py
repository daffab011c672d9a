"""Unembedding: out = x @ w.T, a score for each word from its likeness to x.

Shapes
    x, dx        (..., D)
    w, dw        (V, D)      V words, a row each, as in embedding
    out, dout    (..., V)    scores, not normalized

Gradient
    Let n run over every row of x. Each score is  out[n, v] = sum_d x[n, d] w[v, d],  so

        dx[n, d] = sum_v dout[n, v] w[v, d]       dx = dout @ w
        dw[v, d] = sum_n dout[n, v] x[n, d]       dw = dout.T @ x

    This is affine with w on its side and no b. It is for tying: give it embedding's own array,

        last["w"] = first["w"]

    and the rows that words go in by are those that they come out by. Each cache has its own
    dw, and the gradient of the one array is their sum (walk.add_tied, which fit calls).

Source
    Press and Wolf (2017), "Using the Output Embedding to Improve Language Models",
    arXiv:1608.05859. The deviation of 0.02 is GPT-2's, which ties so: scores start small, and
    the loss near ln V.
"""

import numpy as np

from arrays import initial
from arrays.product import product


def init(V: int, D: int, rng, *, dtype=np.float32) -> dict:
    """Draw w, normal of deviation 0.02. Raises ValueError if V or D < 1."""
    if min(V, D) < 1:
        raise ValueError(f"unembedding needs V >= 1 and D >= 1, not V={V}, D={D}")
    w = initial.draw(0.02, (V, D), D, V, rng, dtype)
    return {"w": w, "dw": np.zeros_like(w)}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save x."""
    w = cache["w"]
    cache["x"] = x
    rows = x.reshape(-1, x.shape[-1])  # one large product beats many small ones
    out = product(rows, w.T)
    return out.reshape(*x.shape[:-1], len(w))


def backward(dout: np.ndarray, cache: dict) -> np.ndarray | None:
    """Return dx, or None if cache["need_dx"] is False; set dw."""
    w, x = cache["w"], cache["x"]
    rows = x.reshape(-1, x.shape[-1])
    drows = dout.reshape(-1, dout.shape[-1])
    cache["dw"] = product(drows.T, rows)
    if not cache.get("need_dx", True):
        return None
    dx = product(drows, w)
    return dx.reshape(x.shape)
