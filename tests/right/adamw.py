"""AdamW: Adam's step, and apart from it w shrinks by its share lr weight_decay."""

import numpy as np


def init(w, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2):
    state = {"lr": lr, "beta1": beta1, "beta2": beta2, "eps": eps}
    state["weight_decay"] = weight_decay
    state["m"], state["v"], state["t"] = np.zeros_like(w), np.zeros_like(w), 0
    return state


def update(w, dw, state):
    lr, beta1, beta2 = state["lr"], state["beta1"], state["beta2"]
    m, v = state["m"], state["v"]
    state["t"] += 1
    m *= beta1
    m += (1 - beta1) * dw
    v *= beta2
    v += (1 - beta2) * dw**2
    mhat = m / (1 - beta1 ** state["t"])
    vhat = v / (1 - beta2 ** state["t"])
    w -= lr * state["weight_decay"] * w
    w -= lr * mhat / (np.sqrt(vhat) + state["eps"])
