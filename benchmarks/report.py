"""Report: what was measured, as figures, as lines of a table, and as the lines above it."""

import platform

import numpy as np

from benchmarks import machine, products

COLUMNS = {  # key: (name, width, format)
    "workload": ("workload", 14, "s"),
    "ours_ms": ("ours ms", 9, ".3f"),
    "theirs_ms": ("PyTorch ms", 10, ".3f"),
    "ratio": ("ours/PyTorch", 12, ".3f"),
    "spread": ("quartiles", 14, "s"),
    "limit_share": ("limit", 6, ".0%"),
    "ours_mb": ("ours MB", 8, ".0f"),
    "theirs_mb": ("PyTorch MB", 10, ".0f"),
}


def figures(name: str, about: str, found: dict) -> dict:
    """Return a row: medians over rounds in ms, and ratios that are medians of a round's ratios.

    What needs PyTorch is None without it.
    """
    ours, theirs, limit = found["ours"], found["theirs"], np.array(found["limit"])
    steps = np.array(ours["bursts"])
    row = {
        "workload": name,
        "about": about,
        "ours_ms": 1e3 * float(np.median(steps)),
        "theirs_ms": None,
        "ratio": None,
        "ratio_quartiles": None,
        "limit_ms": 1e3 * float(np.median(limit)),
        "limit_share": float(np.median(limit / steps)),
        "ours_mb": megabytes(ours),
        "theirs_mb": megabytes(theirs),
        "ours_gflops": gflops(ours),
        "theirs_gflops": gflops(theirs),
        "bursts_ms": {"ours": [*(1e3 * steps)], "limit": [*(1e3 * limit)]},
    }
    if "absent" not in theirs:
        other = np.array(theirs["bursts"])
        low, middle, high = np.quantile(steps / other, [0.25, 0.5, 0.75])
        row |= {
            "theirs_ms": 1e3 * float(np.median(other)),
            "ratio": float(middle),
            "ratio_quartiles": [float(low), float(high)],
        }
        row["bursts_ms"]["theirs"] = [*(1e3 * other)]
    return row


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


def heading() -> str:
    """Return the names over the columns that line prints."""
    return "  ".join(cell(key, name) for key, (name, _, _) in COLUMNS.items())


def line(row: dict) -> str:
    """Return a row in columns, "-" where it has no figure."""
    quartiles = row["ratio_quartiles"]
    spread = "{:.3f}..{:.3f}".format(*quartiles) if quartiles else None
    shown = row | {"spread": spread}
    return "  ".join(
        cell(key, "-" if shown[key] is None else format(shown[key], kind))
        for key, (_, _, kind) in COLUMNS.items()
    )


def cell(key: str, text: str) -> str:
    """Return text as wide as its column: the workload from the left, figures from the right."""
    width = COLUMNS[key][1]
    return text.ljust(width) if key == "workload" else text.rjust(width)
