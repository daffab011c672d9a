"""Several: wrong gradients of layers of several inputs, which broadcast together."""

from functools import reduce

import numpy as np

from diagnose.checking.problem import Mistake


def down(a, shape):
    """Return a, which may be spread over more axes, summed down to shape."""
    new = a.ndim - len(shape)
    spread = [i for i in range(a.ndim) if i < new or shape[i - new] == 1]
    return a.sum(tuple(spread)).reshape(shape)


def to(i, whole):
    """Return the wrong function for a dx[i] that is whole(t), summed down to x[i]'s shape."""
    return lambda t: down(whole(t) * np.ones(t.dout.shape), t.x[i].shape)


def product(x):
    """Return the product of all of x."""
    return reduce(np.multiply, x)


def largest(x):
    """Return the largest of x, entry by entry."""
    return reduce(np.maximum, x)


def spread(whole) -> list[Mistake]:
    """Return what can be wrong where x[0] or x[1] was spread.

    whole(t, i) is dx[i] before it is summed.
    """
    return [mistake for i in (0, 1) for mistake in spread_of(i, whole)]


def spread_of(i: int, whole) -> list[Mistake]:
    """Return the same for one of the inputs."""
    return [
        Mistake(
            f"dx[{i}]",
            "averaged where it was spread",
            f"dx[{i}] is the mean over the places that x[{i}] was spread to: the gradients of "
            "all places add up, so take sum(axis=..., keepdims=True), not mean.",
            lambda t: t.dx[i] * t.x[i].size / t.dout.size,
        ),
        Mistake(
            f"dx[{i}]",
            "only the first place it was spread to counts",
            f"dx[{i}] is the gradient of the first place that x[{i}] was spread to: sum over "
            f"all of them, along each axis that x[{i}] lacks or has as 1.",
            lambda t: one_place(whole(t, i) * np.ones(t.dout.shape), t.x[i].shape, 0),
        ),
        Mistake(
            f"dx[{i}]",
            "only the last place it was spread to counts",
            f"dx[{i}] is the gradient of the last place that x[{i}] was spread to, as if each "
            "wrote over the one before: add them up.",
            lambda t: one_place(whole(t, i) * np.ones(t.dout.shape), t.x[i].shape, -1),
        ),
    ]


def one_place(a, shape, at: int):
    """Return a at one place of the axes over which down would sum."""
    new = a.ndim - len(shape)
    for axis in (i for i in range(a.ndim) if i < new or shape[i - new] == 1):
        a = a.take([at], axis)
    return a.reshape(shape)
