"""Recurrent net: one rnn, lstm or gru, and an affine that classifies every step."""

from functools import partial

import numpy as np

from benchmarks import minibatches, training
from benchmarks.workload import Workload
from layers import affine, cross_entropy, gru, lstm, rnn
from nets import sequential

CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}
CLASSES = 10


def workload(cell: str, N: int, T: int, D: int, H: int, rule: str, lr: float) -> Workload:
    """Return the workload of a recurrent layer on minibatches of N sequences of T steps."""
    about = f"{cell} {D}-{H}, {T} steps, batch {N}"
    draw, build = partial(drawn, cell, N, T, D, H), partial(model, cell, D, H)
    return training.workload(about, draw, build, rule, lr)


def drawn(cell, N, T, D, H) -> tuple:
    rng = np.random.default_rng(231)
    layer = CELLS[cell]
    last = affine.init(H, CLASSES, rng)
    net = sequential.init((layer, layer.init(D, H, rng)), (affine, last))
    return sequential, net, cross_entropy, minibatches.labelled((N, T, D), CLASSES, rng, 2)


def model(cell, D, H):
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = getattr(nn, cell.upper())(D, H, batch_first=True)
            self.last = nn.Linear(H, CLASSES)
            # Two biases that are added would be trained twice as fast as our one.
            nn.init.zeros_(self.layer.bias_hh_l0).requires_grad_(False)

        def forward(self, x):
            out, _ = self.layer(x)
            return self.last(out)

    return Net()
