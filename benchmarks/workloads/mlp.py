"""Multilayer perceptron with ReLUs and cross-entropy, trained by momentum or Adam."""

from functools import partial

import numpy as np

from benchmarks import minibatches, training
from benchmarks.workload import Workload
from layers import cross_entropy
from nets import mlp
from optim import adam, momentum

RULES = {"momentum": momentum, "adam": adam}


def workload(sizes: tuple[int, ...], N: int, rule: str, lr: float) -> Workload:
    """Return the workload of an mlp of these sizes on minibatches of N examples."""
    return Workload(
        f"mlp {'-'.join(map(str, sizes))}, batch {N}, {rule}",
        partial(ours, sizes, N, rule, lr),
        partial(theirs, sizes, N, rule, lr),
        products(sizes, N),
    )


def drawn(sizes, N) -> tuple:
    """Return the net and the minibatches, the same on both sides."""
    rng = np.random.default_rng(231)
    return mlp.init(sizes, rng), minibatches.labelled((N, sizes[0]), sizes[-1], rng)


def ours(sizes, N, rule, lr) -> tuple:
    net, batches = drawn(sizes, N)
    return training.ours(mlp, net, cross_entropy, RULES[rule], lr, batches)


def theirs(sizes, N, rule, lr) -> tuple:
    from torch import nn, optim

    net, batches = drawn(sizes, N)
    parts = []
    for D, M in zip(sizes[:-1], sizes[1:], strict=True):
        parts += [nn.Linear(D, M), nn.ReLU()]
    model = nn.Sequential(*parts[:-1])
    optimizers = {
        "momentum": partial(optim.SGD, lr=lr, momentum=0.9),
        "adam": partial(optim.Adam, lr=lr),
    }
    return training.theirs(model, net, nn.functional.cross_entropy, optimizers[rule], batches)


def products(sizes, N) -> tuple:
    """Return the factors' shapes of x @ w, x.T @ dout and dout @ w.T, but for the first dx."""
    shapes = []
    for i, (D, M) in enumerate(zip(sizes[:-1], sizes[1:], strict=True)):
        shapes += [((N, D), (D, M)), ((D, N), (N, M))]
        shapes += [((N, M), (M, D))] if i else []
    return tuple(shapes)
