"""RMSprop: v <- decay v + (1 - decay) dw^2, then w <- w - lr dw / (sqrt(v) + eps)."""

import numpy as np


def init(w, *, lr, decay=0.99, eps=1e-8):
    return {"lr": lr, "decay": decay, "eps": eps, "v": np.zeros_like(w)}


def update(w, dw, state):
    decay = state["decay"]
    state["v"] = decay * state["v"] + (1 - decay) * dw**2
    w -= state["lr"] * dw / (np.sqrt(state["v"]) + state["eps"])
