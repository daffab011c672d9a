"""Stochastic gradient descent: step against the gradient.

    w <- w - lr dw

lr has the units of w^2 / L: how far a slope of 1 moves w.

Shapes
    w, dw    any, the same

Source
    Robbins and Monro (1951). Agrees with torch.optim.SGD.
"""

import numpy as np

from arrays.blocks import blocks


def init(w: np.ndarray, *, lr: float) -> dict:
    """Return the state for w, which is only the setting."""
    return {"lr": lr}


def update(w: np.ndarray, dw: np.ndarray, state: dict) -> None:
    """Move w one step, in place."""
    for w, dw in blocks(w, dw):
        w -= state["lr"] * dw
