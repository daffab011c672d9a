"""Natural logarithm: out = ln x, entry by entry, for x > 0.

Shapes
    x, dx, out, dout    any, all the same

Gradient
    out is the number with e^out = x. Differentiate both sides: e^out * dout/dx = 1, and

        dout/dx = 1 / e^out = 1 / x
        dx = dout / x

    The slope has no bound as x nears 0, and at a probability that was rounded to 0 it is
    infinite: where x is a softmax, logsoftmax and cross_entropy take the two together.

Source
    np.log, which warns for x <= 0 and returns -inf or nan.
"""

import numpy as np


def init() -> dict:
    """Return an empty cache: nothing here is learned."""
    return {}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save x."""
    cache["x"] = x
    return np.log(x)


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    return dout / cache["x"]
