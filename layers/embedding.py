"""Embedding: out = w[x], the row of w that stands for each index in x.

Shapes
    x            (...)       integers 0..V-1; dx is None, as an index has no slope
    w, dw        (V, D)      V words (or characters, ...), a row each
    out, dout    (..., D)

Gradient
    Let n run over the entries of x. With onehot[n, v] = 1 where x[n] is v, else 0, this is a
    product, out = onehot @ w, and so

        dw[v] = sum of dout[n] over the n at which x[n] is v
        dw = onehot.T @ dout

    Rows that x names twice get both gradients, and rows that it does not name get none.
    onehot.T is held sparse, as its n ones: np.add.at takes 3 to 27 times as long.

Source
    Bengio et al. (2003), "A Neural Probabilistic Language Model", whose C is our w. The
    deviation of 0.02 is GPT-2's; torch.nn.Embedding starts at 1. NumPy takes -1 for the last
    row, which would hide a mistake, and is refused here.
"""

import numpy as np

from arrays import initial
from arrays.indices import refuse_outside


def init(V: int, D: int, rng, *, scale=0.02, dtype=np.float32) -> dict:
    """Draw w, normal of deviation scale. Raises ValueError if V or D < 1."""
    if min(V, D) < 1:
        raise ValueError(f"embedding needs V >= 1 and D >= 1, not V={V}, D={D}")
    w = initial.draw(scale, (V, D), V, D, rng, dtype)
    return {"w": w, "dw": np.zeros_like(w)}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save x. Raises ValueError unless x holds integers 0..V-1."""
    cache["x"] = x = checked(x, len(cache["w"]))
    return cache["w"][x]


def backward(dout: np.ndarray, cache: dict) -> None:
    """Set dw."""
    from scipy.sparse import csc_array  # here, as it takes 0.4 s, and few nets have words

    w, x = cache["w"], cache["x"].ravel()
    ones = np.ones(len(x), dout.dtype), x, np.arange(len(x) + 1)  # values, rows, columns' ends
    onehot_T = csc_array(ones, shape=(len(w), len(x)))
    cache["dw"] = onehot_T @ dout.reshape(len(x), w.shape[1])


def checked(x, V: int) -> np.ndarray:
    """Return x as an array. Raises ValueError, with the first place, if an index is wrong."""
    x = np.asarray(x)
    if x.dtype.kind not in "iu":
        raise ValueError(f"embedding needs integers, not {x.dtype} of shape {x.shape}")
    refuse_outside(x, V, "index", f"w has V={V} rows")
    return x
