"""Affine and temporal affine under CS231n's names."""

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


def mixed(t) -> np.ndarray:
    """Return rows of whatever numbers of x lie far apart."""
    return t.x.reshape(len(t.w), -1).T


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
        lambda t: (mixed(t) @ t.w).reshape(t.out.shape) + t.b,
    ),
    Mistake(
        "out",
        "the steps of different examples change places",
        "out has the right rows in wrong places: rows made of x transposed to (T, N, D) are "
        "given the shape (N, T, M). Take x.reshape(N * T, D), whose rows stand in out's order.",
        lambda t: t.out.swapaxes(0, 1).reshape(t.out.shape),
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
        affine.MISTAKES,
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
