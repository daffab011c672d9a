"""Fork: out = (x, x, ...), n times the same, for a value that is used in n places.

Shapes
    x, dx        any
    out, dout    a tuple of n, each shaped as x

Gradient
    A nudge of x nudges every use of it, and L moves by the sum of what they do:

        dx = dout[0] + dout[1] + ... + dout[n - 1]

    This is the multivariable chain rule, and forgetting it is the classic mistake: at a fork
    gradients add up, they do not replace one another.

Source
    CS231n, "Backpropagation, Intuitions": "gradients add up at forks". The n outputs are
    x itself and not copies, which is safe where nobody writes to an argument; no layer does.
"""

from functools import reduce

import numpy as np


def init(n: int) -> dict:
    """Keep n, the number of uses. Raises ValueError unless n >= 1."""
    if n < 1:
        raise ValueError(f"fork needs n >= 1, not n={n}")
    return {"n": n}


def forward(x: np.ndarray, cache: dict) -> tuple:
    """Return out, a tuple."""
    return (x,) * cache["n"]


def backward(dout: tuple, cache: dict) -> np.ndarray:
    """Return dx. Raises ValueError unless dout has one gradient for each use."""
    if len(dout) != cache["n"]:
        raise ValueError(f"fork gave n={cache['n']} outputs, and got {len(dout)} gradients")
    return reduce(np.add, dout)
