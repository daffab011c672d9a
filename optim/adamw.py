"""AdamW: Adam, with the weights shrunk apart from the gradient.

    w    <- w - lr weight_decay w
    w    <- w - lr mhat / (sqrt(vhat) + eps)      m, v, mhat and vhat as in adam

L2 in the loss adds l2 w to the gradient, and Adam then divides it by the gradient's running
size: weights with large gradients hardly decay, those with small ones fast. Here the
shrinking is a share of w that is the same for all of them, as it is under plain SGD.

Shapes
    w, dw, m, v    any, all the same

Source
    Loshchilov and Hutter (2019), Algorithm 2, arXiv:1711.05101. As in torch.optim.AdamW the
    share is lr weight_decay, where the paper has a schedule of its own beside lr. fit gives
    biases and norms weight_decay 0.
"""

import numpy as np

from optim import adam


def init(
    w: np.ndarray, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2
) -> dict:
    """Return the state for w. Raises ValueError as adam does, or unless weight_decay >= 0."""
    if not weight_decay >= 0:
        raise ValueError(f"adamw needs weight_decay >= 0, not weight_decay={weight_decay}")
    state = adam.init(w, lr=lr, beta1=beta1, beta2=beta2, eps=eps)
    return state | {"weight_decay": weight_decay}


def update(w: np.ndarray, dw: np.ndarray, state: dict) -> None:
    """Move w, m and v one step, in place."""
    w *= 1 - state["lr"] * state["weight_decay"]
    adam.update(w, dw, state)
