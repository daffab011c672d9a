"""Total: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.problem import At, Mistake

FORMULA = {
    "out": "out = x summed over the first axis",
    "dx": "dx[n] = dout, for each example n",
}


def sweep(draw) -> list[At]:
    """Return the points: shapes of one to four axes."""
    return [
        At("all sizes unequal", draw(5, 3)),
        At("as many examples as features", draw(4, 4)),
        At("one example", draw(1, 3), trait="one example"),
        At("one feature", draw(5, 1), trait="one feature"),
        At("x of one axis", draw(5), trait="more axes"),
        At("x of three axes", draw(2, 3, 4), trait="more axes"),
        At("x of four axes", draw(2, 3, 2, 4), trait="more axes"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "out is the mean",
        "out is the sum over the examples divided by N: leave the division out.",
        lambda t: t.x.mean(axis=0),
    ),
    Mistake(
        "out",
        "out is the sum of squares",
        "out is the sum of x^2: it should be the sum of x itself.",
        lambda t: (t.x**2).sum(axis=0),
    ),
    Mistake(
        "out",
        "out is the sum of absolute values",
        "out is the sum of abs(x): it should be the sum of x itself.",
        lambda t: abs(t.x).sum(axis=0),
    ),
    Mistake(
        "out",
        "out is the product",
        "out is the product over the examples: it should be their sum.",
        lambda t: t.x.prod(axis=0),
    ),
    Mistake(
        "out",
        "the first example is left out",
        "out is the sum of all examples but the first: begin with x[0].",
        lambda t: t.x[1:].sum(axis=0),
    ),
    Mistake(
        "out",
        "the last example is left out",
        "out is the sum of all examples but the last: the end of a range is not in it.",
        lambda t: t.x[:-1].sum(axis=0),
    ),
    Mistake(
        "dx",
        "dx is a mean's",
        "dx[n] is dout / N: each example has slope 1 in a sum and gets dout whole.",
        lambda t: np.broadcast_to(t.dout / len(t.x), t.x.shape),
    ),
    Mistake(
        "dx",
        "dx is N times too large",
        "dx[n] is N * dout: each example gets dout once.",
        lambda t: np.broadcast_to(t.dout * len(t.x), t.x.shape),
    ),
    Mistake(
        "dx",
        "dout is multiplied by x",
        "dx[n] is dout * x[n]: the slope of a sum is 1, so dx[n] = dout.",
        lambda t: t.dout * t.x,
    ),
    Mistake(
        "dx",
        "dout is multiplied by out",
        "dx[n] is dout * out: the slope of a sum is 1, so dx[n] = dout.",
        lambda t: np.broadcast_to(t.dout * t.out, t.x.shape),
    ),
    Mistake(
        "dx",
        "dout is left out",
        "dx is 1 everywhere, the slope alone: by the chain rule dx[n] = dout.",
        lambda t: np.ones(t.x.shape),
    ),
    Mistake(
        "dx",
        "dout is summed",
        "dx is the sum of dout everywhere: each feature has a gradient of its own, dx[n] = "
        "dout.",
        lambda t: np.full(t.x.shape, np.sum(t.dout)),
    ),
]
