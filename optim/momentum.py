"""Momentum: a ball that rolls down the loss, pushed by the gradient and slowed by friction.

    v <- mu v - lr dw        velocity: a share mu of it survives each step
    w <- w + v

Under a constant gradient v tends to -lr dw / (1 - mu), so mu = 0.9 moves w ten times as far
as lr alone would, while gradients that change sign from step to step cancel.

Shapes
    w, dw, v    any, all the same

Source
    Polyak (1964); CS231n, "Neural Networks 3". torch.optim.SGD keeps v as -v / lr instead
    (v <- mu v + dw, w <- w - lr v): the same steps for as long as lr stays the same.
"""

import numpy as np

from arrays.blocks import blocks


def init(w: np.ndarray, *, lr: float, mu=0.9) -> dict:
    """Return the state for w, at rest. Raises ValueError unless 0 <= mu < 1."""
    if not 0 <= mu < 1:
        raise ValueError(f"momentum needs 0 <= mu < 1, the share of v kept, not mu={mu}")
    return {"lr": lr, "mu": mu, "v": np.zeros_like(w)}


def update(w: np.ndarray, dw: np.ndarray, state: dict) -> None:
    """Move w and v one step, in place."""
    lr, mu = state["lr"], state["mu"]
    for w, dw, v in blocks(w, dw, state["v"]):
        v *= mu
        v -= lr * dw
        w += v
