"""Scaling: how the time and the memory of a step grow with batch, width, depth, side, steps.

    python -m benchmarks scaling                     every curve
    python -m benchmarks scaling mlp-batch           one

A curve is one net at four sizes. Each size has a pair of processes of its own, so that
memory is its own peak; what the same net at its least size has there before is taken off,
interpreter and libraries with it. The exponents are slopes of lines through the logarithms:
1 where twice the size takes twice the time. Less than 1 is what a step costs at any size.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks import picture, report
from benchmarks.agree import KINKS, refuse_difference
from benchmarks.alternate import alternate, worker
from benchmarks.workload import Workload
from benchmarks.workloads import convnet, mlp, recurrent, resnet, transformer


@dataclass(frozen=True)
class Curve:
    axis: str  # what grows
    least: int  # a size whose arrays are nothing beside the libraries
    sizes: tuple[int, ...]
    workload: Callable  # size -> Workload


CURVES = {
    "mlp-batch": Curve(
        "batch", 1, (256, 512, 1024, 2048),
        lambda N: mlp.workload((784, 256, 128, 10), N, "momentum", lr=1e-3, limit=KINKS),
    ),
    "mlp-width": Curve(
        "width", 1, (128, 256, 512, 1024),
        lambda M: mlp.workload((784, M, M, 10), 128, "momentum", lr=1e-4, limit=KINKS),
    ),
    "mlp-depth": Curve(
        "depth", 1, (4, 8, 16, 32),
        lambda n: mlp.workload((64, *n * (256,), 10), 256, "momentum", lr=1e-4, limit=KINKS),
    ),
    "convnet-batch": Curve(
        "batch", 2, (8, 16, 32, 64),
        lambda N: convnet.workload(16, ((16, 16), (32, 32)), N, "momentum", lr=3e-4),
    ),
    "convnet-side": Curve(
        "side", 4, (8, 16, 32, 64),
        lambda side: convnet.workload(side, ((16, 16), (32, 32)), 16, "momentum", lr=3e-4),
    ),
    "resnet-depth": Curve(
        "depth", 8, (14, 20, 26, 32),
        lambda depth: resnet.workload(depth, 16, 16, "momentum", lr=2e-4),
    ),
    "lstm-steps": Curve(
        "steps", 1, (25, 50, 100, 200),
        lambda T: recurrent.workload("lstm", 32, T, 64, 128, "momentum", lr=1e-2),
    ),
    "transformer-steps": Curve(
        "steps", 1, (32, 64, 128, 256),
        lambda T: transformer.workload(65, T, 64, 4, 2, 4, "adamw", lr=1e-4),
    ),
}  # fmt: skip

COLUMNS = {  # key: (name, width, format)
    "curve": ("curve", 18, "s"),
    "range": ("sizes", 11, "s"),
    "ours_ms": ("ours ms", 16, "s"),
    "ours_time": ("time ~", 6, ".2f"),
    "theirs_time": ("PyTorch", 7, ".2f"),
    "ours_mb": ("ours MB", 14, "s"),
    "ours_memory": ("memory ~", 8, ".2f"),
    "theirs_memory": ("PyTorch", 7, ".2f"),
}


def run(names, threads: int, seconds: float, rounds: int) -> list[dict]:
    """Measure and print the curves of these names, all if there are none; return them."""
    print(report.heading(COLUMNS), flush=True)
    found = []
    for name in names or CURVES:
        curve = CURVES[name]
        points = [point(name, curve, size, threads, seconds, rounds) for size in curve.sizes]
        found.append({"curve": name, "axis": curve.axis, "points": points} | exponents(points))
        print(report.line(shown(found[-1]), COLUMNS), flush=True)
    return found


def point(name: str, curve: Curve, size: int, threads: int, seconds, rounds) -> dict:
    """Return the size with each side's ms and MB above its base; theirs are None without it."""
    least, item = curve.workload(curve.least), curve.workload(size)
    with (
        worker("ours", threads, "kept") as ask_ours,
        worker("PyTorch", threads) as ask_theirs,
    ):
        asked = {"ours": ask_ours}
        ask_ours("load", "numpy", threads)
        if "absent" not in ask_theirs("load", "torch", threads):
            asked["theirs"] = ask_theirs
        bases = {side: begun(ask, side, least)[1] for side, ask in asked.items()}
        ends = {side: begun(ask, side, item) for side, ask in asked.items()}
        refuse_difference(f"{name} {size}", *(checked for checked, _ in ends.values()))
        times = alternate([(ask, "step") for ask in asked.values()], seconds, rounds)
    figures = {"size": size, "theirs_ms": None, "theirs_mb": None}
    for (side, (_, peak)), bursts in zip(ends.items(), times, strict=True):
        figures[f"{side}_ms"] = 1e3 * float(np.median(bursts))
        figures[f"{side}_mb"] = None if peak is None else (peak - bases[side]) / 1e6
    return figures


def begun(ask, side: str, item: Workload) -> tuple[dict, int | None]:
    """Build a side and check it; return what the check found and the peak of memory."""
    _, checked = ask("begin", getattr(item, side))
    return checked, ask("memory")


def exponents(points: list[dict]) -> dict:
    """Return the exponents of each side's time and memory, None where there is no figure."""
    kinds = {"time": "ms", "memory": "mb"}
    return {
        f"{side}_{kind}": exponent([(at["size"], at[f"{side}_{unit}"]) for at in points])
        for side in ("ours", "theirs")
        for kind, unit in kinds.items()
    }


def exponent(pairs: list[tuple]) -> float | None:
    """Return the slope of the line through the logarithms; None unless all are above 0."""
    if not all(value is not None and value > 0 for _, value in pairs):
        return None
    slope, _ = np.polyfit(*np.log(np.array(pairs, float)).T, 1)
    return float(slope)


def shown(row: dict) -> dict:
    """Return a curve as a line of the table has it."""
    first, last = row["points"][0], row["points"][-1]
    return row | {
        "range": f"{first['size']}..{last['size']}",
        "ours_ms": f"{first['ours_ms']:.2f}..{last['ours_ms']:.2f}",
        "ours_mb": f"{first['ours_mb']:.1f}..{last['ours_mb']:.1f}"
        if first["ours_mb"]
        else None,
    }


def draw(rows: list[dict], state: dict, path) -> None:
    """Write a picture, log by log: time above and memory below, four curves side by side."""
    from matplotlib.figure import Figure

    across = min(4, len(rows))
    down = 2 * math.ceil(len(rows) / across)
    figure = Figure((3.1 * across, 2.3 * down + 0.5), layout="constrained", dpi=150)
    figure.suptitle(
        "A step's time and memory, and the exponents of their growth",
        x=0.01, ha="left", fontsize=13, fontweight="bold", color=picture.INK,
    )  # fmt: skip
    grid = figure.subplots(down, across, squeeze=False)
    for axes in grid.flat:
        axes.set_visible(False)
    for i, row in enumerate(rows):
        top, column = 2 * (i // across), i % across
        above, below = grid[top][column], grid[top + 1][column]
        growth(above, row, "time", "ms")
        growth(below, row, "memory", "mb")
        net = row["curve"].split("-")[0]
        above.set_title(net, loc="left", fontsize=10.5, color=picture.INK)
        below.set_xlabel(row["axis"], fontsize=8.5, color=picture.INK)
    threads = state["threads"]
    figure.supxlabel(
        f"{threads} thread{'s' * (threads > 1)}; memory above that of the libraries",
        x=0.01, ha="left", fontsize=8, color=picture.GREY,
    )  # fmt: skip
    figure.savefig(path)


def growth(axes, row: dict, kind: str, unit: str) -> None:
    """Draw a line for each side that has an exponent."""
    sizes = [at["size"] for at in row["points"]]
    for side, color, name in (
        ("ours", picture.FASTER, "ours"),
        ("theirs", picture.SLOWER, "PyTorch"),
    ):
        slope = row[f"{side}_{kind}"]
        if slope is not None:
            values = [at[f"{side}_{unit}"] for at in row["points"]]
            label = f"{name} {slope:.2f}"
            axes.plot(sizes, values, "o-", color=color, markersize=3.5, label=label)
    axes.set_visible(bool(axes.lines))
    axes.set(xscale="log", yscale="log")
    axes.set_xticks(sizes, sizes)
    axes.set_xticks([], minor=True)
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter("")
    axes.tick_params(labelsize=7.5, colors=picture.GREY, which="both", length=2)
    axes.set_ylabel(unit.replace("mb", "MB"), fontsize=8, color=picture.GREY)
    axes.grid(color="#e6e6e6", linewidth=0.7)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(fontsize=7.5, frameon=False, loc="upper left")
