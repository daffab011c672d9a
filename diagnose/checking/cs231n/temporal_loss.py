"""CS231n's temporal_softmax_loss(x, y, mask): a softmax loss at every step that counts.

    loss = -sum over n, t of mask[n, t] log p[n, t, y[n, t]] / N

It is divided by the number of examples alone, whatever the number of steps.
"""

from dataclasses import replace

import numpy as np

from diagnose.checking.cs231n.losses import labels, log_softmax, true_class
from diagnose.checking.cs231n.temporal_mistakes import MISTAKES
from diagnose.checking.problem import Pair, Point


def temporal_softmax_loss(g: dict) -> dict:
    """Return the sum over the steps that count, divided by N alone."""
    found = true_class(log_softmax(g["x"]), g["y"]) * g["mask"]
    return {"loss": -found.sum() / len(g["x"])}


def sweep(draw) -> list[Point]:
    def point(setting, N, T, K, trait="", size=1.0, mask=None):
        x, y = size * draw(N, T, K), labels(draw, N * T, K).reshape(N, T)
        return Point(setting, {"x": x, "y": y, "mask": mask}, trait)

    def at_the_top(point: Point) -> Point:
        """Return the point with its labels at the largest scores.

        The course's own text takes the log of p, which is -inf where p is 0: that is let be.
        """
        return replace(point, given=point.given | {"y": point.given["x"].argmax(axis=2)})

    some, whole = draw.mask(2, 4), np.array([[False] * 3, [True] * 3])
    some[0, 1], some[1, 2] = False, True
    return [
        point("all sizes unequal, some steps masked", 2, 4, 5, mask=some),
        point("nothing masked", 2, 3, 4, mask=np.full((2, 3), True)),
        point("a whole example masked", 2, 3, 4, "masked", mask=whole),
        point("one example", 1, 4, 3, "one example", mask=draw.mask(1, 4)),
        point("one step", 4, 1, 3, "one step", mask=draw.mask(4, 1)),
        at_the_top(point("scores around +-1000", 2, 4, 5, "large", 1000.0, mask=some)),
    ]


FORMULA = {
    "loss": "loss = -sum of mask * log p at the true class, over examples and steps, / N",
    "dx": "dx = mask * (p - 1 at the true class) / N",
}
PAIRS = [
    Pair(
        "temporal_softmax_loss",
        (),
        lambda g: [g["x"], g["y"], g["mask"]],
        ("loss",),
        ("dx",),
        temporal_softmax_loss,
        sweep,
        FORMULA,
        MISTAKES,
    ),
]
