"""Minibatches: noise with labels, the same on both sides, laid out before the clock starts.

There are fewer batches of x than of y and the counts have no common divisor, so an x meets
another y each time round. Nothing can be learned by heart, and the loss stays where gradients
are of ordinary size however long the run; near 0 they would become denormal numbers, on
which arithmetic took thirty times as long.
"""

import numpy as np

X_BATCHES, Y_BATCHES = 8, 9


def labelled(shape: tuple[int, ...], classes: int, rng, labels=1) -> tuple[list, list]:
    """Return minibatches x, float32, and y, int64, to cycle through.

    y has the first so many axes of x: a label for each example, or with 2 for each step.
    """
    xs = [rng.standard_normal(shape, np.float32) for _ in range(X_BATCHES)]
    ys = [rng.integers(classes, size=shape[:labels]) for _ in range(Y_BATCHES)]
    return xs, ys


def words(shape: tuple[int, int], V: int, rng) -> tuple[list, list]:
    """Return minibatches x and y, both (N, T), of words and of those that come next."""
    xs, ys = ([rng.integers(V, size=shape) for _ in range(n)] for n in (X_BATCHES, Y_BATCHES))
    return xs, ys
