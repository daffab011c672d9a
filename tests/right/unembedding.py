"""Unembedding: out = x @ w.T, a score for each word, from its row of w."""

import numpy as np


def init(V, D, rng, *, dtype=np.float32):
    w = (0.02 * rng.standard_normal((V, D))).astype(dtype)
    return {"w": w, "dw": np.zeros_like(w)}


def forward(x, cache):
    cache["x"] = x
    return x @ cache["w"].T


def backward(dout, cache):
    x, w = cache["x"], cache["w"]
    rows = x.reshape(-1, x.shape[-1])
    drows = dout.reshape(-1, dout.shape[-1])
    cache["dw"] = drows.T @ rows
    return dout @ w
