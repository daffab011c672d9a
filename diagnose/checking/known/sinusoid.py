"""Sinusoid: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.sinusoid import halves, waves

FORMULA = {
    "out": "out = x + p[t],  p[t, 2 j] = sin(t / 10000^(2 j / D)),  "
    "p[t, 2 j + 1] = cos(t / 10000^(2 j / D))",
    "dx": "dx = dout",
}


def sweep(draw) -> list[At]:
    """Return the points: x of shape (N, T, D)."""
    return [
        At("all sizes unequal", draw(2, 3, 6), (6,)),
        At("an odd number of features", draw(2, 3, 5), (5,), trait="odd"),
        At("one feature", draw(2, 3, 1), (1,), trait="one feature"),
        At("one example", draw(1, 3, 6), (6,), trait="one example"),
        At("one step", draw(2, 1, 6), (6,), trait="one step"),
        At("many steps", draw(1, 25, 2), (2,)),
        At("no steps", draw(2, 0, 6), (6,), trait="no steps"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "sines and cosines lie apart",
        "p has all sines and then all cosines: they take turns, sin in the even columns and "
        "cos in the odd ones.",
        lambda t: t.x + halves(t),
    ),
    Mistake(
        "out",
        "sine and cosine are swapped",
        "p has cos in the even columns and sin in the odd: sin stands in the even ones, cos "
        "in the odd.",
        lambda t: t.x + waves(t, swap=1),
    ),
    Mistake(
        "out",
        "cosines have a wavelength of their own",
        "Column 2 j + 1 has the angle t / 10000^((2 j + 1) / D): sine and cosine of a pair "
        "have the same, t / 10000^(2 j / D).",
        lambda t: t.x + waves(t, exponent=lambda j, D: j / D),
    ),
    Mistake(
        "out",
        "the 2 of the exponent is forgotten",
        "The angle of pair j is t / 10000^(j / D): it is t / 10000^(2 j / D).",
        lambda t: t.x + waves(t, exponent=lambda j, D: j // 2 / D),
    ),
    Mistake(
        "out",
        "the 2 of the exponent comes twice",
        "The angle of columns k and k + 1 is t / 10000^(2 k / D), where k = 2 j is even: it is "
        "t / 10000^(2 j / D), so k itself is divided by D.",
        lambda t: t.x + waves(t, exponent=lambda j, D: 4 * (j // 2) / D),
    ),
    Mistake(
        "out",
        "cosines have the next exponent, doubled",
        "Column k has the angle t / 10000^(2 k / D): k counts columns and j pairs, so the "
        "angle of columns 2 j and 2 j + 1 is t / 10000^(2 j / D).",
        lambda t: t.x + waves(t, exponent=lambda j, D: 2 * j / D),
    ),
    Mistake(
        "out",
        "steps are counted from 1",
        "Step t has the wave of t + 1: steps count from 0.",
        lambda t: t.x + waves(t, first=1),
    ),
    Mistake(
        "out",
        "the base is 1000",
        "The angle is t / 1000^(2 j / D): the base is 10000.",
        lambda t: t.x + waves(t, base=1000.0),
    ),
    Mistake(
        "out",
        "the angle is multiplied",
        "The angle is t * 10000^(2 j / D): divide, so that the waves grow longer.",
        lambda t: t.x + waves(t, exponent=lambda j, D: -2 * (j // 2) / D),
    ),
    Mistake(
        "out",
        "the exponent is of D / 2",
        "The exponent of pair j is j / (D / 2 - 1), so that the last pair has 1: it is 2 j / "
        "D.",
        lambda t: t.x + waves(t, exponent=lambda j, D: j // 2 / (D / 2 - 1)),
    ),
    Mistake(
        "out",
        "x is scaled by sqrt(D)",
        "out is x * sqrt(D) + p, as transformers scale x outside of the layer: it is x + p.",
        lambda t: t.x * np.sqrt(t.x.shape[-1]) + waves(t),
    ),
    Mistake(
        "out",
        "p multiplies",
        "out is x * p: it is x + p.",
        lambda t: t.x * waves(t),
    ),
    Mistake(
        "out",
        "p is left out",
        "out is x: add p[t] to step t.",
        lambda t: t.x + 0.0,
    ),
    Mistake(
        "dx",
        "p is added to dx",
        "dx is dout + p: p is a constant beside x, so dx = dout.",
        lambda t: t.dout + waves(t),
    ),
    Mistake(
        "dx",
        "dx is multiplied by p",
        "dx is dout * p: p is added to x, so the slope is 1 and dx = dout.",
        lambda t: t.dout * waves(t),
    ),
    Mistake(
        "dx",
        "dx is scaled by sqrt(D)",
        "dx is dout * sqrt(D): out = x + p has no such factor, so dx = dout.",
        lambda t: t.dout * np.sqrt(t.x.shape[-1]),
    ),
]
