"""Nesterov momentum: take the gradient where the velocity is about to carry w.

    v    <- mu v - lr dw         velocity, as in momentum
    w    <- w + mu v - lr dw     what the next step will keep of it is gone along already

The method looks at the gradient at w + mu v, ahead, rather than at w. Written for that point
ahead (which is what is kept in w here) it needs no other gradient than momentum does, and this
is the update: the velocity's next share mu v, and the new gradient once more.

Shapes
    w, dw, v    any, all the same

Source
    Nesterov (1983); Sutskever et al. (2013), "On the importance of initialization and momentum
    in deep learning"; in these variables Bengio et al. (2012), arXiv:1212.0901. CS231n writes
    the same as w += -mu v_before + (1 + mu) v. Agrees with torch.optim.SGD(nesterov=True),
    whose v is ours / -lr, for as long as lr stays the same.
"""

import numpy as np

from arrays.blocks import blocks


def init(w: np.ndarray, *, lr: float, mu=0.9) -> dict:
    """Return the state for w, at rest. Raises ValueError unless 0 <= mu < 1."""
    if not 0 <= mu < 1:
        raise ValueError(f"nesterov needs 0 <= mu < 1, the share of v kept, not mu={mu}")
    return {"lr": lr, "mu": mu, "v": np.zeros_like(w)}


def update(w: np.ndarray, dw: np.ndarray, state: dict) -> None:
    """Move w and v one step, in place."""
    lr, mu = state["lr"], state["mu"]
    for w, dw, v in blocks(w, dw, state["v"]):
        v *= mu
        v -= lr * dw
        w += mu * v - lr * dw
