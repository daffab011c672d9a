"""Matrix product: out = a @ b, of a tuple (a, b); axes before the last two broadcast.

Shapes
    a, da        (..., N, D)
    b, db        (..., D, M)
    out, dout    (..., N, M)

Gradient
    With out[n, m] = sum_d a[n, d] b[d, m], each gradient adds up dout over the outputs that
    its entry is in:

        da[n, d] = sum_m dout[n, m] b[d, m]       da = dout @ b.mT
        db[d, m] = sum_n a[n, d] dout[n, m]       db = a.mT @ dout

    .mT swaps the last two axes. Nobody need remember this: of dout (N, M) and b (D, M), only
    one product has the shape of a. Leading axes that were spread are summed over again.

Source
    CS231n, "Backpropagation, Intuitions": "use dimension analysis!". A vector is refused:
    np.matmul would make it a row on the left and a column on the right; say which. For
    weights on the last axis of any array there is affine, which is one product.
"""

import numpy as np

from arrays.broadcast import unbroadcast


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: tuple, cache: dict) -> np.ndarray:
    """Return out; save a and b. Raises ValueError if one has fewer than two axes."""
    a, b = x
    if min(a.ndim, b.ndim) < 2:
        raise ValueError(
            f"matmul needs two or more axes, not shapes {a.shape} and {b.shape}: "
            "make a vector v a row, v[None], or a column, v[:, None]"
        )
    cache["a"], cache["b"] = a, b
    return a @ b


def backward(dout: np.ndarray, cache: dict) -> tuple[np.ndarray, np.ndarray]:
    """Return (da, db)."""
    a, b = cache["a"], cache["b"]
    da = dout @ b.mT
    db = a.mT @ dout
    return unbroadcast(da, a.shape), unbroadcast(db, b.shape)
