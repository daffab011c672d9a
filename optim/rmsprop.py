"""RMSprop: divide the gradient by the root of the running mean of its square.

    v    <- decay v + (1 - decay) dw^2      running mean square, entry by entry
    w    <- w - lr dw / (sqrt(v) + eps)

As Adagrad, but v forgets: a share 1 - decay of it a step, so it looks back over some
1 / (1 - decay) steps, and the rate does not die. v starts at 0 and is too small at first, so
the first step is lr / sqrt(1 - decay), ten times lr by default; Adam corrects that.

Shapes
    w, dw, v    any, all the same

Source
    Tieleman and Hinton (2012), "Neural Networks for Machine Learning", lecture 6.5. Agrees with
    torch.optim.RMSprop, whose alpha is our decay. decay is no weight decay.
"""

import numpy as np

from arrays.blocks import blocks


def init(w: np.ndarray, *, lr: float, decay=0.99, eps=1e-8) -> dict:
    """Return the state for w. Raises ValueError unless 0 <= decay < 1 and eps > 0."""
    if not (0 <= decay < 1 and eps > 0):
        raise ValueError(
            f"rmsprop needs 0 <= decay < 1 and eps > 0, not decay={decay}, eps={eps}"
        )
    return {"lr": lr, "decay": decay, "eps": eps, "v": np.zeros_like(w)}


def update(w: np.ndarray, dw: np.ndarray, state: dict) -> None:
    """Move w and v one step, in place."""
    lr, decay, eps = state["lr"], state["decay"], state["eps"]
    for w, dw, v in blocks(w, dw, state["v"]):
        v *= decay
        v += (1 - decay) * dw * dw
        w -= lr * dw / (np.sqrt(v) + eps)
