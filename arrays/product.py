"""Product: a @ b for matrices, on our own threads while these have BLAS at one.

    product(a, b)[n, m] = sum_k a[n, k] b[k, m]

A net whose convolutions, activations or rule share their blocks (arrays/threads.py) leaves BLAS
one thread, and its large products would have one core. So each thread takes some of a's rows;
every entry is still one sum over k. Elsewhere, and where a is small, this is a @ b.
"""

import math

import numpy as np

from arrays import threads
from arrays.blocks import slices

LEAST = 1 << 23  # multiplications, 0.2 ms: below that a second thread hardly helps


def product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return a @ b, for a of shape (N, K) and b of shape (K, M)."""
    n = threads.number() if threads.held() and math.prod(a.shape) * b.shape[1] >= LEAST else 1
    if n == 1:
        return a @ b
    out = np.empty((len(a), b.shape[1]), np.result_type(a, b))

    def work(parts):
        for some in parts:
            np.matmul(a[some], b, out=out[some])

    threads.share(work, slices(len(a), 1, -(-len(a) // n)))
    return out
