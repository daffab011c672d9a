"""The wrong derivations of one step of the vanilla RNN, under CS231n's names."""

from collections.abc import Callable

import numpy as np

from diagnose.checking.problem import Mistake


def before(g: dict) -> np.ndarray:
    """Return a, which is given to tanh."""
    return g["x"] @ g["wx"] + g["prev_h"] @ g["wh"] + g["b"]


def of_da(name: str, says: str, wrong_da: Callable) -> list[Mistake]:
    """Return what a wrong da makes of db and of dx."""
    return [
        Mistake("db", name, says, lambda t: wrong_da(t).sum(0)),
        Mistake("dx", name, says, lambda t: wrong_da(t) @ t.wx.T),
    ]


def da(t) -> np.ndarray:
    return t.dout * (1 - t.next_h**2)


MISTAKES = [
    Mistake(
        "next_h",
        "tanh is left out",
        "next_h is the sum alone: it is tanh of x @ wx + prev_h @ wh + b.",
        lambda t: before(vars(t)),
    ),
    Mistake(
        "next_h",
        "b is not added",
        "next_h is made without b: it is tanh of x @ wx + prev_h @ wh + b.",
        lambda t: np.tanh(before(vars(t)) - t.b),
    ),
    Mistake(
        "next_h",
        "the state before is left out",
        "next_h does not depend on prev_h: add prev_h @ wh inside of tanh.",
        lambda t: np.tanh(t.x @ t.wx + t.b),
    ),
    Mistake(
        "next_h",
        "x is left out",
        "next_h does not depend on x: add x @ wx inside of tanh.",
        lambda t: np.tanh(t.prev_h @ t.wh + t.b),
    ),
    Mistake(
        "next_h",
        "wh is transposed",
        "next_h is made of prev_h @ wh.T: it is prev_h @ wh.",
        lambda t: np.tanh(t.x @ t.wx + t.prev_h @ t.wh.T + t.b),
    ),
    Mistake(
        "next_h",
        "tanh is taken too early",
        "next_h adds prev_h @ wh after tanh: all three terms stand inside of it.",
        lambda t: np.tanh(t.x @ t.wx + t.b) + t.prev_h @ t.wh,
    ),
    Mistake(
        "next_h",
        "a sigmoid stands for tanh",
        "next_h is a sigmoid of the sum: it is its tanh.",
        lambda t: (1 + np.tanh(before(vars(t)) / 2)) / 2,
    ),
    *of_da(
        "the slope of tanh is left out",
        "dnext_h goes on as if tanh were not there: multiply it by tanh's slope, "
        "da = dnext_h * (1 - next_h**2).",
        lambda t: t.dout,
    ),
    *of_da(
        "the slope is taken at tanh's input",
        "The slope of tanh is 1 - next_h**2 in its output; yours has in its place what tanh "
        "was given, x @ wx + prev_h @ wh + b.",
        lambda t: t.dout * (1 - before(vars(t)) ** 2),
    ),
    *of_da(
        "tanh is taken twice",
        "The slope of tanh is 1 - next_h**2; yours is 1 - tanh(next_h)**2, and next_h is a "
        "tanh already.",
        lambda t: t.dout * (1 - np.tanh(t.next_h) ** 2),
    ),
    *of_da(
        "the square in the slope is forgotten",
        "The slope of tanh is 1 - next_h**2; yours is 1 - next_h.",
        lambda t: t.dout * (1 - t.next_h),
    ),
    *of_da(
        "the 1 in the slope is forgotten",
        "The slope of tanh is 1 - next_h**2; yours is next_h**2.",
        lambda t: t.dout * t.next_h**2,
    ),
    *of_da(
        "a sigmoid's slope stands for tanh's",
        "The slope of tanh is 1 - next_h**2; next_h * (1 - next_h) is a sigmoid's.",
        lambda t: t.dout * t.next_h * (1 - t.next_h),
    ),
    *of_da(
        "the slope is of the state before",
        "The slope of tanh is 1 - next_h**2; yours is 1 - prev_h**2.",
        lambda t: t.dout * (1 - t.prev_h**2),
    ),
    Mistake(
        "dprev_h",
        "the slope of tanh is left out",
        "dprev_h is dnext_h @ wh.T: the way back goes through tanh first, so it is da @ wh.T "
        "with da = dnext_h * (1 - next_h**2).",
        lambda t: t.dout @ t.wh.T,
    ),
    Mistake(
        "dprev_h",
        "wh is not transposed",
        "dprev_h is da @ wh: the way back goes through wh.T.",
        lambda t: da(t) @ t.wh,
    ),
    Mistake(
        "dprev_h",
        "wh is left out",
        "dprev_h is da itself, the gradient of what tanh was given: go on with @ wh.T.",
        da,
    ),
    Mistake(
        "dwh",
        "dwh is of the state after",
        "dwh is next_h.T @ da: it was prev_h that was multiplied with wh, so it is "
        "prev_h.T @ da.",
        lambda t: t.next_h.T @ da(t),
    ),
    Mistake(
        "dwh",
        "the slope of tanh is left out",
        "dwh is prev_h.T @ dnext_h: it is prev_h.T @ da with da = dnext_h * (1 - next_h**2).",
        lambda t: t.prev_h.T @ t.dout,
    ),
    Mistake(
        "dwx",
        "the slope of tanh is left out",
        "dwx is x.T @ dnext_h: it is x.T @ da with da = dnext_h * (1 - next_h**2).",
        lambda t: t.x.T @ t.dout,
    ),
]
