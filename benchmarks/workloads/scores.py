"""Softmax with cross-entropy, from scores to a loss and back."""

from functools import partial

import numpy as np

from benchmarks import passes
from benchmarks.workload import Workload
from layers import cross_entropy


def workload(N: int, K: int) -> Workload:
    """Return the workload of the loss of N rows of scores of K classes."""
    about = f"softmax and cross-entropy of ({N}, {K})"
    return passes.workload(about, partial(drawn, N, K), counterpart)


def drawn(N, K) -> tuple:
    rng = np.random.default_rng(231)
    x = rng.standard_normal((N, K), np.float32)
    return cross_entropy, cross_entropy.init() | {"y": rng.integers(K, size=N)}, x


def counterpart(cache):
    import torch

    return partial(torch.nn.functional.cross_entropy, target=torch.from_numpy(cache["y"]))
