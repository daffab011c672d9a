"""Select: out[n] = x[n, index[n]], one entry of each row, such as the value of an action.

Shapes
    x, dx        (..., K)    rows of K, (N, K) for a batch
    index        (...)       cache["index"]: integers 0..K-1, set before each forward
    out, dout    (...)

Gradient
    An entry that was picked has slope 1 in its own out. The others were not looked at:

        dx[n, k] = dout[n] if k is index[n], else 0

    In Q-learning x[n] holds the values of every action, and index the actions that were
    taken: only these learn from what came of them.

Source
    Karpathy (2016), "Yes you should understand backprop", calls it Q[:, a]; in NumPy that is
    Q[np.arange(N), a], and in PyTorch gather. What became of its error is told in clip. NumPy
    takes -1 for the last entry; an action of -1 is a mistake, and is refused here.
"""

import numpy as np

from arrays.indices import refuse_outside


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save x and picked, the index with an axis for K."""
    cache["x"], cache["picked"] = x, checked(cache.get("index"), x.shape)[..., None]
    return np.take_along_axis(x, cache["picked"], -1)[..., 0]


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    dx = np.zeros_like(cache["x"])
    np.put_along_axis(dx, cache["picked"], np.asarray(dout)[..., None], -1)
    return dx


def checked(index, shape: tuple[int, ...]) -> np.ndarray:
    """Return index as an array. Raises ValueError unless it picks an entry from each row."""
    index, (*rows, K) = np.asarray(index), shape
    if index.dtype.kind not in "iu" or index.shape != tuple(rows):
        raise ValueError(
            f'select needs integers of shape {tuple(rows)} in cache["index"], '
            f"not {index.dtype} of shape {index.shape}"
        )
    refuse_outside(index, K, "index", f"a row has K={K} entries")
    return index
