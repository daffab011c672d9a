"""Word embedding under CS231n's names: f(x, W), x of word indices (N, T)."""

import numpy as np

from diagnose.checking.known import embedding
from diagnose.checking.problem import Pair, Point


def sweep(draw) -> list[Point]:
    def point(setting, x, V, D, trait=""):
        return Point(setting, {"x": x, "w": draw(V, D)}, trait)

    some = draw.whole(9, 2, 4)
    some[0, :3] = 4, 1, 4  # of the 10 words one comes twice, and at least two do not come
    return [
        point("some words repeated", some, 10, 3),
        point("every word once", draw.rng.permutation(6).reshape(2, 3), 6, 4),
        point("one word alone", np.full((2, 4), 3), 5, 2, "repeated"),
        point("one example", draw.whole(5, 1, 4), 5, 3, "one example"),
        point("one step", draw.whole(5, 4, 1), 5, 3, "one step"),
        point("vectors of length 1", draw.whole(5, 2, 3), 5, 1, "one feature"),
    ]


PAIRS = [
    Pair(
        "word_embedding_forward",
        ("word_embedding_backward",),
        lambda g: [g["x"], g["w"]],
        ("out",),
        ("dw",),
        lambda g: {"out": g["w"][g["x"]]},
        sweep,
        embedding.FORMULA,
        embedding.MISTAKES,
    ),
]
