"""Embedding: rows of dout added up in other ways than by index."""

import numpy as np

COUNTS = {  # over which dw may be averaged, as no gradient is
    "the words of x": lambda t: t.x.size,
    "the sequences": lambda t: len(t.x),
    "the steps": lambda t: t.x.shape[1],
    "the words of the vocabulary": lambda t: len(t.w),
    "the features": lambda t: t.w.shape[1],
}


def flat(t):
    """Return the indices in a row, and a row of dout for each."""
    return t.x.ravel(), t.dout.reshape(-1, t.w.shape[1])


def added(t, x, dout):
    """Return dw, of w's shape, with dout's rows added up where x says."""
    dw = np.zeros_like(t.w)
    np.add.at(dw, x, dout)
    return dw


def last_wins(t):
    dw = np.zeros_like(t.w)
    for v, d in zip(*flat(t), strict=True):
        dw[v] = d
    return dw


def first_wins(t):
    x, dout = flat(t)
    v, places = np.unique(x, return_index=True)
    return added(t, v, dout[places])


def averaged_by_index(t):
    x, dout = flat(t)
    counts = np.bincount(x, minlength=len(t.w))
    return added(t, x, dout) / np.maximum(counts, 1)[:, None]


def loses_in_each(t, axis: int):
    """Return dw of a loop over an axis of x that adds with dw[x] +=."""
    dw = np.zeros_like(t.w)
    for x, dout in zip(np.moveaxis(t.x, axis, 0), np.moveaxis(t.dout, axis, 0), strict=True):
        dw[x] += dout
    return dw


def skipping_row_0(t):
    dw = added(t, *flat(t))
    dw[0] = 0
    return dw


def in_order(t):
    x, dout = flat(t)
    return added(t, np.arange(len(x)), dout)


def squashed(t):
    x, dout = flat(t)
    return added(t, x, np.broadcast_to(dout.sum(0), dout.shape))
