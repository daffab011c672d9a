"""Saturation: a sigmoid, tanh or softmax that is sure of its value passes no gradient on.

    slope     s (1 - s) of a sigmoid, at most 1/4;   1 - t^2 of a tanh, and of an RNN's h, at
              most 1;   p (1 - p) of the largest p of a softmax's row, at most 1/4
    figure    the share of entries (of a softmax: rows) whose slope is under a hundredth of
              the most that it can be: s beyond 0.0025..0.9975, t beyond -0.995..0.995
    factor    RMS(dx) / RMS(dout), what is left of the gradient below the layer; of an RNN, as
              its dx also went through weights, the RMS of the slopes

A layer after which nothing is learned gives the net's answers, and those should end at 0 and 1.
Of it only the entries count that are saturated and wrong: further from the target than half of
the way. LSTMs and GRUs are not looked at: their gates are meant to open and close.

Threshold
    Half of the entries, and of an RNN's 0.7. Measured: up to 0.30 in nets of the zoo that learn
    (0.45 in an RNN that has read text for 600 steps), 0.66 and more where one layer's weights
    are 20 times too large (an RNN's: 0.82). LeCun et al., "Efficient BackProp" (1998), 4.4 to
    4.6, say why sums should stay in the middle; Glorot and Bengio (2010), "Understanding the
    Difficulty of Training Deep Feedforward Neural Networks", watch layers that do not.
"""

import math

import numpy as np

from diagnose.evidence import Evidence, Seen, rms
from diagnose.leaks.finding import Finding

NAME = "saturated sigmoid, tanh or softmax"
THRESHOLD = 0.5
RECURRENT = 0.7
LEAST = 0.01  # of the largest slope
REMEDY = (
    "Start with smaller weights (Xavier's), normalize what comes in, or lower the learning "
    "rate, so that sums stay where the curve is steep; a ReLU has no upper end."
)
HALF = {"sigmoid": 0.5, "softmax": 0.5, "tanh": 1.0}  # of the way from one end to the other


def measure(e: Evidence) -> list[Finding]:
    """Return the share of saturated entries of each sigmoid, tanh, softmax and tanh RNN."""
    found, last = [], True
    for layer in reversed(e.seen):
        recurrent = layer.name == "rnn" and layer.cache["nonlinearity"] == "tanh"
        if layer.name in HALF or recurrent:
            found.append(judged(layer, wrong(layer, e.y) if last else None))
        last = last and not any("d" + key in layer.cache for key in layer.cache)
    return found[::-1]


def judged(layer: Seen, counted) -> Finding:
    """Return what is found of one layer, of which those entries count, or all for None."""
    flat = saturated(layer)
    share = float((flat if counted is None else flat & counted).mean())
    factor, of = left(layer), "rows" if layer.name == "softmax" else "entries"
    state = "saturated" if counted is None else "saturated and wrong"
    said = f"{share:.0%} of its {of} are {state}, with a slope under {LEAST:.0%} of the largest"
    if not math.isnan(factor):
        said += f"; it lets through {factor:.2g} times the gradient"
    more = {"saturated": flat, "factor": factor}
    limit = RECURRENT if layer.name == "rnn" else THRESHOLD
    return Finding(NAME, layer.path, share, limit, share > limit, said, REMEDY, more)


def saturated(layer: Seen) -> np.ndarray:
    """Return where the slope is small: of out's shape, or of a softmax's rows."""
    out = layer.out
    if layer.name in ("tanh", "rnn"):
        return 1 - out**2 < LEAST
    if layer.name == "softmax":
        out = out.max(axis=-1)
        return (out > 0.5) & (out * (1 - out) < LEAST / 4)
    return out * (1 - out) < LEAST / 4


def left(layer: Seen) -> float:
    """Return the factor by which the gradient is less below than above; nan for none above."""
    if layer.name == "rnn":
        return rms(1 - layer.out**2)
    above = rms(layer.dout)
    return rms(layer.dx) / above if above else math.nan


def wrong(layer: Seen, y) -> np.ndarray | None:
    """Return which of the answers are far from y, or None where y is of no such shape."""
    out, y = layer.out, np.asarray(y)
    if y.dtype.kind in "iu" and y.shape == out.shape[:-1]:
        y = y[..., None] == np.arange(out.shape[-1])
    if y.size == out.size:
        y = y.reshape(out.shape)
    if y.shape != out.shape or layer.name not in HALF:
        return None
    far = abs(out - y) > HALF[layer.name]
    return far.any(axis=-1) if layer.name == "softmax" else far
