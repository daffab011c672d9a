"""Select: which entries were picked, and dout beside a row's entries."""

import numpy as np


def picked(t, index=None):
    """Return 1 where an entry was picked and 0 elsewhere."""
    index = np.asarray(t.index if index is None else index)
    return 1.0 * (np.arange(t.x.shape[-1]) == index[..., None])


def dout(t):
    """Return dout with an axis for the entries of a row."""
    return np.asarray(t.dout)[..., None]


def crossed(t):
    """Return the gradient if row n has dout[m] at index[m] for every m."""
    dx = np.zeros((np.size(t.index), t.x.shape[-1]))
    dx[:, np.ravel(t.index)] = np.ravel(t.dout)
    return dx.reshape(t.x.shape)
