"""Products: matrix products alone, as a limit for a step and as the rate of a machine."""

import math

import numpy as np

SIDE = 1024  # of the square product
FLOPS = 2 * SIDE**3


def of_shapes(shapes):
    """Return a function that runs np.matmul on float32 factors of each pair of shapes.

    Factors are contiguous: views turned over, as in x.T @ dout, took the same time.
    """
    rng = np.random.default_rng(231)
    factors = [[rng.standard_normal(shape, np.float32) for shape in pair] for pair in shapes]

    def run():
        for a, b in factors:
            np.matmul(a, b)

    return run


def square_numpy():
    """Return a function that runs one product of 1024 x 1024 in NumPy."""
    a = np.full((SIDE, SIDE), 1 / math.pi, np.float32)
    return lambda: a @ a


def square_torch():
    """Return the same for PyTorch."""
    import torch

    a = torch.full((SIDE, SIDE), 1 / math.pi)
    return lambda: a @ a
