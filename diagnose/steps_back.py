"""Steps back: a gradient's norm through time, as diagnose/leaks/through_time.py found it.

Drawn over the steps back from the last, on a logarithmic axis, beside what foretells it: for
an RNN the powers of wh's spectral radius and of its largest singular value, for an LSTM and a
GRU what the gates alone let through.
"""

import numpy as np
from matplotlib.figure import Figure

from diagnose import ticks
from diagnose.leaks.finding import Finding
from diagnose.plots import BLUE, ORANGE, SEVERAL

LINES = {  # of a finding's more: how it is drawn
    "norms": ("measured", {"color": BLUE, "ls": "-", "lw": 2}),
    "by_radius": ("spectral radius, to the step", {"color": ORANGE, "ls": "--"}),
    "by_stretch": ("largest singular value, to the step", {"color": SEVERAL[2], "ls": ":"}),
    "kept": ("gates alone", {"color": ORANGE, "ls": "--"}),
}
RESOLUTION = float(np.finfo(np.float32).eps)
LOWEST, HIGHEST = 1e-12, 1e8  # of the axis, where predictions and not norms are beyond
PANELS = 4


def layers(findings: list[Finding]) -> list[Finding]:
    """Return the findings that have norms through time."""
    return [f for f in findings if "norms" in f.more]


def figure(findings: list[Finding]) -> Figure:
    """Draw a panel a recurrent layer."""
    found = layers(findings)[:PANELS]
    drawn = Figure(figsize=(4.6, 0.8 + 2.4 * len(found)), layout="constrained")
    several = drawn.subplots(len(found), 1, squeeze=False)[:, 0]
    for axes, f in zip(several, found, strict=True):
        norms = positive(f.more["norms"])
        for key, (name, style) in LINES.items():
            if f.more.get(key) is not None:
                v = positive(f.more[key])
                axes.plot(range(len(v)), v, label=name, **style)
        low, high = np.nanmin(norms, initial=1), np.nanmax(norms, initial=1)
        top = max(np.nanmax(line.get_ydata()) for line in axes.lines)
        high = max(high, min(top, HIGHEST))
        axes.set(yscale="log", ylim=(max(low / 10, LOWEST), high * 10))
        if low < RESOLUTION * 10:
            axes.axhline(RESOLUTION, color="0.5", lw=1, ls="-.", label="float32's resolution")
        axes.set_title(f"{f.where}: gradient's norm over that at the last step", fontsize=8)
        axes.grid(alpha=0.3)
        axes.tick_params(labelsize=8)
        ticks.powers(axes.yaxis)
        axes.legend(fontsize=7.5, loc="best")
    several[-1].set_xlabel("steps back from the last")
    return drawn


def positive(v) -> np.ndarray:
    """Return v with nan where a logarithmic axis has no place for it."""
    v = np.asarray(v, float)
    return np.where(np.isfinite(v) & (v > 0), v, np.nan)


def said(findings: list[Finding]) -> str:
    """Return in words what to read off: how it ends, and by how much a step."""
    parts = []
    for f in layers(findings)[:PANELS]:
        T, end = len(f.more["norms"]) - 1, float(f.more["norms"][-1])
        text = f"{f.where}: after {T} steps back the norm is {end:.2g} of what it was"
        if end > 0:
            text += f", times {end ** (1 / T):.3g} a step"
        if "radius" in f.more:
            text += f"; wh's spectral radius is {f.more['radius']:.3g}"
        parts.append(text + ".")
    return " ".join(parts) + " A straight line is a power: up it explodes, down it vanishes."
