"""Adagrad: a rate for each entry, that falls with all the gradient it has seen.

    v    <- v + dw^2                        sum of the gradient's squares, entry by entry
    w    <- w - lr dw / (sqrt(v) + eps)

An entry with large or frequent gradients soon takes small steps; one that is seldom touched,
such as a rare word's embedding, still takes large ones. v only grows, so in the end all steps
go to 0: right for convex problems, too soon for deep nets, which is what rmsprop mends.

Shapes
    w, dw, v    any, all the same

Source
    Duchi, Hazan and Singer (2011), JMLR 12. Agrees with torch.optim.Adagrad; its sum is our v.
"""

import numpy as np

from arrays.blocks import blocks


def init(w: np.ndarray, *, lr=1e-2, eps=1e-10) -> dict:
    """Return the state for w. Raises ValueError unless eps > 0."""
    if not eps > 0:
        raise ValueError(f"adagrad needs eps > 0, not eps={eps}")
    return {"lr": lr, "eps": eps, "v": np.zeros_like(w)}


def update(w: np.ndarray, dw: np.ndarray, state: dict) -> None:
    """Move w and v one step, in place."""
    lr, eps = state["lr"], state["eps"]
    for w, dw, v in blocks(w, dw, state["v"]):
        v += dw * dw
        w -= lr * dw / (np.sqrt(v) + eps)
