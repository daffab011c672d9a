"""Workload: what is timed on both sides, and the matrix products that it cannot do without."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Workload:
    about: str  # the net, the batch and the rule, in a line
    ours: Callable  # () -> step, moved; see workloads/__init__.py
    theirs: Callable
    products: tuple  # (shape, shape) of the two factors of each product of a step
