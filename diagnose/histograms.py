"""Histograms: what went through each layer, and what came back, look by look of a record.

A strip a layer, a column a look (diagnose/record.py), dark where entries are frequent:

    out     on each strip's own axis
    dout    its size, on one logarithmic axis for all, so that a gradient that shrinks from
            layer to layer is seen to; the line is the RMS

Frequencies are drawn as their cube roots, or what a ReLU leaves at 0 would make all else pale.
"""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from diagnose import ticks
from diagnose.plots import ORANGE

PLAIN = ("flatten", "dropout", "fork", "add")  # of which the layer before says as much
STRIPS = 14  # no more in a picture
ALARM = "\N{BLACK UP-POINTING TRIANGLE}"  # beside the name of a layer with a leak


def chosen(record: dict, way: str, marked=()) -> list[str]:
    """Return the layers to draw: those marked, and of the others as many as fit, spread out."""
    paths = [name.partition("/")[2] for name in record["arrays"] if name.startswith(way + "/")]
    paths = [p for p in paths if p in marked or p.rpartition(".")[2] not in PLAIN]
    paths = [p for p in paths if np.isfinite(rows(record, way, p)).any()]
    return chosen_of(paths, marked, STRIPS)


def chosen_of(paths: list[str], marked, n: int) -> list[str]:
    """Return n of paths or fewer: those marked first, and of the others some, spread out."""
    kept = [p for p in paths if p in marked][:n]
    rest = [p for p in paths if p not in kept]
    room = min(n - len(kept), len(rest))
    kept += [rest[i] for i in np.linspace(0, len(rest) - 1, room).round().astype(int)]
    return [p for p in paths if p in kept]


def rows(record: dict, way: str, path: str) -> np.ndarray:
    """Return a layer's rows of the record, (looks, 3 + BINS)."""
    return np.array(record["arrays"][f"{way}/{path}"])


def activations(record: dict, marked=()) -> Figure:
    """Draw each layer's outputs on an axis of its own; the names in marked stand out."""
    drawn, strips = strips_of(record, "out", marked)
    for axes, path in strips:
        found = rows(record, "out", path)
        low, high = np.nanmin(found[:, 1]), np.nanmax(found[:, 2])
        edges = np.linspace(low, high if high > low else low + 1, 49)
        shade(axes, [shares(row, edges) for row in found], edges)
        axes.yaxis.set_major_locator(MaxNLocator(2))
    return drawn


def gradients(record: dict, marked=()) -> Figure:
    """Draw the sizes of each layer's gradients on one logarithmic axis, and their RMS."""
    drawn, strips = strips_of(record, "dout", marked)
    low, high = span(record, [path for _, path in strips])
    edges = np.geomspace(low, high, max(20, int(8 * np.log10(high / low))))
    for axes, path in strips:
        found = rows(record, "dout", path)
        heat = [shares(row, np.log10(edges)) for row in found]
        axes.set_yscale("log")
        shade(axes, heat, edges)
        rms = np.where(found[:, 0] > 0, found[:, 0], np.nan)
        axes.plot(range(len(rms)), rms, "o-", color=ORANGE, mec="white", mew=0.6, ms=4, lw=1.2)
        ticks.powers(axes.yaxis, 3)
    return drawn


def strips_of(record: dict, way: str, marked) -> tuple[Figure, list]:
    """Return a figure and its (axes, path) for each layer, with the epochs below."""
    paths = chosen(record, way, marked)
    drawn = Figure(figsize=(4.6, 0.55 + 0.62 * len(paths)), layout="constrained")
    several = drawn.subplots(len(paths), 1, sharex=True, squeeze=False)[:, 0]
    for axes, path in zip(several, paths, strict=True):
        alarm = path in marked
        title = f"{ALARM} {path}" if alarm else path
        axes.set_title(
            title, loc="left", fontsize=8, pad=2, weight="bold" if alarm else "normal"
        )
        axes.tick_params(labelsize=7, length=2)
    ticks.epochs(several[-1], [look["epoch"] for look in record["looks"]])
    return drawn, list(zip(several, paths, strict=True))


def shade(axes, heat: list, edges: np.ndarray) -> None:
    """Draw a column for each of heat, the shares in the bins between edges."""
    heat = np.cbrt(np.array(heat).T)
    heat /= np.maximum(heat.max(axis=0, initial=0), 1e-12)
    columns = np.arange(heat.shape[1] + 1) - 0.5
    axes.pcolormesh(columns, edges, heat, vmin=0, vmax=1, rasterized=True)
    axes.set_ylim(edges[0], edges[-1])


def shares(row: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Return the share of a row's entries between each two edges, which rise."""
    counts = row[3:]
    if not np.isfinite(row).all() or not counts.sum():
        return np.zeros(len(edges) - 1)
    high = row[2] if row[2] > row[1] else row[1] + 1  # as record.spread has it
    below = np.concatenate(([0.0], np.cumsum(counts))) / counts.sum()
    return np.diff(np.interp(edges, np.linspace(row[1], high, len(below)), below))


def span(record: dict, paths: list[str]) -> tuple[float, float]:
    """Return where the axis of the gradients' sizes begins and ends."""
    found = np.concatenate([rows(record, "dout", path) for path in paths])
    found = found[np.isfinite(found).all(axis=1) & (found[:, 0] > 0)]
    if not len(found):
        return 1e-3, 1.0
    high = float(10 ** found[:, 2].max())
    return max(float(found[:, 0].min()) / 10, high * 1e-12), high * 1.2


def latest(record: dict, way: str) -> dict:
    """Return the RMS of each layer at its last look that has one."""
    found = {path: rows(record, way, path)[:, 0] for path in chosen(record, way)}
    return {path: float(v[np.isfinite(v)][-1]) for path, v in found.items()}


def said_of_activations(record: dict) -> str:
    """Return in words what to read off: the layer whose outputs are widest, and narrowest."""
    last = latest(record, "out")
    wide, narrow = max(last, key=last.get), min(last, key=last.get)
    return (
        f"At the last look the RMS is largest at {wide}, {last[wide]:.3g}, and smallest at "
        f"{narrow}, {last[narrow]:.3g}. A strip that narrows to a line, or sits at the ends of "
        "a sigmoid's or tanh's range, passes little on."
    )


def said_of_gradients(record: dict) -> str:
    """Return in words what to read off: the first layer's gradient beside the last's."""
    last = latest(record, "dout")
    (one, first), *_ = last.items()
    *_, (other, end) = last.items()
    text = f"At the last look the RMS is {first:.2g} at {one} and {end:.2g} at {other}"
    if first > 0 and end > 0:
        text += f", a factor of {max(first, end) / min(first, end):.3g}"
    return (
        f"{text}. Where the line sinks from the lowest strip to the highest, the gradient "
        "vanishes on its way back."
    )
