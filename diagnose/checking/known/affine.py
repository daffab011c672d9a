"""Affine: where to try it, and its wrong derivations."""

from diagnose.checking.problem import RNG, At, Mistake
from diagnose.checking.wrong.affine import (
    dw_of_last,
    dw_of_reshaped_x,
    dw_of_sums,
    dx,
    out,
    rows,
)

FORMULA = {
    "out": "out = x @ w + b",
    "dx": "dx = dout @ w.T",
    "dw": "dw = x.T @ dout, the examples of all leading axes in the rows",
    "db": "db = dout summed over all axes but the last",
}


def sweep(draw) -> list[At]:
    """Return the points: x of any number of axes, the last one long D."""
    return [
        At("all sizes unequal", draw(5, 3), (3, 4, RNG)),
        At("one example", draw(1, 3), (3, 4, RNG), trait="one example"),
        At("as many features in as out", draw(5, 3), (3, 3, RNG)),
        At("one feature in and out", draw(4, 1), (1, 1, RNG), trait="one feature"),
        At("x of three axes", draw(2, 5, 3), (3, 4, RNG), trait="more axes"),
        At("x of one axis", draw(3), (3, 4, RNG), trait="more axes"),
        At("no examples", draw(0, 3), (3, 4, RNG), trait="no examples"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "b is not added",
        "out is x @ w without its bias: add b, which broadcasts over the rows.",
        lambda t: out(rows(t)[0] @ t.w, t),
    ),
    Mistake(
        "out",
        "b is subtracted",
        "out is x @ w - b: the bias is added, out = x @ w + b.",
        lambda t: out(rows(t)[0] @ t.w - t.b, t),
    ),
    Mistake(
        "out",
        "b is added once an input",
        "out has b once for every feature of x: add b after the sum over features, once.",
        lambda t: out(rows(t)[0] @ t.w + len(t.w) * t.b, t),
    ),
    Mistake(
        "out",
        "b is summed up",
        "out has the sum of b in every column: column m has b[m] alone, out = x @ w + b.",
        lambda t: out(rows(t)[0] @ t.w + t.b.sum(), t),
    ),
    Mistake(
        "dx",
        "w is reshaped, not transposed",
        "dx is dout @ w.reshape(M, D), which has w's shape turned but its numbers in the old "
        "order: take w.T.",
        lambda t: dx(rows(t)[1] @ t.w.reshape(t.w.shape[::-1]), t),
    ),
    Mistake(
        "dx",
        "every example has the gradient of all",
        "dx is made of dout summed over the examples: an example's dx comes of its own row of "
        "dout only, dx = dout @ w.T.",
        lambda t: dx(rows(t)[1].sum(0) @ t.w.T + 0 * rows(t)[0], t),
    ),
    Mistake(
        "dx",
        "dx is multiplied by x",
        "dx has a factor x: the slope of x * w in x is w alone, so dx = dout @ w.T.",
        lambda t: t.x * dx(rows(t)[1] @ t.w.T, t),
    ),
    Mistake(
        "dx",
        "dx is made of out",
        "dx is out @ w.T: what comes back is dout, so dx = dout @ w.T.",
        lambda t: dx(t.out.reshape(-1, t.w.shape[1]) @ t.w.T, t),
    ),
    Mistake(
        "dx",
        "b is added on the way back",
        "dx is (dout + b) @ w.T: b is a constant beside x and has no part in dx = dout @ w.T.",
        lambda t: dx((rows(t)[1] + t.b) @ t.w.T, t),
    ),
    Mistake(
        "dw",
        "x is reshaped, not transposed",
        "dw is x.reshape(D, N) @ dout, which has x's shape turned but its numbers in the old "
        "order: take x.T.",
        dw_of_reshaped_x,
    ),
    Mistake(
        "dw",
        "x and dout are summed before the product",
        "dw is the outer product of x.sum(0) and dout.sum(0): each example has a product of "
        "its own, and those are summed, dw = x.T @ dout.",
        dw_of_sums,
    ),
    Mistake(
        "dw",
        "the loop over examples overwrites dw",
        "dw is that of the last example: the examples add up, with += in a loop, or as "
        "x.T @ dout.",
        dw_of_last,
    ),
    Mistake(
        "dw",
        "dw is made of out",
        "dw is x.T @ out: what comes back is dout, so dw = x.T @ dout.",
        lambda t: rows(t)[0].T @ t.out.reshape(-1, t.w.shape[1]),
    ),
    Mistake(
        "dw",
        "w is added to dw",
        "dw is x.T @ dout + w: a penalty on w is not the layer's affair, dw = x.T @ dout.",
        lambda t: rows(t)[0].T @ rows(t)[1] + t.w,
    ),
    Mistake(
        "db",
        "db is dout's first row",
        "db has the gradient of the first example only: sum dout over all of them.",
        lambda t: rows(t)[1][0],
    ),
    Mistake(
        "db",
        "db is dout's last row",
        "db has the gradient of the last example only, as if a loop overwrote it: sum dout "
        "over all examples.",
        lambda t: rows(t)[1][-1],
    ),
    Mistake(
        "db",
        "db is multiplied by b",
        "db has a factor b: b is added, with slope 1, so db is dout summed over the examples.",
        lambda t: rows(t)[1].sum(0) * t.b,
    ),
]
