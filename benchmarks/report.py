"""Report: what was measured, as figures, as lines of a table, and as the lines above it."""

import platform

import numpy as np

from benchmarks import machine, products

COLUMNS = {  # key: (name, width, format)
    "workload": ("workload", 27, "s"),
    "ours_ms": ("ours ms", 9, ".3f"),
    "theirs_ms": ("PyTorch ms", 10, ".3f"),
    "ratio": ("ours/PyTorch", 12, ".3f"),
    "spread": ("quartiles", 14, "s"),
    "limit_share": ("limit", 6, ".0%"),
    "ours_mb": ("ours MB", 8, ".0f"),
    "theirs_mb": ("PyTorch MB", 10, ".0f"),
}


def figures(name: str, about: str, found: dict) -> list[dict]:
    """Return a row for each task of a workload: medians over rounds in ms, and ratios that are
    medians of a round's ratios.

    What needs PyTorch, or a product, is None without it.
    """
    ours, theirs = found["ours"], found["theirs"]
    machine = {
        "ours_mb": megabytes(ours),
        "theirs_mb": megabytes(theirs),
        "ours_gflops": gflops(ours),
        "theirs_gflops": gflops(theirs),
    }
    return [
        {"workload": name if task == "step" else f"{name} {task}"}
        | {"name": name, "task": task, "about": about}
        | times(bursts)
        | machine
        for task, bursts in found["bursts"].items()
    ]


def times(bursts: dict) -> dict:
    """Return the figures that come of each side's bursts."""
    bursts = {side: np.array(seconds) for side, seconds in bursts.items()}
    ours, theirs, limit = (bursts.get(side) for side in ("ours", "theirs", "limit"))
    ratios = None if theirs is None else np.quantile(ours / theirs, [0.25, 0.5, 0.75]).tolist()
    return {
        "ours_ms": milliseconds(ours),
        "theirs_ms": milliseconds(theirs),
        "ratio": ratios and ratios[1],
        "ratio_quartiles": ratios and ratios[::2],
        "limit_ms": milliseconds(limit),
        "limit_share": None if limit is None else float(np.median(limit / ours)),
        "bursts_ms": {side: [*(1e3 * seconds)] for side, seconds in bursts.items()},
    }


def milliseconds(seconds: np.ndarray | None) -> float | None:
    """Return the median in ms."""
    return None if seconds is None else 1e3 * float(np.median(seconds))


def geometric_mean(rows: list[dict]) -> str | None:
    """Return a line with the geometric mean of the rows' ratios; None without two of them."""
    ratios = [row["ratio"] for row in rows if row["ratio"] is not None]
    if len(ratios) < 2:
        return None
    mean = float(np.exp(np.log(ratios).mean()))
    return f"geometric mean of ours/PyTorch over {len(ratios)} training steps: {mean:.3f}"


def megabytes(facts: dict) -> float | None:
    """Return the peak of a process in MB of 10^6 bytes."""
    return facts["peak_bytes"] / 1e6 if facts.get("peak_bytes") else None


def gflops(facts: dict) -> float | None:
    """Return the rate of the square product, in 10^9 operations a second."""
    if "square" not in facts:
        return None
    return products.FLOPS / float(np.median(facts["square"])) / 1e9


def state(found: dict, threads: int) -> dict:
    """Return what the machine is, and was as the measurement began."""
    ours, theirs = found["ours"], found["theirs"]
    return {
        "python": platform.python_version(),
        "cpu": machine.cpu(),
        "threads": threads,
        "ours": f"{ours['name']}, {ours['blas']}",
        "theirs": None if "absent" in theirs else f"{theirs['name']}, {theirs['blas']}",
        "absent": theirs.get("absent"),
        "ours_gflops": gflops(ours),
        "theirs_gflops": gflops(theirs),
    }


def above(state: dict) -> str:
    """Return the lines above the table: the machine, its rate on either side, the versions."""
    n, threads = products.SIDE, state["threads"]
    lines = [
        f"{threads} thread{'s' * (threads > 1)} on {state['cpu']}; Python {state['python']}",
        f"GFLOP/s are those of a product of {n} x {n} in float32",
        f"ours     {state['ours_gflops']:4.0f} GFLOP/s  {state['ours']}",
    ]
    if state["theirs"]:
        lines += [f"PyTorch  {state['theirs_gflops']:4.0f} GFLOP/s  {state['theirs']}"]
    else:
        lines += [f"PyTorch     - (no torch to compare with: {state['absent']})"]
    return "\n".join(lines)


def heading(columns=COLUMNS) -> str:
    """Return the names over the columns that line prints."""
    return "  ".join(cell(key, name, columns) for key, (name, _, _) in columns.items())


def line(row: dict, columns=COLUMNS) -> str:
    """Return a row in columns, "-" where it has no figure."""
    return "  ".join(
        cell(key, "-" if row[key] is None else format(row[key], kind), columns)
        for key, (_, _, kind) in columns.items()
    )


def spread(row: dict) -> dict:
    """Return a row with its quartiles as one text."""
    quartiles = row["ratio_quartiles"]
    return row | {"spread": "{:.3f}..{:.3f}".format(*quartiles) if quartiles else None}


def cell(key: str, text: str, columns) -> str:
    """Return text as wide as its column: the first from the left, figures from the right."""
    width = columns[key][1]
    return text.ljust(width) if key == next(iter(columns)) else text.rjust(width)
