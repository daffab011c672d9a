"""Adam: running means of dw and dw^2, both corrected for their start at 0.

m <- beta1 m + (1 - beta1) dw,      mhat = m / (1 - beta1^t)
v <- beta2 v + (1 - beta2) dw^2,    vhat = v / (1 - beta2^t)
w <- w - lr mhat / (sqrt(vhat) + eps)
"""

import numpy as np


def init(w, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    state = {"lr": lr, "beta1": beta1, "beta2": beta2, "eps": eps, "t": 0}
    state["m"] = np.zeros_like(w)
    state["v"] = np.zeros_like(w)
    return state


def update(w, dw, state):
    beta1, beta2 = state["beta1"], state["beta2"]
    state["t"] += 1
    t = state["t"]
    m = beta1 * state["m"] + (1 - beta1) * dw
    v = beta2 * state["v"] + (1 - beta2) * dw**2
    state["m"], state["v"] = m, v
    mhat = m / (1 - beta1**t)
    vhat = v / (1 - beta2**t)
    w -= state["lr"] * mhat / (np.sqrt(vhat) + state["eps"])
