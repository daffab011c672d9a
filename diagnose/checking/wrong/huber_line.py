"""Huber's line: what can be wrong about the loss beyond its bound."""

from diagnose.checking.problem import Mistake
from diagnose.checking.wrong.errors import diff
from diagnose.checking.wrong.huber import half, sides
from diagnose.checking.wrong.losses import mean

LINE = [
    Mistake(
        "out",
        "the line is not lowered",
        "The loss is delta * abs(d) beyond delta and jumps there: it should be "
        "delta * (abs(d) - delta / 2).",
        mean(sides(half, lambda t: t.delta * abs(diff(t)))),
    ),
    Mistake(
        "out",
        "the line lacks its factor delta",
        "The loss is abs(d) - delta / 2 beyond delta: multiply it by delta.",
        mean(sides(half, lambda t: abs(diff(t)) - t.delta / 2)),
    ),
    Mistake(
        "out",
        "the line is lowered by half only",
        "The loss is delta * (abs(d) - 1/2) beyond delta: take delta / 2 off abs(d).",
        mean(sides(half, lambda t: t.delta * (abs(diff(t)) - 0.5))),
    ),
    Mistake(
        "out",
        "the line is lowered by the whole of delta",
        "The loss is delta * (abs(d) - delta) beyond delta: take delta / 2 off abs(d).",
        mean(sides(half, lambda t: t.delta * (abs(diff(t)) - t.delta))),
    ),
    Mistake(
        "out",
        "the line has no absolute value",
        "The loss is delta * (d - delta / 2) beyond delta: it should be made of abs(d).",
        mean(sides(half, lambda t: t.delta * (diff(t) - t.delta / 2))),
    ),
    Mistake(
        "out",
        "the line is that of delta = 1",
        "The loss is abs(d) - 1/2 beyond delta: it should be delta * (abs(d) - delta / 2).",
        mean(sides(half, lambda t: abs(diff(t)) - 0.5)),
    ),
    Mistake(
        "out",
        "the line is raised",
        "The loss is delta * (abs(d) + delta / 2) beyond delta: take delta / 2 off abs(d).",
        mean(sides(half, lambda t: t.delta * (abs(diff(t)) + t.delta / 2))),
    ),
    Mistake(
        "out",
        "the line lacks its whole factor delta",
        "The loss is abs(d) beyond delta: it should be delta * (abs(d) - delta / 2).",
        mean(sides(half, lambda t: abs(diff(t)))),
    ),
]
