"""Channels: a formula with one number a channel, run along the memory of an image as it lies.

    each(f, x, a, b)     what f(x, a, b, out) puts in out, with a[c] and b[c] in channel c
    total(f, x, a)       for each channel, the sum of f(x, a) over its entries
    totals(f, x, a)      those of each of the arrays that f(x, a) returns, in one reading of x

Against images, a (C,) broadcasts in loops no longer than a channel's run in memory: C numbers
where that is (N, H, W, C). Here the memory is seen as a matrix whose rows are several whole
sets of channels, and the (C,) is repeated to a row. f is called on a few rows at a time, which
stay in the CPU's cache, and threads share the blocks. A sum is over the rows first, then along
the row, which in float32 is ten times as exact as one after the other.

On one core, batchnorm of 64 images of 32 x 32 and 32 channels takes 6 ms forward and 9 back,
channels last; by broadcasting it takes 18 and 18.

Memory is (P, C, S) for some P and S: channels last, S = 1; (N, C, H, W), S = H * W. A row is k
of the P. What is dense in no order of its axes, or lies otherwise than x, is copied.

Shapes
    x, out         (N, C, ...)    f sees (some rows, k C S)
    others         as x, or (C,), of which f sees (1, k C S)
    total          (C,)
"""

from functools import lru_cache
from math import prod

import numpy as np

from arrays.blocks import slices
from arrays.threads import share

ROW = 1 << 13  # at most so many numbers in a row; below that, NumPy copies what it repeats
BLOCK = 1 << 17  # numbers in a block


def each(f, x: np.ndarray, *others: np.ndarray) -> np.ndarray:
    """Return what f(x, *others, out) puts in out, a new array in the memory order of x."""
    out = np.empty_like(x, np.result_type(x, *others))
    _, rows = matrices(x, out)  # a view: out is dense in the order of x
    arguments = matrices(x, *others)

    def work(parts):
        for some in parts:
            f(*cut(arguments, some), out=rows[some])

    share(work, slices(*rows.shape, BLOCK))
    return out


def totals(f, x: np.ndarray, *others: np.ndarray) -> list[np.ndarray]:
    """Return, for each array that f(x, *others) returns, its sum over each channel."""
    _, _, (k, C, S) = layout(x.shape, x.strides)
    arguments = matrices(x, *others)

    def row(terms):
        if S != 1:
            runs = terms.reshape(len(terms) * k * C, S)
            terms = (runs @ np.ones(S, runs.dtype)).reshape(-1, k * C)
        return terms.sum(0)

    def work(parts):
        rows = ([row(terms) for terms in f(*cut(arguments, some))] for some in parts)
        return [sum(found) for found in zip(*rows, strict=True)]

    found = zip(*share(work, slices(*arguments[0].shape, BLOCK)), strict=True)
    # a (k, C) summed along rows, as there NumPy sums by pairs
    return [np.ascontiguousarray(sum(rows).reshape(k, C).T).sum(1) for rows in found]


def total(f, x: np.ndarray, *others: np.ndarray) -> np.ndarray:
    """Return the sum of f(x, *others) over each channel."""
    return totals(lambda *arguments: [f(*arguments)], x, *others)[0]


def cut(arguments: list, some: slice) -> list:
    """Return these rows of each; what is one row is for all."""
    return [a if len(a) == 1 else a[some] for a in arguments]


def matrices(x: np.ndarray, *others: np.ndarray) -> list[np.ndarray]:
    """Return all as matrices with the rows of x; a (C,) has the dtype of the result."""
    order, rows, row = layout(x.shape, x.strides)
    dtype = np.result_type(x, *others)  # so that f may work in place on what it makes

    def matrix(a):
        if a.ndim > 1:
            return a.transpose(order).reshape(rows, prod(row))
        repeated = np.empty(row, dtype)
        repeated[...] = a[:, None]
        return repeated.reshape(1, -1)

    return [matrix(a) for a in (x, *others)]


@lru_cache
def layout(shape: tuple, strides: tuple) -> tuple:
    """Return the order of the axes in memory, the number of rows, and their shape (k, C, S)."""
    order = sorted(range(len(shape)), key=lambda axis: -abs(strides[axis]))
    at, lengths = order.index(1), [shape[axis] for axis in order]
    P, C, S = prod(lengths[:at]), lengths[at], prod(lengths[at + 1 :])
    most = min(ROW, prod(shape) // 64) // max(1, C * S)
    k = next((k for k in range(most, 1, -1) if P % k == 0), 1)
    return order, P // k, (k, C, S)
