"""Momentum: v <- mu v - lr dw, then w <- w + v."""

import numpy as np


def init(w, *, lr, mu=0.9):
    return {"lr": lr, "mu": mu, "v": np.zeros_like(w)}


def update(w, dw, state):
    v = state["v"]
    v *= state["mu"]
    v -= state["lr"] * dw
    w += v
