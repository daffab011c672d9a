"""Square: where to try it, and its wrong derivations."""

from diagnose.checking.known.relu import several
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.chain import CHAIN

FORMULA = {"out": "out = x * x", "dx": "dx = dout * 2 * x"}


def sweep(draw) -> list[At]:
    """Return the points: shapes, and numbers far from 1."""
    return [
        *several(draw),
        At("large numbers", 1000 * draw(4, 3), trait="large"),
    ]


MISTAKES = [
    Mistake("out", "out is twice x", "out is 2 * x: it should be x * x.", lambda t: 2 * t.x),
    Mistake("out", "out is a cube", "out is x^3: it should be x * x.", lambda t: t.x**3),
    Mistake(
        "out",
        "out keeps the sign of x",
        "out is x * abs(x): a square is never below 0.",
        lambda t: t.x * abs(t.x),
    ),
    Mistake(
        "out", "out is halved", "out is x^2 / 2: it should be x * x.", lambda t: t.x**2 / 2
    ),
    Mistake(
        "dx",
        "the two is forgotten",
        "dx is dout * x: x is used twice in x * x, and the gradients of both uses add up to "
        "dout * 2 * x.",
        lambda t: t.dout * t.x,
    ),
    Mistake(
        "dx",
        "the exponent is not lowered",
        "dx is 2 * dout * x^2: the slope of x^2 is 2 * x.",
        lambda t: 2 * t.dout * t.x**2,
    ),
    Mistake(
        "dx",
        "dout is multiplied by out",
        "dx is dout * out: multiply dout by the slope of out, 2 * x.",
        lambda t: t.dout * t.out,
    ),
    Mistake(
        "dx",
        "x is left out",
        "dx is 2 * dout: the slope of x^2 is 2 * x.",
        lambda t: 2 * t.dout,
    ),
    Mistake(
        "dx",
        "dx is of the absolute inputs",
        "dx is 2 * dout * abs(x): the slope of x^2 is 2 * x, negative where x is.",
        lambda t: 2 * t.dout * abs(t.x),
    ),
    Mistake(
        "dx",
        "dout is squared with x",
        "dx is dout^2 * 2 * x: by the chain rule dout comes in once.",
        lambda t: 2 * t.x * t.dout**2,
    ),
    Mistake(
        "dx",
        "the square is of dout",
        "dx is 2 * dout * dout: the slope is 2 * x, so dx = dout * 2 * x.",
        lambda t: 2 * t.dout**2,
    ),
    Mistake(
        "dx",
        "the slope is two more than x",
        "dx is dout * (2 + x): the slope of x^2 is 2 * x.",
        lambda t: t.dout * (2 + t.x),
    ),
    *CHAIN,
]
