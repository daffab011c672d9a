"""Sigmoid: what the wrong functions of all that have one in them are made of."""

import numpy as np


def squash(x):
    """Return 1 / (1 + exp(-x)), also where exp would overflow."""
    return (1 + np.tanh(x / 2)) / 2
