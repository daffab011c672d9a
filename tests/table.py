"""The table of layers for the laws: one entry a variant, one line where it needs no more.

    "layer, variant": Case(module, init(rng, dtype) -> cache, inputs)

inputs are shapes of x; a tuple of shapes stands for a tuple of arrays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from layers import (
    affine,
    batchnorm,
    cross_entropy,
    dropout,
    flatten,
    leaky_relu,
    logsoftmax,
    nll,
    relu,
    sigmoid,
    softmax,
    svm,
    tanh,
)


@dataclass
class Case:
    module: ModuleType
    init: Callable  # (rng, dtype) -> cache
    shapes: list  # of x
    complex_safe: bool = True  # whether forward holds for complex numbers
    kinks: tuple = ()  # where the slope jumps: x is drawn at least 0.01 from these
    labels: bool = False  # whether it is a loss of classes, and needs y


ANY = [(5,), (2, 3, 4), (1, 1), (0, 3)]
ROWS = [(5, 3), (1, 4), (2, 3, 4)]

LAYERS = {
    "affine": Case(
        affine,
        lambda rng, dtype: affine.init(3, 4, rng, dtype=dtype),
        [(5, 3), (2, 6, 3), (3,), (1, 3), (0, 3)],
    ),
    "flatten": Case(flatten, lambda rng, dtype: flatten.init(), ANY),
    "relu": Case(relu, lambda rng, dtype: relu.init(), ANY, kinks=(0,)),
    "leaky_relu": Case(leaky_relu, lambda rng, dtype: leaky_relu.init(0.2), ANY, kinks=(0,)),
    "sigmoid": Case(sigmoid, lambda rng, dtype: sigmoid.init(), ANY),
    "tanh": Case(tanh, lambda rng, dtype: tanh.init(), ANY),
    "softmax": Case(softmax, lambda rng, dtype: softmax.init(), ROWS),
    "logsoftmax": Case(logsoftmax, lambda rng, dtype: logsoftmax.init(), ROWS),
    "dropout": Case(dropout, lambda rng, dtype: dropout.init(0.6, rng), ANY),
    "dropout, not training": Case(
        dropout, lambda rng, dtype: dropout.init(0.6, rng) | {"train": False}, ANY
    ),
    "batchnorm": Case(
        batchnorm,
        lambda rng, dtype: batchnorm.init(3, dtype=dtype),
        [(5, 3), (4, 3, 5), (2, 3, 4, 4)],
    ),
    "batchnorm, not training": Case(
        batchnorm,
        lambda rng, dtype: batchnorm.init(3, dtype=dtype) | {"train": False},
        [(5, 3), (1, 3), (2, 3, 4, 4)],
    ),
    "nll": Case(nll, lambda rng, dtype: nll.init(), ROWS, labels=True),
    "cross_entropy": Case(
        cross_entropy, lambda rng, dtype: cross_entropy.init(), ROWS, labels=True
    ),
    "cross_entropy, smoothed": Case(
        cross_entropy, lambda rng, dtype: cross_entropy.init(0.1), ROWS, labels=True
    ),
    "svm": Case(svm, lambda rng, dtype: svm.init(), ROWS, labels=True),
}


def build(name: str, shape, dtype=np.float64):
    """Return (module, cache, x, dout) of a case: learned arrays, labels and x at random."""
    rng = np.random.default_rng(231)
    case = LAYERS[name]
    cache = case.init(rng, dtype)
    for key in learned(cache):
        cache[key][...] = rng.standard_normal(cache[key].shape)
    x = rng.standard_normal(shape).astype(dtype)
    for kink in case.kinks:
        x = np.where(abs(x - kink) < 0.01, kink + 0.01, x).astype(dtype)
    if case.labels:
        cache["y"] = rng.integers(shape[-1], size=shape[:-1])
        cache["mask"] = rng.random(shape[:-1]) < 0.7
        cache["mask"].flat[0] = True
    dout = rng.standard_normal(np.shape(case.module.forward(x, cache)))
    return case.module, cache, x, np.asarray(dout, dtype)[()]


def learned(cache: dict) -> list[str]:
    return [key for key in cache if "d" + key in cache]
