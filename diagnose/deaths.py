"""Deaths: which ReLU units died, between which looks of a record, and what their biases did.

A unit has died for good at the first look from which on it is dead in all; the last look is
the present one, where it is known, on all examples. A unit that came back has not.

The cause shows where it lies in the bias: one large update drives it negative, and the unit is
below 0 for every example. Between the two looks the biases of the units that died then have
fallen, and further than those of others:

    median of the died's change < 0,    and below the lowest tenth of the others' changes
"""

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from diagnose import ticks
from diagnose.plots import ORANGE

NEVER = -1
PANELS = 6


def layers(record: dict, now: dict) -> dict:
    """Return for each ReLU with a unit that was ever dead its looks, (looks, units) booleans.

    now gives for a path which units are dead at present; that is one more look, the last.
    """
    found = {}
    for name, looks in record["arrays"].items():
        way, _, path = name.partition("/")
        if way == "dead":
            more = [now[path]] if path in now else []
            found[path] = np.array([*looks, *more]).astype(bool)
    for path, dead in now.items():
        found.setdefault(path, dead[None].astype(bool))
    return {path: dead for path, dead in found.items() if dead.any()}


def since(dead: np.ndarray) -> np.ndarray:
    """Return for each unit the look since which it is dead in all (looks, units), or NEVER."""
    in_all = np.logical_and.accumulate(dead[::-1])[::-1]  # dead from here to the end
    return np.where(in_all.any(axis=0), in_all.argmax(axis=0), NEVER)


def causes(record: dict, path: str, dead: np.ndarray) -> list[dict]:
    """Return for each look before which units died how their biases moved, and the others'.

    Each is {"look", "died", "change", "others", "lowest", "bias"}: the look's index, how many
    died since the look before, the medians of the changes of their biases and of the living
    units', the latter's lowest tenth, and whether the bias is the cause.
    """
    biases, found = record["arrays"].get(f"bias/{path}"), []
    start = since(dead)
    for look in range(1, len(dead)):
        died, alive = start == look, (start == NEVER) | (start > look)
        if not died.any():
            continue
        one = {"look": look, "died": int(died.sum()), "bias": None}
        if biases is not None and look < len(biases) and alive.any():
            change = np.asarray(biases[look], float) - np.asarray(biases[look - 1], float)
            one["change"], one["others"] = (float(np.median(change[w])) for w in (died, alive))
            one["lowest"] = float(np.quantile(change[alive], 0.1))
            one["bias"] = one["change"] < min(0.0, one["lowest"])
        found.append(one)
    return found


def figure(record: dict, now: dict) -> Figure:
    """Draw units by looks, dark where dead, ordered by when they died; a panel a layer."""
    found = list(layers(record, now).items())[:PANELS]
    epochs = [look["epoch"] for look in record["looks"]]
    drawn = Figure(figsize=(4.6, 0.6 + 1.35 * len(found)), layout="constrained")
    several = drawn.subplots(len(found), 1, squeeze=False)[:, 0]
    for axes, (path, dead) in zip(several, found, strict=True):
        start = since(dead)
        ever = dead.any(axis=0)
        order = np.argsort(np.where(start == NEVER, len(dead), start), kind="stable")
        if ever.mean() < 0.2:
            order = order[ever[order]]
        axes.imshow(
            dead[:, order].T, aspect="auto", interpolation="nearest", vmin=0, vmax=1,
            cmap=ListedColormap(["#dfe6ec", "#000000"]),
        )  # fmt: skip
        for look in np.unique(start[start > 0]):
            axes.axvline(look - 0.5, color=ORANGE, ls="--", lw=1.2)
        some = "units" if len(order) == dead.shape[1] else "units ever dead"
        axes.set_title(title(path, start, epochs), loc="left", fontsize=8, pad=3)
        axes.set_ylabel(some, fontsize=8)
        axes.yaxis.set_major_locator(MaxNLocator(4, integer=True, min_n_ticks=1))
        axes.tick_params(labelsize=7)
        label(axes, epochs, len(dead))
    several[-1].set_xlabel("epoch (now: the weights at the end, on all examples)")
    return drawn


def title(path: str, start: np.ndarray, epochs: list) -> str:
    """Return a panel's title: how many units are dead and when most of them died."""
    n = int((start != NEVER).sum())
    text = f"{path}: {n} of {len(start)} units dead"
    looks, counts = np.unique(start[start != NEVER], return_counts=True)
    return text + f", most {when(int(looks[counts.argmax()]), epochs)}" if n else text


def label(axes, epochs: list, looks: int) -> None:
    """Write the looks' epochs below a panel, and "now" below one look more."""
    ticks.epochs(axes, epochs)
    axes.set(xlim=(-0.5, looks - 0.5), xlabel=None)
    if looks > len(epochs):
        at, names = axes.get_xticks(), [text.get_text() for text in axes.get_xticklabels()]
        axes.set_xticks([*at, looks - 1], [*names, "now"])


def when(look: int, epochs: list) -> str:
    """Return in words between which epochs a look found what the look before it did not."""
    if look >= len(epochs):
        return f"after epoch {epochs[-1]}" if epochs else "at some time"
    if look == 0:
        return "before training" if epochs[0] == 0 else f"by epoch {epochs[0]}"
    first, last = epochs[look - 1] + 1, epochs[look]
    return f"in epoch {last}" if first == last else f"in epochs {first} to {last}"


def said(record: dict, now: dict) -> list[str]:
    """Return a sentence a layer: how many units died, when, and the cause where it shows."""
    epochs, lines = [look["epoch"] for look in record["looks"]], []
    for path, dead in layers(record, now).items():
        start = since(dead)
        n = int((start != NEVER).sum())
        if not n:
            lines.append(f"{path}: units were dead for a time, and all came back.")
            continue
        looks, counts = np.unique(start[start != NEVER], return_counts=True)
        parts = [
            f"{count} {when(int(k), epochs)}" for k, count in zip(looks, counts, strict=True)
        ]
        text = f"{path}: {n} of {dead.shape[1]} units are dead; died: {', '.join(parts)}."
        worst = max(causes(record, path, dead), key=lambda one: one["died"], default=None)
        lines.append(text + (because(worst, epochs) if worst else ""))
    return lines


def because(one: dict, epochs: list) -> str:
    """Return the sentence on the cause of one look's deaths."""
    if one["bias"] is None:
        return ""
    died = f"the biases of those that died {when(one['look'], epochs)}"
    moved = f"{died} moved by {one['change']:+.2g}, those of the others by {one['others']:+.2g}"
    if one["bias"]:
        return f" The cause is visible: {moved} (medians): driven negative by large updates."
    return f" The biases do not show the cause: {moved} (medians)."
