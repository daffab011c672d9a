"""Update rule, on one array."""

from functools import partial

import numpy as np

from benchmarks import training
from benchmarks.workload import Workload


def workload(rule: str, n: int, lr: float) -> Workload:
    """Return the workload of a rule's update of n weights."""
    about = f"{rule} of {n:,} weights"
    return Workload(about, partial(ours, rule, n, lr), partial(theirs, rule, n, lr), dict)


def drawn(n) -> tuple:
    rng = np.random.default_rng(231)
    return rng.standard_normal(n, np.float32), rng.standard_normal(n, np.float32)


def ours(rule, n, lr) -> tuple:
    w, dw = drawn(n)
    module = training.RULES[rule]
    state = module.init(w, lr=lr)
    return checked(partial(module.update, w, dw, state), w)


def theirs(rule, n, lr) -> tuple:
    import torch

    w, dw = map(torch.from_numpy, drawn(n))
    parameter = torch.nn.Parameter(w)
    parameter.grad = dw
    optimizer = training.optimizer_of([parameter], rule, lr)
    return checked(optimizer.step, w.numpy())


def checked(step, w) -> tuple:
    """Return the step as the one task, and a check of how far it moves w."""
    start = w.copy()

    def check():
        for _ in range(training.STEPS):
            step()
        return {"moved": {"w": w - start}}

    return {"update": step}, check
