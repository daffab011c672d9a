"""Convolution, forward and back."""

from functools import partial

import numpy as np

from benchmarks import passes
from benchmarks.workload import Workload
from layers import conv


def workload(N: int, C: int, side: int, F: int, *, HH=3, stride=1) -> Workload:
    """Return the workload of F filters HH x HH on N images side x side of C channels."""
    strided = f", stride {stride}" if stride > 1 else ""
    about = f"conv {HH} x {HH}{strided}, {C} to {F} channels, {side} x {side}, batch {N}"
    return passes.workload(about, partial(drawn, N, C, side, F, HH, stride), counterpart)


def drawn(N, C, side, F, HH, stride) -> tuple:
    rng = np.random.default_rng(231)
    x = passes.images((N, C, side, side), rng)
    if C == 3:  # photographs: no layer has been there before
        x = np.ascontiguousarray(x)
    return conv, conv.init(C, F, HH, HH, rng, stride=stride, pad=HH // 2), x


def counterpart(cache):
    from torch import nn

    F, C, *window = cache["w"].shape
    return nn.Conv2d(C, F, window, cache["stride"], cache["pad"])
