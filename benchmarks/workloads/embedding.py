"""Embedding, forward and back."""

from functools import partial

import numpy as np

from benchmarks import passes
from benchmarks.workload import Workload
from layers import embedding


def workload(N: int, T: int, V: int, D: int) -> Workload:
    """Return the workload of N sequences of T words of V, each a row of D features."""
    about = f"embedding of ({N}, {T}) words in ({V}, {D})"
    return passes.workload(about, partial(drawn, N, T, V, D), counterpart)


def drawn(N, T, V, D) -> tuple:
    rng = np.random.default_rng(231)
    return embedding, embedding.init(V, D, rng), rng.integers(V, size=(N, T))


def counterpart(cache):
    from torch import nn

    return nn.Embedding(*cache["w"].shape)
