"""Nesterov momentum, in the form of the point ahead: w <- w - mu v_before + (1 + mu) v."""

import numpy as np


def init(w, *, lr, mu=0.9):
    return {"lr": lr, "mu": mu, "v": np.zeros_like(w)}


def update(w, dw, state):
    mu, v = state["mu"], state["v"]
    before = v.copy()
    v *= mu
    v -= state["lr"] * dw
    w += -mu * before + (1 + mu) * v
