"""Unembedding: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.problem import RNG, At, Mistake
from diagnose.checking.wrong.unembedding import (
    dw_of_last,
    dw_of_sums,
    dx,
    rows,
    softmax,
    turned,
)

FORMULA = {
    "out": "out = x @ w.T",
    "dx": "dx = dout @ w",
    "dw": "dw = dout.T @ x, the examples of all leading axes in the rows",
}


def sweep(draw) -> list[At]:
    """Return the points: x of any number of axes, the last one long D."""
    return [
        At("all sizes unequal", draw(5, 3), (4, 3, RNG)),
        At("one example", draw(1, 3), (4, 3, RNG), trait="one example"),
        At("as many words as features", draw(5, 3), (3, 3, RNG)),
        At("one word and one feature", draw(4, 1), (1, 1, RNG), trait="one feature"),
        At("x of three axes", draw(2, 5, 3), (4, 3, RNG), trait="more axes"),
        At("x of one axis", draw(3), (4, 3, RNG), trait="more axes"),
        At("no examples", draw(0, 3), (4, 3, RNG), trait="no examples"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "w is reshaped, not transposed",
        "out is x @ w.reshape(D, V), which has w's shape turned but its numbers in the old "
        "order: take w.T.",
        lambda t: (rows(t)[0] @ turned(t.w)).reshape(t.out.shape),
    ),
    Mistake(
        "out",
        "out is normalized",
        "out is the softmax of x @ w.T: the layer gives scores, and the loss normalizes them.",
        lambda t: softmax(t.out),
    ),
    Mistake(
        "out",
        "out is divided by sqrt(D)",
        "out is x @ w.T / sqrt(D), as in attention: here it is x @ w.T.",
        lambda t: t.out / np.sqrt(t.w.shape[1]),
    ),
    Mistake(
        "dx",
        "every example has the gradient of all",
        "dx is made of dout summed over the examples: an example's dx comes of its own row of "
        "dout only, dx = dout @ w.",
        lambda t: dx(rows(t)[1].sum(0) @ t.w + 0 * rows(t)[0], t),
    ),
    Mistake(
        "dx",
        "dx is made of out",
        "dx is out @ w: what comes back is dout, so dx = dout @ w.",
        lambda t: dx(t.out.reshape(-1, len(t.w)) @ t.w, t),
    ),
    Mistake(
        "dx",
        "dx is multiplied by x",
        "dx has a factor x: the slope of x * w in x is w alone, so dx = dout @ w.",
        lambda t: t.x * dx(rows(t)[1] @ t.w, t),
    ),
    Mistake(
        "dw",
        "dw is reshaped, not transposed",
        "dw is (x.T @ dout).reshape(V, D), with its numbers in the order of x.T @ dout: it is "
        "the transpose of that, dout.T @ x.",
        lambda t: turned(rows(t)[0].T @ rows(t)[1]),
    ),
    Mistake(
        "dw",
        "dout is reshaped, not transposed",
        "dw is dout.reshape(V, N) @ x, which has dout's shape turned but its numbers in the "
        "old order: take dout.T.",
        lambda t: turned(rows(t)[1]) @ rows(t)[0],
    ),
    Mistake(
        "dw",
        "x and dout are summed before the product",
        "dw is the outer product of dout.sum(0) and x.sum(0): each example has a product of "
        "its own, and those are summed, dw = dout.T @ x.",
        dw_of_sums,
    ),
    Mistake(
        "dw",
        "the loop over examples overwrites dw",
        "dw is that of the last example: the examples add up, with += in a loop, or as "
        "dout.T @ x.",
        dw_of_last,
    ),
    Mistake(
        "dw",
        "dw is made of out",
        "dw is out.T @ x: what comes back is dout, so dw = dout.T @ x.",
        lambda t: t.out.reshape(-1, len(t.w)).T @ rows(t)[0],
    ),
]
