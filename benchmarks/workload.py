"""Workload: what is timed on both sides, and the matrix products that it cannot do without."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Workload:
    about: str  # the net, the batch and the rule, or the layer and its sizes, in a line
    ours: Callable  # () -> tasks, check; see workloads/__init__.py
    theirs: Callable
    products: Callable  # () -> {task: (shape, shape) of the two factors of each product}
