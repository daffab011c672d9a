"""Convnet: stages of 3 x 3 convolutions with batchnorms and ReLUs, each ended by a pool."""

from functools import partial

import numpy as np

from benchmarks import minibatches, training
from benchmarks.agree import KINKS
from benchmarks.workload import Workload
from layers import cross_entropy
from nets import convnet


def workload(side: int, stages, N: int, rule: str, lr: float) -> Workload:
    """Return the workload of a convnet on minibatches of N coloured images, side x side."""
    widths = "-".join(str(F) for stage in stages for F in stage)
    about = f"convnet {widths}, {side} x {side}, batch {N}"
    sizes = side, stages
    draw, build = partial(drawn, *sizes, N), partial(model, *sizes)
    return training.workload(about, draw, build, rule, lr, KINKS)


def drawn(side, stages, N) -> tuple:
    rng = np.random.default_rng(231)
    net = convnet.init((3, side, side), stages, 10, rng)
    return convnet, net, cross_entropy, minibatches.labelled((N, 3, side, side), 10, rng)


def model(side, stages):
    from torch import nn

    parts, C = [], 3
    for stage in stages:
        for F in stage:
            parts += [nn.Conv2d(C, F, 3, padding=1), nn.BatchNorm2d(F), nn.ReLU()]
            C = F
        parts += [nn.MaxPool2d(2)]
    left = side // 2 ** len(stages)
    return nn.Sequential(*parts, nn.Flatten(), nn.Linear(C * left**2, 10))
