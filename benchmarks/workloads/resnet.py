"""ResNet for small images, with 1 x 1 convolutions where a block changes the shape."""

from functools import partial

import numpy as np

from benchmarks import minibatches, training
from benchmarks.agree import KINKS
from benchmarks.workload import Workload
from layers import cross_entropy
from nets import resnet


def workload(depth: int, side: int, N: int, rule: str, lr: float, width=16) -> Workload:
    """Return the workload of a resnet on minibatches of N coloured images, side x side."""
    about = f"resnet-{depth}, {side} x {side}, batch {N}"
    draw, build = partial(drawn, depth, side, N, width), partial(model, depth, width)
    return training.workload(about, draw, build, rule, lr, KINKS)


def drawn(depth, side, N, width) -> tuple:
    rng = np.random.default_rng(231)
    net = resnet.init((3, side, side), 10, rng, depth=depth, width=width)
    return resnet, net, cross_entropy, minibatches.labelled((N, 3, side, side), 10, rng)


def model(depth, width):
    from torch import nn

    def filtered(C, F, side, stride):
        return nn.Conv2d(C, F, side, stride, side // 2), nn.BatchNorm2d(F)

    class Block(nn.Module):
        def __init__(self, C, F):
            super().__init__()
            stride = 1 if C == F else 2
            self.part = nn.Sequential(
                *filtered(C, F, 3, stride), nn.ReLU(), *filtered(F, F, 3, 1)
            )
            self.way = nn.Identity() if C == F else nn.Sequential(*filtered(C, F, 1, stride))
            self.relu = nn.ReLU()

        def forward(self, x):
            return self.relu(self.part(x) + self.way(x))

    parts, C = [*filtered(3, width, 3, 1), nn.ReLU()], width
    for F in (width, 2 * width, 4 * width):
        for _ in range(depth // 6):
            parts.append(Block(C, F))
            C = F
    return nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(C, 10))
