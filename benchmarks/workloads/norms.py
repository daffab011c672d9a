"""Batch, layer and group normalization, forward and back, in training."""

from functools import partial

import numpy as np

from benchmarks import passes
from benchmarks.workload import Workload
from layers import batchnorm, groupnorm, layernorm

NORMS = {"batchnorm": batchnorm, "layernorm": layernorm, "groupnorm": groupnorm}


def workload(norm: str, shape, *sizes: int) -> Workload:
    """Return the workload of a norm of sizes, as init takes them, on x of shape."""
    draw, build = partial(drawn, norm, shape, *sizes), partial(counterpart, norm)
    return passes.workload(f"{norm} of {shape}", draw, build)


def drawn(norm, shape, *sizes) -> tuple:
    rng = np.random.default_rng(231)
    cache = NORMS[norm].init(*sizes)
    for key in ("gamma", "beta"):  # where a 1 and a 0 would hide a mistake
        cache[key] = rng.standard_normal(cache[key].shape, np.float32)
    x = passes.images(shape, rng) if len(shape) == 4 else rng.standard_normal(shape, np.float32)
    return NORMS[norm], cache, x


def counterpart(norm, cache):
    from torch import nn

    n = len(cache["gamma"])
    if norm == "groupnorm":
        return nn.GroupNorm(cache["G"], n)
    return {"batchnorm": nn.BatchNorm2d, "layernorm": nn.LayerNorm}[norm](n)
