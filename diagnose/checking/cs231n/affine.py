"""Affine and temporal affine under CS231n's names."""

from itertools import permutations

import numpy as np

from diagnose.checking.known import affine
from diagnose.checking.problem import Mistake, Pair, Point


def affine_args(g: dict) -> list:
    return [g["x"], g["w"], g["b"]]


def affine_out(g: dict) -> dict:
    """Return out; each example's features, however many axes they have, are one row of D."""
    x = g["x"]
    return {"out": x.reshape(len(x), -1) @ g["w"] + g["b"]}


def affine_sweep(draw) -> list[Point]:
    def point(setting, shape, M, trait=""):
        D = int(np.prod(shape[1:]))
        return Point(setting, {"x": draw(*shape), "w": draw(D, M), "b": draw(M)}, trait)

    return [
        point("all sizes unequal", (5, 3), 4),
        point("one example", (1, 3), 4, "one example"),
        point("as many features in as out", (5, 3), 3),
        point("one feature in and out", (4, 1), 1, "one feature"),
        point("x of three axes", (4, 2, 3), 5, "features"),
        point("images of 2 x 3 x 2", (3, 2, 3, 2), 4, "features"),
    ]


AFFINE_FORMULA = affine.FORMULA | {
    "out": "out = rows @ w + b, rows = x.reshape(N, D)",
    "dx": "dx = (dout @ w.T).reshape(x.shape)",
    "dw": "dw = rows.T @ dout, rows = x.reshape(N, D)",
    "db": "db = dout summed over the N examples",
}


def orders() -> list[tuple]:
    """Return the wrong orders in which two or three axes of features may be flattened."""
    found = [order for n in (2, 3) for order in permutations(range(1, n + 1))]
    return [order for order in found if list(order) != sorted(order)]


def laid(a, order: tuple):
    """Return a with its axes in another order; their number has to be the same."""
    if a.ndim != len(order) + 1:
        raise ValueError("this is written for another number of axes")
    return a.transpose(0, *order)


def laid_back(rows, like, order: tuple):
    """Return rows in the shape of like, read as if like's axes stood in another order."""
    a = rows.reshape(laid(like, order).shape)
    return a.transpose(0, *(1 + order.index(axis) for axis in range(1, like.ndim)))


def rows_laid(t, order: tuple):
    return laid(t.x, order).reshape(len(t.x), -1)


def rows_mixed(t):
    """Return rows of whatever numbers of x lie far apart."""
    return t.x.reshape(len(t.w), -1).T


IN_ORDER = "x.reshape(N, -1) as it is, without a transpose and without order="
AFFINE_MISTAKES = [
    *(
        mistake
        for order in orders()
        for mistake in (
            Mistake(
                "out",
                "the pixels are flattened in another order",
                "An example's features are put in a row in another order than w's: take "
                f"{IN_ORDER}.",
                lambda t, order=order: rows_laid(t, order) @ t.w + t.b,
            ),
            Mistake(
                "dw",
                "the pixels are flattened in another order",
                "dw's rows are in another order than w's: put an example's features in a row "
                f"as forward does, {IN_ORDER}.",
                lambda t, order=order: rows_laid(t, order).T @ t.dout,
            ),
            Mistake(
                "dx",
                "the pixels are put back in another order",
                "dx has the right numbers in wrong places: dout @ w.T has an example's "
                "features in the order of w's rows, so take .reshape(x.shape) as it is.",
                lambda t, order=order: laid_back(t.dout @ t.w.T, t.x, order),
            ),
        )
    ),
    Mistake(
        "out",
        "examples and features are mixed by reshape",
        "x.reshape(D, N).T mixes examples and features: reshape does not transpose. Take "
        "x.reshape(N, D).",
        lambda t: rows_mixed(t) @ t.w + t.b,
    ),
]


def temporal_out(g: dict) -> dict:
    """Return out: one affine layer at every step."""
    return {"out": g["x"] @ g["w"] + g["b"]}


def temporal_sweep(draw) -> list[Point]:
    def point(setting, N, T, D, M, trait=""):
        return Point(setting, {"x": draw(N, T, D), "w": draw(D, M), "b": draw(M)}, trait)

    return [
        point("all sizes unequal", 2, 5, 3, 4),
        point("one example", 1, 4, 3, 2, "one example"),
        point("one step", 4, 1, 3, 2, "one step"),
        point("as many features in as out", 2, 4, 3, 3),
        point("one feature in and out", 3, 4, 1, 1, "one feature"),
        point("as many examples as steps", 3, 3, 2, 4),
    ]


def swapped(a) -> np.ndarray:
    """Return rows that were read as if the steps came before the examples."""
    return a.reshape(a.shape[1], a.shape[0], -1).swapaxes(0, 1)


TEMPORAL_MISTAKES = [
    Mistake(
        "dw",
        "dw is of the last step",
        "dw is x.T @ dout of the last step alone: add up all steps, with dw += in a loop over "
        "them, or make x and dout of shape (N * T, ...) first.",
        lambda t: t.x[:, -1].T @ t.dout[:, -1],
    ),
    Mistake(
        "db",
        "db is of the last step",
        "db is the sum of the last step's dout: sum dout over the examples and all steps.",
        lambda t: t.dout[:, -1].sum(0),
    ),
    Mistake(
        "out",
        "x is reshaped to (D, N T)",
        "x.reshape(D, N * T).T mixes features and steps: reshape does not transpose. Take "
        "x.reshape(N * T, D).",
        lambda t: (rows_mixed(t) @ t.w).reshape(t.out.shape) + t.b,
    ),
    Mistake(
        "out",
        "the steps of different examples change places",
        "out has the right rows in wrong places: rows made of x transposed to (T, N, D) are "
        "given the shape (N, T, M). Take x.reshape(N * T, D), whose rows stand in out's order.",
        lambda t: t.out.swapaxes(0, 1).reshape(t.out.shape),
    ),
    *(
        Mistake(
            of,
            "rows are put back with N and T swapped",
            f"{of} has the right rows in wrong places: they are read as (T, N, ...), and stand "
            f"in the order of (N, T, ...). Take .reshape(N, T, {last}), without a transpose.",
            lambda t, of=of: swapped(getattr(t, of)),
        )
        for of, last in (("out", "M"), ("dx", "D"))
    ),
    Mistake(
        "dx",
        "the steps of different examples change places",
        "dx has the right rows in wrong places: rows made of dout transposed to (T, N, M) are "
        "given the shape (N, T, D). Take dout.reshape(N * T, M), whose rows stand in the order "
        "of x.",
        lambda t: t.dx.swapaxes(0, 1).reshape(t.dx.shape),
    ),
]


PAIRS = [
    Pair(
        "affine_forward",
        ("affine_backward",),
        affine_args,
        ("out",),
        ("dx", "dw", "db"),
        affine_out,
        affine_sweep,
        AFFINE_FORMULA,
        [*affine.MISTAKES, *AFFINE_MISTAKES],
    ),
    Pair(
        "temporal_affine_forward",
        ("temporal_affine_backward",),
        affine_args,
        ("out",),
        ("dx", "dw", "db"),
        temporal_out,
        temporal_sweep,
        affine.FORMULA,
        [*TEMPORAL_MISTAKES, *affine.MISTAKES],
    ),
]
