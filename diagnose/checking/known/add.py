"""Add: where to try it, and its wrong derivations; and points for several inputs."""

from functools import reduce

import numpy as np

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.several import spread, to

FORMULA = {
    "out": "out = x[0] + x[1] + ...",
    "dx[0]": "dx[0] = dout, summed over the axes that x[0] was spread on",
    "dx[1]": "dx[1] = dout, summed over the axes that x[1] was spread on",
    "dx[2]": "dx[2] = dout, summed over the axes that x[2] was spread on",
}


def tuples(draw) -> list[At]:
    """Return points of two and three inputs, of one shape and spread by broadcasting."""
    return [
        At("two inputs of one shape", (draw(3, 4), draw(3, 4))),
        At("three inputs", (draw(3, 4), draw(3, 4), draw(3, 4))),
        At("x[1] without the first axis", (draw(3, 4), draw(4)), trait="broadcast"),
        At("x[0] with an axis of 1", (draw(3, 1), draw(3, 4)), trait="broadcast"),
        At("each spread over the other", (draw(3, 1), draw(1, 4)), trait="broadcast"),
        At("a middle axis of 1", (draw(2, 3, 4), draw(2, 1, 4)), trait="broadcast"),
        At("three axes and one", (draw(2, 3, 4), draw(4)), trait="broadcast"),
        At("one example", (draw(1, 4), draw(1, 4)), trait="one example"),
        At("single numbers", (draw(1, 1), draw(1, 1)), trait="one feature"),
        At("three axes", (draw(2, 3, 4), draw(2, 3, 4)), trait="more axes"),
    ]


def sweep(draw) -> list[At]:
    """Return the points: two and three inputs, of one shape and spread by broadcasting."""
    return tuples(draw)


MISTAKES = [
    Mistake(
        "out",
        "the inputs are multiplied",
        "out is x[0] * x[1]: it should be the sum of the inputs.",
        lambda t: reduce(np.multiply, t.x),
    ),
    Mistake(
        "out",
        "the second is taken off",
        "out is x[0] - x[1]: it should be the sum of the inputs.",
        lambda t: reduce(np.subtract, t.x),
    ),
    Mistake(
        "out",
        "out is the mean",
        "out is the sum divided by how many inputs there are: leave the division out.",
        lambda t: sum(t.x) / len(t.x),
    ),
    Mistake(
        "out",
        "only two inputs are added",
        "out is x[0] + x[1]: x may hold more inputs than two, and all are added.",
        lambda t: t.x[0] + t.x[1],
    ),
    Mistake(
        "dx[0]",
        "dx is as if multiplied",
        "dx[0] is dout * x[1], as behind a product: behind a sum every slope is 1, dx[0] = "
        "dout.",
        to(0, lambda t: t.dout * t.x[1]),
    ),
    Mistake(
        "dx[1]",
        "dx is as if multiplied",
        "dx[1] is dout * x[0], as behind a product: behind a sum every slope is 1, dx[1] = "
        "dout.",
        to(1, lambda t: t.dout * t.x[0]),
    ),
    Mistake(
        "dx[0]",
        "dout is shared out",
        "dx[0] is dout divided by the number of inputs: each input gets dout whole.",
        to(0, lambda t: t.dout / len(t.x)),
    ),
    Mistake(
        "dx[1]",
        "dout is taken off",
        "dx[1] is -dout, as behind x[0] - x[1]: behind a sum every slope is 1, dx[1] = dout.",
        to(1, lambda t: -t.dout),
    ),
    Mistake(
        "dx[0]",
        "dout is multiplied by the input itself",
        "dx[0] is dout * x[0]: the slope of a sum is 1, so dx[0] = dout.",
        to(0, lambda t: t.dout * t.x[0]),
    ),
    Mistake(
        "dx[0]",
        "dout is multiplied by out",
        "dx[0] is dout * out: the slope of a sum is 1, so dx[0] = dout.",
        to(0, lambda t: t.dout * sum(t.x)),
    ),
    Mistake(
        "dx[0]",
        "dout is left out",
        "dx[0] is the slope 1 alone: by the chain rule it is multiplied by dout.",
        to(0, lambda t: 1.0),
    ),
    Mistake(
        "dx[0]",
        "dx is shared out by size",
        "dx[0] is dout * x[0] / out, a share by the size of the input: each gets dout whole.",
        to(0, lambda t: t.dout * t.x[0] / sum(t.x)),
    ),
    *spread(lambda t, i: t.dout),
]
