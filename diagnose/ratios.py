"""Ratios: how far a step moves each learned array, look by look of a record.

    ratio = RMS of one step's change / RMS of the array

About 1e-3 is usual (CS231n, "Neural Networks 3"): far above, the array is thrown about; far
below, it does not learn. Biases start at 0, and their ratios large.
"""

import numpy as np
from matplotlib.figure import Figure

from diagnose import ticks
from diagnose.histograms import ALARM, chosen_of
from diagnose.plots import BLUE, ORANGE

BAND, ROWS = (3e-4, 3e-3), 24  # the band is half a decade to both sides of 1e-3


def arrays(record: dict, marked=()) -> dict:
    """Return for each learned array its ratios, (looks,), nan where there is none to draw.

    Of more than ROWS arrays, those of w are kept, and of these as many as fit, spread out.
    """
    found = {}
    for name, looks in record["arrays"].items():
        if name.startswith("update/"):
            v = np.array(looks, float)
            found[name.removeprefix("update/")] = np.where(np.isfinite(v) & (v > 0), v, np.nan)
    found = {path: v for path, v in found.items() if np.isfinite(v).any()}
    if len(found) > ROWS:
        heavy = [p for p in found if p.rpartition(".")[2].startswith("w") or p in marked]
        return {p: found[p] for p in chosen_of(heavy, marked, ROWS)}
    return found


def figure(record: dict, marked=()) -> Figure:
    """Draw a line a learned array: its ratio at each look, small and pale to large and dark."""
    found = arrays(record, marked)
    drawn = Figure(figsize=(4.6, 1.3 + 0.24 * len(found)), layout="constrained")
    axes = drawn.subplots()
    axes.axvspan(*BAND, color=BLUE, alpha=0.2, lw=0, label="3e-4 to 3e-3")
    axes.axvline(1e-3, color=BLUE, ls=":", lw=1)
    for i, v in enumerate(found.values()):
        known = np.flatnonzero(np.isfinite(v))
        axes.plot(v[known], np.full(len(known), i), color=ORANGE, alpha=0.4, lw=1)
        share = (np.arange(len(known)) + 1) / len(known)
        axes.scatter(v[known], np.full(len(known), i), s=6 + 34 * share**2, color=ORANGE,
            alpha=0.25 + 0.75 * share, lw=0)  # fmt: skip
    axes.set(xscale="log", xlabel="one step's change over the array (RMS)")
    axes.set(ylim=(len(found) - 0.4, -0.6))
    names = [f"{ALARM} {path}" if path in marked else path for path in found]
    axes.set_yticks(range(len(found)), names, fontsize=7.5)
    axes.grid(axis="x", alpha=0.3)
    ticks.powers(axes.xaxis)
    first, last = looks_drawn(record, found)
    for size, share, epoch in ((8, 0.3, first), (40, 1.0, last))[first == last :]:
        axes.scatter([], [], s=size, color=ORANGE, alpha=share, lw=0, label=f"epoch {epoch}")
    place = {"loc": "outside upper center", "ncols": 3, "handletextpad": 0.3}
    drawn.legend(**place, fontsize=7.5, frameon=False)
    return drawn


def looks_drawn(record: dict, found: dict) -> tuple[int, int]:
    """Return the epochs of the first look and the last for which there is a ratio."""
    known = np.isfinite(np.array(list(found.values()))).any(axis=0)
    epochs = [look["epoch"] for look, has in zip(record["looks"], known, strict=True) if has]
    return epochs[0], epochs[-1]


def said(record: dict) -> str:
    """Return in words what to read off: the outermost arrays at the last look that has any."""
    found = arrays(record)
    last = {path: v[np.isfinite(v)][-1] for path, v in found.items()}
    high, low = max(last, key=last.get), min(last, key=last.get)
    inside = sum(BAND[0] <= v <= BAND[1] for v in last.values())
    return (
        f"At the last look {inside} of {len(last)} arrays are in the band; the furthest up is "
        f"{high}, {last[high]:.2g}, the furthest down {low}, {last[low]:.2g}. A learning rate "
        "that falls in the run takes all of them down with it."
    )
