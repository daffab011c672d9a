"""Passes: the way forward and the way back of one layer, each timed by itself.

drawn()               module, cache, x of ours, the same at each call
counterpart(cache)    PyTorch's module or function of x, its parameters in our order

PyTorch's forward records its graph, and its way back is that of autograd.grad through a graph
that is kept; x and all parameters get a gradient, as with ours.
"""

from functools import partial

import numpy as np

from benchmarks import products
from benchmarks.workload import Workload


def workload(about: str, drawn, counterpart, judged=dict) -> Workload:
    """Return the workload of a layer; judged makes of all values those that must agree."""
    return Workload(
        about,
        partial(ours, drawn, judged),
        partial(theirs, drawn, counterpart, judged),
        partial(products.of_passes, drawn),
    )


def ours(drawn, judged) -> tuple:
    """Return the tasks and the check for our layer."""
    module, cache, x = drawn()
    out = module.forward(x, cache)
    dout = ordered_as(out, upstream(out.shape)) if out.shape else 1.0

    def forward():
        return module.forward(x, cache)

    def backward():
        return module.backward(dout, cache)

    def check():
        values = {"x": x, "dout": dout, "out": forward()}
        dx = backward()
        values |= {} if dx is None else {"dx": dx}  # an index has none
        values |= {"d" + key: cache["d" + key] for key in learned(cache)}
        return {"values": judged(values)}

    return {"forward": forward, "backward": backward}, check


def theirs(drawn, counterpart, judged) -> tuple:
    """Return the tasks and the check for PyTorch's layer, with our weights."""
    import torch

    _, cache, x = drawn()
    layer, x = counterpart(cache), torch.from_numpy(np.ascontiguousarray(x))
    weights = [*layer.parameters()] if isinstance(layer, torch.nn.Module) else []
    sought = dict(zip(("d" + key for key in learned(cache)), weights, strict=True))
    with torch.no_grad():
        for key in learned(cache):
            sought["d" + key].copy_(torch.from_numpy(cache[key]))
    if x.is_floating_point():
        sought = {"dx": x.requires_grad_()} | sought
    out, inputs = layer(x), [*sought.values()]
    dout = torch.from_numpy(upstream(out.shape)) if out.shape else torch.ones(())

    def forward():
        return layer(x)

    def backward():
        return torch.autograd.grad(out, inputs, dout, retain_graph=True)

    def check():
        values = {"x": x.detach(), "dout": dout, "out": out.detach()}
        values |= dict(zip(sought, backward(), strict=True))
        return {"values": judged({name: a.numpy() for name, a in values.items()})}

    return {"forward": forward, "backward": backward}, check


def learned(cache: dict) -> list[str]:
    return [key for key in cache if "d" + key in cache]


def upstream(shape) -> np.ndarray:
    """Return a dout, the same on both sides."""
    return np.random.default_rng(7).standard_normal(tuple(shape), np.float32)


def images(shape, rng) -> np.ndarray:
    """Return noise (N, C, H, W), in memory as our convolutions hand it on: channels last.

    Each side's layers are given what their own neighbours in a net would: ours keep the order
    that they find, and PyTorch's have (N, C, H, W) in memory.
    """
    x = rng.standard_normal(shape, np.float32)
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(x, 1, -1)), -1, 1)


def ordered_as(out: np.ndarray, dout: np.ndarray) -> np.ndarray:
    """Return dout in the memory order of out, in which a layer after it would hand it back."""
    ordered = np.empty_like(out)
    ordered[...] = dout
    return ordered
