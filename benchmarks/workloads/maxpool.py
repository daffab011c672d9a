"""Max pooling, forward and back."""

from functools import partial

import numpy as np

from benchmarks import passes
from benchmarks.workload import Workload
from layers import maxpool


def workload(shape, HH=2) -> Workload:
    """Return the workload of windows HH x HH, side by side, on images of shape (N, C, H, W)."""
    about = f"maxpool {HH} x {HH} of {shape}"
    return passes.workload(about, partial(drawn, shape, HH), counterpart)


def drawn(shape, HH) -> tuple:
    return maxpool, maxpool.init(HH, HH), passes.images(shape, np.random.default_rng(231))


def counterpart(cache):
    from torch import nn

    return nn.MaxPool2d((cache["HH"], cache["WW"]))
