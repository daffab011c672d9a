"""Multilayer perceptron with ReLUs and cross-entropy."""

from functools import partial
from itertools import pairwise

import numpy as np

from benchmarks import minibatches, training
from benchmarks.agree import MOVED
from benchmarks.workload import Workload
from layers import cross_entropy
from nets import mlp


def workload(sizes: tuple[int, ...], N: int, rule: str, lr: float, limit=MOVED) -> Workload:
    """Return the workload of an mlp of these sizes on minibatches of N examples."""
    about = f"mlp {'-'.join(map(str, sizes))}, batch {N}"
    draw, build = partial(drawn, sizes, N), partial(model, sizes)
    return training.workload(about, draw, build, rule, lr, limit)


def drawn(sizes, N) -> tuple:
    rng = np.random.default_rng(231)
    net = mlp.init(sizes, rng)
    return mlp, net, cross_entropy, minibatches.labelled((N, sizes[0]), sizes[-1], rng)


def model(sizes):
    from torch import nn

    parts = []
    for D, M in pairwise(sizes):
        parts += [nn.Linear(D, M), nn.ReLU()]
    return nn.Sequential(*parts[:-1])
