"""Residual net: out = x + part(x), or shortcut(x) + part(x) where part changes the shape.

Shapes
    x, dx        what part takes
    out, dout    what part gives, and x or shortcut(x) too

Gradient
    x goes two ways, and the gradients of both are added:

        dx = dout + part.backward(dout)        or shortcut.backward(dout) in dout's place

    Whatever part does, dout reaches x undiminished along the other way. So a hundred of these
    in a row can be trained, where a hundred plain layers cannot.

Source
    He et al. (2015), eq. 1 and 2, arXiv:1512.03385.
"""

import numpy as np

from nets import walk
from nets.sequential import locating


def init(part: tuple, shortcut: tuple | None = None) -> dict:
    """Wrap a (module, cache) pair; shortcut, if given, is another for the way around it.

    Raises ValueError if both have one cache.
    """
    layers = [("part", *part)]
    if shortcut is not None:
        layers.append(("shortcut", *shortcut))
    net = {"net": "residual", "layers": layers}
    walk.refuse_shared_caches(net)
    return net


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out. Raises ValueError if the two ways give different shapes."""
    outs = []
    for name, module, inner in cache["layers"]:
        with locating(name, "forward", x):
            outs.append(module.forward(x, inner))
    out, around = outs if len(outs) == 2 else (*outs, x)
    if np.shape(out) != np.shape(around):
        raise ValueError(
            f"a residual adds equal shapes: its part gives {np.shape(out)}, the way around it "
            f"{np.shape(around)}. A shortcut can change the second"
        )
    return around + out


def backward(dout: np.ndarray, cache: dict) -> np.ndarray | None:
    """Return dx, or None if a way was told not to make it; every layer sets its gradients."""
    dx = [] if len(cache["layers"]) == 2 else [dout]
    for name, module, inner in reversed(cache["layers"]):
        with locating(name, "backward", dout):
            dx.append(module.backward(dout, inner))
    around, through = dx
    return None if through is None or around is None else around + through
