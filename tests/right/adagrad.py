"""Adagrad: v <- v + dw^2, then w <- w - lr dw / (sqrt(v) + eps)."""

import numpy as np


def init(w, *, lr=1e-2, eps=1e-10):
    return {"lr": lr, "eps": eps, "v": np.zeros_like(w)}


def update(w, dw, state):
    v = state["v"]
    v += dw**2
    w -= state["lr"] * dw / (np.sqrt(v) + state["eps"])
