"""Stochastic gradient descent: w <- w - lr dw."""


def init(w, *, lr):
    return {"lr": lr}


def update(w, dw, state):
    w -= state["lr"] * dw
