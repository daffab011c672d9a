"""Leaky rectified linear unit: out = x where x > 0 and slope * x elsewhere.

Shapes
    x, dx, out, dout    any, all the same

Gradient
    Each side of 0 is a line. A unit that is off still passes a little, so it cannot die:

        dout/dx = 1 where x > 0, slope where x < 0    at x = 0 there is none; we take slope
        dx = dout * max(x > 0, slope)                 for the slopes allowed, 0 <= slope < 1

Source
    Maas, Hannun and Ng (2013), "Rectifier Nonlinearities Improve Neural Network Acoustic
    Models". PyTorch's LeakyReLU also takes slopes outside 0..1.
"""

import numpy as np

from arrays.entrywise import entrywise, repeated


def init(slope=0.01) -> dict:
    """Keep the slope. Raises ValueError unless 0 <= slope < 1."""
    if not 0 <= slope < 1:
        raise ValueError(f"leaky_relu needs 0 <= slope < 1, not slope={slope}")
    return {"slope": slope}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out; save on, where x > 0."""
    slope = cache["slope"]

    def bent(x, out, on):
        np.greater(x, 0, out=on)
        np.multiply(x, slope, out=out)
        np.maximum(x, out, out=out)

    out, cache["on"] = entrywise(bent, x, dtypes=(None, bool))
    return out


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx."""
    slope = cache["slope"]

    def slope_times(dout, on, dx):
        dx[...] = on
        np.maximum(dx, repeated(slope, dx), out=dx)
        dx *= dout

    return entrywise(slope_times, dout, cache["on"])
