"""Shift: where to try it, and its wrong derivations."""

from diagnose.checking.known.relu import several
from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.chain import CHAIN

FORMULA = {"out": "out = x + c", "dx": "dx = dout"}


def sweep(draw) -> list[At]:
    """Return the points: shapes, and other numbers to add."""
    return [
        *several(draw, (-1.7,)),
        At("c=0.3", draw(4, 3), (0.3,), trait="setting"),
        At("c=0", draw(4, 3), (0.0,), trait="setting"),
    ]


MISTAKES = [
    Mistake("out", "c is a factor", "out is c * x: it should be x + c.", lambda t: t.c * t.x),
    Mistake("out", "c is taken off", "out is x - c: it should be x + c.", lambda t: t.x - t.c),
    Mistake("out", "x is taken off", "out is c - x: it should be x + c.", lambda t: t.c - t.x),
    Mistake("out", "c is left out", "out is x: it should be x + c.", lambda t: t.x),
    Mistake("out", "x is left out", "out is c: it should be x + c.", lambda t: 0 * t.x + t.c),
    Mistake(
        "dx",
        "c is a factor",
        "dx is c * dout: the slope of x + c is 1, whatever c is, so dx = dout.",
        lambda t: t.c * t.dout,
    ),
    Mistake(
        "dx",
        "c is added to dout",
        "dx is dout + c: c does not change with x and has no part in dx = dout.",
        lambda t: t.dout + t.c,
    ),
    Mistake(
        "dx",
        "c is taken off dout",
        "dx is dout - c, which undoes forward: the slope of x + c is 1, so dx = dout.",
        lambda t: t.dout - t.c,
    ),
    Mistake(
        "dx",
        "dout is multiplied by out",
        "dx is dout * out: the slope of x + c is 1, so dx = dout.",
        lambda t: t.dout * t.out,
    ),
    Mistake(
        "dx",
        "dout is multiplied by x",
        "dx is dout * x: the slope of x + c is 1, so dx = dout.",
        lambda t: t.dout * t.x,
    ),
    *CHAIN,
]
