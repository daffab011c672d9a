"""Scale: where to try it, and its wrong derivations."""

from diagnose.checking.known.relu import several
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.chain import CHAIN

FORMULA = {"out": "out = a * x", "dx": "dx = a * dout"}


def sweep(draw) -> list[At]:
    """Return the points: shapes, and other factors."""
    return [
        *several(draw, (-1.7,)),
        At("a=0.3", draw(4, 3), (0.3,), trait="setting"),
        At("a=1", draw(4, 3), (1.0,), trait="setting"),
        At("a=0", draw(4, 3), (0.0,), trait="setting"),
    ]


MISTAKES = [
    Mistake("out", "a is added", "out is x + a: it should be a * x.", lambda t: t.x + t.a),
    Mistake(
        "out", "x is divided by a", "out is x / a: it should be a * x.", lambda t: t.x / t.a
    ),
    Mistake("out", "a is left out", "out is x: it should be a * x.", lambda t: t.x),
    Mistake(
        "out", "a is squared", "out is a * a * x: one a is enough.", lambda t: t.a**2 * t.x
    ),
    Mistake(
        "out",
        "the sign of a is lost",
        "out is abs(a) * x: a may be negative.",
        lambda t: abs(t.a) * t.x,
    ),
    Mistake(
        "dx",
        "a is left out",
        "dx is dout itself: the slope of a * x is a, so dx = a * dout.",
        lambda t: t.dout,
    ),
    Mistake(
        "dx",
        "dout is divided by a",
        "dx is dout / a, which undoes forward: the slope of a * x is a, so dx = a * dout.",
        lambda t: t.dout / t.a,
    ),
    Mistake(
        "dx",
        "a is squared",
        "dx is a * a * dout: the slope of a * x is a, once.",
        lambda t: t.a**2 * t.dout,
    ),
    Mistake(
        "dx",
        "the slope is taken in a",
        "dx is dout * x, the gradient of a: that of x is a * dout.",
        lambda t: t.dout * t.x,
    ),
    Mistake(
        "dx",
        "dout is multiplied by out",
        "dx is dout * out: multiply dout by the slope of out, a.",
        lambda t: t.dout * t.out,
    ),
    *CHAIN,
]
