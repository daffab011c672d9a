"""Layers that act on each entry by itself, forward and back: activations and dropout."""

from functools import partial

import numpy as np

from benchmarks import passes
from benchmarks.workload import Workload
from layers import dropout, gelu, relu, sigmoid, tanh

ACTIVATIONS = {"relu": relu, "gelu": gelu, "sigmoid": sigmoid, "tanh": tanh}


def workload(name: str, shape) -> Workload:
    """Return the workload of an activation on x of shape."""
    draw, build = partial(drawn, name, shape), partial(counterpart, name)
    return passes.workload(f"{name} of {shape}", draw, build)


def drawn(name, shape) -> tuple:
    x = np.random.default_rng(231).standard_normal(shape, np.float32)
    return ACTIVATIONS[name], ACTIVATIONS[name].init(), x


def counterpart(name, cache):
    from torch import nn

    kinds = {"relu": nn.ReLU, "gelu": nn.GELU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh}
    return kinds[name]()


def dropped(shape) -> Workload:
    """Return the workload of a dropout of half of x."""
    about = f"dropout of {shape}"
    return passes.workload(about, partial(drawn_dropout, shape), seeded_dropout, factors)


def drawn_dropout(shape) -> tuple:
    rng = np.random.default_rng(231)
    return dropout, dropout.init(0.5, rng.spawn(1)[0]), rng.standard_normal(shape, np.float32)


def seeded_dropout(cache):
    import torch

    torch.manual_seed(231)
    return torch.nn.Dropout(1 - cache["keep"])


def factors(values: dict) -> dict:
    """Return what entries are multiplied by, as each side draws for itself where by which."""
    return {
        "factors of x": np.unique(values["out"] / values["x"]),
        "factors of dout": np.unique(values["dx"] / values["dout"]),
        "share kept": round(float((values["out"] != 0).mean()), 1),
        "kept one way alone": np.count_nonzero((values["out"] != 0) != (values["dx"] != 0)),
    }
