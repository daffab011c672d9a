"""Autoencoder: convolutions down to a code and transposed ones back, by the squared error."""

from functools import partial
from itertools import pairwise

import numpy as np

from benchmarks import minibatches, training
from benchmarks.workload import Workload
from layers import mse
from nets import autoencoder

FILTERS = 16, 32


def workload(side: int, code: int, N: int, rule: str, lr: float) -> Workload:
    """Return the workload of an autoencoder on minibatches of N grey images, side x side."""
    about = f"autoencoder to {code} numbers, {side} x {side}, batch {N}"
    sizes = side, code
    return training.workload(about, partial(drawn, *sizes, N), partial(model, *sizes), rule, lr)


def drawn(side, code, N) -> tuple:
    rng = np.random.default_rng(231)
    net = autoencoder.init((1, side, side), code, rng, filters=FILTERS)
    xs, _ = minibatches.labelled((N, 1, side, side), 10, rng)
    return autoencoder, net, mse, (xs, xs)


def model(side, code):
    from torch import nn

    left, halving = side >> len(FILTERS), {"kernel_size": 4, "stride": 2, "padding": 1}
    down, up = [], []
    for C, F in pairwise((1, *FILTERS)):
        down += [nn.Conv2d(C, F, **halving), nn.ReLU()]
        up = [nn.ReLU(), nn.ConvTranspose2d(F, C, **halving), *up]
    F = FILTERS[-1]
    return nn.Sequential(
        *down, nn.Conv2d(F, code, left), nn.ConvTranspose2d(code, F, left), *up
    )
