"""Clip: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.chain import CHAIN

FORMULA = {
    "out": "out = x where low <= x <= high, else the nearer bound",
    "dx": "dx = dout * (low <= x <= high)",
}
LOW, HIGH = -0.5, 0.8


def away(x, *kinks):
    """Return x with the entries within 0.02 of a kink put beyond it."""
    for kink in kinks:
        x = np.where(abs(x - kink) < 0.02, kink + 0.04, x)
    return x


def both_sides(draw, *shape):
    """Return numbers, of three or more one at least below, within and above the bounds."""
    x = away(1.5 * draw(*shape), LOW, HIGH)
    x.flat[:5] = (LOW - 0.7, HIGH + 0.9, 0.3, LOW - 0.15, LOW / 2)[: x.size]
    return x


def sweep(draw) -> list[At]:
    """Return the points: shapes, other bounds, and x at a bound, where the kinks are."""
    at_bounds = both_sides(draw, 4, 3)
    at_bounds[1], at_bounds[2, 1:] = LOW, HIGH
    init = (LOW, HIGH)
    return [
        At("x of two axes", both_sides(draw, 5, 3), init),
        At("one example", both_sides(draw, 1, 4), init, trait="one example"),
        At("a single number", both_sides(draw, 1, 1), init, trait="one feature"),
        At("x of three axes", both_sides(draw, 2, 3, 4), init, trait="more axes"),
        At("two bounds above 0", away(2 * draw(5, 3), 0.3, 1.4), (0.3, 1.4), trait="setting"),
        At(
            "two bounds below 0",
            away(2 * draw(5, 3), -1.4, -0.3),
            (-1.4, -0.3),
            trait="setting",
        ),
        At("all within the bounds", np.tanh(draw(5, 3)), (-2.0, 3.0)),
        At("large numbers", 1000 * draw(4, 3), init, trait="large"),
        At("x at a bound", at_bounds, init, trait="kink"),
    ]


def inside(t):
    """Return where x is within the bounds."""
    return (t.low <= t.x) & (t.x <= t.high)


MISTAKES = [
    Mistake(
        "out",
        "out is 0 outside",
        "out is 0 where x is beyond a bound: it should stay at that bound.",
        lambda t: t.x * inside(t),
    ),
    Mistake(
        "out",
        "low is ignored",
        "out is min(x, high): where x < low it should be low.",
        lambda t: np.minimum(t.x, t.high),
    ),
    Mistake(
        "out",
        "high is ignored",
        "out is max(x, low): where x > high it should be high.",
        lambda t: np.maximum(t.x, t.low),
    ),
    Mistake(
        "out",
        "the bounds are even-handed",
        "out is kept within -high..high: the lower bound is low.",
        lambda t: np.maximum(np.minimum(t.x, t.high), -t.high),
    ),
    Mistake(
        "out",
        "the bounds are exchanged",
        "out is high where x < low, and low where x > high: it is the nearer bound it stays "
        "at.",
        lambda t: np.where(t.x < t.low, t.high, np.where(t.x > t.high, t.low, t.x)),
    ),
    Mistake(
        "dx",
        "low is ignored",
        "dout passes where x < low: out stays at low there, and dx is 0.",
        lambda t: t.dout * (t.x <= t.high),
    ),
    Mistake(
        "dx",
        "high is ignored",
        "dout passes where x > high: out stays at high there, and dx is 0.",
        lambda t: t.dout * (t.x >= t.low),
    ),
    Mistake(
        "dx",
        "the mask is the wrong way round",
        "dout passes where x is outside the bounds: it should pass where low <= x <= high.",
        lambda t: t.dout * ~inside(t),
    ),
    Mistake(
        "dx",
        "dout is clipped",
        "dx is dout, kept within low..high. It was x that was clipped: "
        "dx = dout * (low <= x <= high).",
        lambda t: np.maximum(np.minimum(t.dout, t.high), t.low),
    ),
    Mistake(
        "dx",
        "the mask is made of dout",
        "The mask is low <= dout <= high. It is x that was clipped: dx = dout * (low <= x <= "
        "high).",
        lambda t: t.dout * (t.low <= t.dout) * (t.dout <= t.high),
    ),
    Mistake(
        "dx",
        "dout is multiplied by out",
        "dx is dout * out: the slope of out is 1 within the bounds and 0 outside.",
        lambda t: t.dout * t.out,
    ),
    Mistake(
        "dx",
        "dout is multiplied by x within the bounds",
        "dx is dout * x where low <= x <= high: the slope there is 1.",
        lambda t: t.dout * t.x * inside(t),
    ),
    Mistake(
        "dx",
        "the mask is a relu's",
        "The mask is x > 0: it should be low <= x <= high.",
        lambda t: t.dout * (t.x > 0),
    ),
    Mistake(
        "dx",
        "the bounds are even-handed",
        "The mask is abs(x) <= high: the lower bound is low.",
        lambda t: t.dout * (abs(t.x) <= t.high),
    ),
    *CHAIN,
]
