"""Summed: a cross-entropy whose exponentials are summed over another axis than the classes."""

import numpy as np

from diagnose.checking.problem import Mistake
from diagnose.checking.wrong.losses import at_label, mean, share, true
from diagnose.checking.wrong.softmax import shifted

SUMMED_OUT = [
    Mistake(
        "out",
        "p sums to 1 over the examples",
        "exp(x) is summed over the first axis: a row is one example's classes, axis=-1.",
        mean(lambda t: -at_label(t, t.x - np.log(np.exp(t.x).sum(axis=0, keepdims=True)))),
    ),
    Mistake(
        "out",
        "p sums to 1 over all",
        "exp(x) is summed over the whole array: sum each row, axis=-1, keepdims=True.",
        mean(lambda t: -at_label(t, t.x - np.log(np.exp(t.x).sum()))),
    ),
    Mistake(
        "out",
        "shifted p sums to 1 over the examples",
        "exp(x - max) is summed over the first axis: a row is one example's classes, axis=-1.",
        mean(lambda t: -at_label(t, np.log(shifted(t.x) / shifted(t.x).sum(axis=0)))),
    ),
    Mistake(
        "out",
        "shifted p sums to 1 over all",
        "exp(x - max) is summed over the whole array: sum each row, axis=-1, keepdims=True.",
        mean(lambda t: -at_label(t, np.log(shifted(t.x) / shifted(t.x).sum()))),
    ),
]

SUMMED_DX = [
    Mistake(
        "dx",
        "p sums to 1 over the examples",
        "p is exp(x) divided by the sum over the first axis: sum each row, axis=-1.",
        share(lambda t: np.exp(t.x) / np.exp(t.x).sum(axis=0, keepdims=True) - true(t)),
    ),
    Mistake(
        "dx",
        "p sums to 1 over all",
        "p is exp(x) divided by the sum of the whole array: sum each row, axis=-1.",
        share(lambda t: np.exp(t.x) / np.exp(t.x).sum() - true(t)),
    ),
    Mistake(
        "dx",
        "shifted p sums to 1 over the examples",
        "p is exp(x - max) divided by the sum over the first axis: sum each row, axis=-1.",
        share(lambda t: shifted(t.x) / shifted(t.x).sum(axis=0) - true(t)),
    ),
    Mistake(
        "dx",
        "shifted p sums to 1 over all",
        "p is exp(x - max) divided by the sum of the whole array: sum each row, axis=-1.",
        share(lambda t: shifted(t.x) / shifted(t.x).sum() - true(t)),
    ),
]
