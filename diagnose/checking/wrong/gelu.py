"""GELU: Phi and phi, and the approximation by tanh with its slope."""

import math

import numpy as np


def erf(x):
    """Return the error function, entry by entry."""
    return np.reshape([math.erf(a) for a in np.ravel(x)], np.shape(x))


def Phi(x):
    """Return the probability that a standard normal number is below x."""
    return (1 + erf(x / math.sqrt(2))) / 2


def phi(x):
    """Return the density of a standard normal number at x."""
    return np.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def cubic(t):
    """Return what the approximation takes the tanh of."""
    return math.sqrt(2 / math.pi) * (t.x + 0.044715 * t.x**3)


def slope_of_cubic(t):
    """Return the slope of out in its approximation by tanh."""
    u, du = np.tanh(cubic(t)), math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * t.x**2)
    return (1 + u) / 2 + t.x * (1 - u * u) * du / 2
