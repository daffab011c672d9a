"""LeNet-5 with ReLUs and max pools."""

from functools import partial

import numpy as np

from benchmarks import minibatches, training
from benchmarks.workload import Workload
from layers import cross_entropy
from nets import lenet


def workload(side: int, N: int, rule: str, lr: float) -> Workload:
    """Return the workload of a lenet on minibatches of N grey images, side x side."""
    about = f"lenet, {side} x {side}, batch {N}"
    return training.workload(about, partial(drawn, side, N), partial(model, side), rule, lr)


def drawn(side, N) -> tuple:
    rng = np.random.default_rng(231)
    net = lenet.init((1, side, side), 10, rng)
    return lenet, net, cross_entropy, minibatches.labelled((N, 1, side, side), 10, rng)


def model(side):
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * ((side // 2 - 4) // 2) ** 2, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )
