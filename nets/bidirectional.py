"""Bidirectional net: one layer reads a sequence forwards, another backwards; out has both.

    out[:, t] = [ahead[:, t], behind[:, t]]
    ahead = f(x),    behind = turn(g(turn(x)))

turn reverses the steps. With a mask it reverses those that count, which come first in each row,
as when sequences are padded to one length: so g begins at a sequence's own end. On the steps
after it, out is what f and g make of steps that do not count.

    bidirectional.init(lstm, lstm.init(D, H, rng), lstm, lstm.init(D, H, rng))

Shapes    M and M' are the widths of what f and g give
    x, dx        (N, T, D)
    mask         (N, T)           of g's layers; walk.put(net, "mask", mask) gives it to all
    out, dout    (N, T, M + M')

Gradient
    x is used twice, and at a fork gradients add up. turn permutes the steps and is its own
    inverse, so it is its own adjoint too:

        dx = dx_ahead + turn(dx_behind)

    The way ends here, with None, if f or g was told not to make its dx.

Source
    Schuster and Paliwal (1997), "Bidirectional Recurrent Neural Networks". Agrees with
    torch.nn.LSTM(bidirectional=True), and with a mask on packed sequences. Such a net cannot
    continue a text, and walk.carry is not for it: g would have to begin in the future.
"""

import numpy as np

from arrays.labels import boolean
from nets import walk
from nets.sequential import locating


def init(forward_layer, forward_cache: dict, backward_layer, backward_cache: dict) -> dict:
    """Join f and g, layers or nets. Raises ValueError if they share a cache."""
    parts = [
        ("forward", forward_layer, forward_cache),
        ("backward", backward_layer, backward_cache),
    ]
    named = [
        (f"{way}.{layer.__name__.rpartition('.')[2]}", layer, inner)
        for way, layer, inner in parts
    ]
    net = {"net": "bidirectional", "layers": named}
    walk.refuse_shared_caches(net)
    return net


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save its shape, M as width, and order, in which turn takes the steps.

    Raises TypeError if x is a tuple, ValueError for a mask whose steps do not come first.
    """
    if isinstance(x, tuple):
        raise TypeError("a bidirectional net takes x alone: put h0 into its layers' caches")
    f, g = cache["layers"]
    cache["order"] = order = turned(g, x.shape[:2])
    ahead = run(f, "forward", x)
    behind = turn(run(g, "forward", turn(x, order)), order)
    out = np.concatenate([ahead, behind], axis=-1)
    cache["shape"], cache["width"] = out.shape, ahead.shape[-1]
    return out


def backward(dout: np.ndarray, cache: dict) -> np.ndarray | None:
    """Return dx; all layers set their gradients. ValueError if dout is not shaped as out."""
    (f, g), order, width = cache["layers"], cache["order"], cache["width"]
    if np.shape(dout) != cache["shape"]:
        raise ValueError(
            f"dout must have the shape of out, {cache['shape']}, not {np.shape(dout)}"
        )
    dx_ahead = run(f, "backward", dout[..., :width])
    dx_behind = run(g, "backward", turn(dout[..., width:], order))
    if dx_ahead is None or dx_behind is None:
        return None
    return dx_ahead + turn(dx_behind, order)


def run(part: tuple, way: str, given: np.ndarray):
    """Return what a layer's forward or backward gives. An error is marked with the layer."""
    name, layer, inner = part
    with locating(name, way, given):
        return getattr(layer, way)(given, inner)


def turn(x: np.ndarray, order: np.ndarray | None) -> np.ndarray:
    """Return x with each row's steps in that order; None is from last to first."""
    return x[:, ::-1] if order is None else x[np.arange(len(x))[:, None], order]


def turned(part: tuple, shape: tuple[int, int]) -> np.ndarray | None:
    """Return order, (N, T): the steps that count from last to first, then the rest as they are.

    None if the layer has no mask.
    """
    masks = (inner.get("mask") for _, inner in walk.layers({"layers": [part]}))
    mask = next((mask for mask in masks if mask is not None), None)
    if mask is None:
        return None
    mask, steps = boolean(mask, shape), np.arange(shape[1])
    lengths = mask.sum(axis=1, keepdims=True)
    gaps = (mask != (steps < lengths)).any(axis=1)
    if gaps.any():
        n = gaps.argmax()
        raise ValueError(
            "to be read from their end, the steps that count must come first in each row of "
            f"the mask; row {n} is {mask[n].astype(int)}"
        )
    return np.where(mask, lengths - 1 - steps, steps)
