"""Fork: where to try it, and its wrong derivations."""

from functools import reduce

import numpy as np

from diagnose.checking.problem import At, Mistake

FORMULA = {
    "out[0]": "out[0] = x",
    "out[1]": "out[1] = x",
    "out[2]": "out[2] = x",
    "dx": "dx = dout[0] + dout[1] + ...",
}


def sweep(draw) -> list[At]:
    """Return the points: three, two and one use, and shapes."""
    return [
        At("three uses", draw(3, 4), (3,)),
        At("two uses", draw(3, 4), (2,), trait="setting"),
        At("a single use", draw(3, 4), (1,), trait="setting"),
        At("one example", draw(1, 4), (3,), trait="one example"),
        At("a single number", draw(1, 1), (3,), trait="one feature"),
        At("x of three axes", draw(2, 3, 4), (3,), trait="more axes"),
    ]


MISTAKES = [
    Mistake(
        "out[0]",
        "x is shared out",
        "out[0] is x divided by n: each use is given x whole.",
        lambda t: t.x / t.n,
    ),
    Mistake(
        "out[1]",
        "x is shared out",
        "out[1] is x divided by n: each use is given x whole.",
        lambda t: t.x / t.n,
    ),
    Mistake(
        "dx",
        "only the first use counts",
        "dx is dout[0]: gradients add up at a fork, dout[0] + dout[1] + ...",
        lambda t: t.dout[0],
    ),
    Mistake(
        "dx",
        "the last use replaces the others",
        "dx is the last of dout: at a fork gradients add up with +=, they do not replace one "
        "another.",
        lambda t: t.dout[-1],
    ),
    Mistake(
        "dx",
        "the gradients are averaged",
        "dx is the mean of dout: at a fork gradients add up. Leave the division by n out.",
        lambda t: sum(t.dout) / len(t.dout),
    ),
    Mistake(
        "dx",
        "the gradients are multiplied",
        "dx is the product of dout: at a fork gradients add up.",
        lambda t: reduce(np.multiply, t.dout),
    ),
    Mistake(
        "dx",
        "only two uses count",
        "dx is dout[0] + dout[1]: add all n of them.",
        lambda t: sum(t.dout[:2]),
    ),
    Mistake(
        "dx",
        "the first use is left out",
        "dx is dout[1] + dout[2] + ...: add up from dout[0] on.",
        lambda t: sum(t.dout[1:]) + 0 * t.x,
    ),
    Mistake(
        "dx",
        "the first use counts n times",
        "dx is n * dout[0]: the gradients of the uses differ, so add up each.",
        lambda t: len(t.dout) * t.dout[0],
    ),
    Mistake(
        "dx",
        "the first use counts twice",
        "dx has dout[0] twice: a sum that starts at dout[0] goes on with dout[1].",
        lambda t: t.dout[0] + sum(t.dout),
    ),
    Mistake(
        "dx",
        "the largest gradient is taken",
        "dx is the largest of dout, entry by entry: at a fork gradients add up.",
        lambda t: reduce(np.maximum, t.dout),
    ),
    Mistake(
        "dx",
        "dx is multiplied by x",
        "dx is x * (dout[0] + dout[1] + ...): each use has slope 1, so leave x out.",
        lambda t: t.x * sum(t.dout),
    ),
]
