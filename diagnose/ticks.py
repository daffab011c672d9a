"""Ticks: epochs below a picture, and powers of ten beside it."""

import math

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator


def epochs(axes, looks: list, most=9) -> None:
    """Label the columns 0, 1, 2, ... with the epochs of the looks, as many as have room."""
    count = min(len(looks), most)
    at = np.unique(np.linspace(0, len(looks) - 1, count).round().astype(int))
    axes.set_xticks(at, [str(looks[i]) for i in at])
    axes.set(xlim=(-0.5, max(len(looks), 1) - 0.5), xlabel="epoch (0: before training)")


def powers(axis, most=6) -> None:
    """Label a logarithmic axis at up to so many powers of ten, as 1e-3: as texts write them."""
    axis.set_major_locator(LogLocator(numticks=most))
    axis.set_major_formatter(FuncFormatter(power))
    axis.set_minor_locator(NullLocator())


def power(v: float, _=None) -> str:
    """Return 1e-3 for 0.001."""
    return f"1e{round(math.log10(v))}" if v > 0 else ""
