"""Record: what a run's looks at its net have left, look by look, and the file that keeps it.

A record is a dict:

    looks       a list of what stands in no array: epoch (0 before training), examples, loss,
                and findings, the alarms as [leak, where, figure, said]
    arrays      by name, a list with one array a look
        out/PATH               of a layer's outputs: RMS, lowest and highest entry, and the
                               counts in BINS equal bins between these
        dout/PATH              of their gradients likewise, but for the RMS of log10 |dout|,
                               entries of 0 left out
        update/PATH.KEY        RMS of one step's change over the array's own RMS; nan before
                               training
        dead/PATH              of a ReLU: which units were 0 for all examples
        bias/PATH              of a ReLU: the biases of the last layer before it that has some

A sample of the entries stands for the whole, or looking would cost more than a step.
"""

from pathlib import Path

import numpy as np

from arrays import archive
from diagnose.evidence import Evidence
from diagnose.leaks import dead_relu
from nets import walk

BINS, ENTRIES = 40, 2000
FILE = "diagnosis.npz"


def new() -> dict:
    """Return a record without looks."""
    return {"looks": [], "arrays": {}}


def add(record: dict, epoch: int, e: Evidence, findings: list) -> None:
    """Add one look: its evidence, and all findings of the rules."""
    alarms = [finding for finding in findings if finding.alarm]
    said = [[f.leak, f.where, finite(f.figure), f.said] for f in alarms]
    look = {"epoch": epoch, "examples": len(e.x), "loss": finite(e.loss), "findings": said}
    record["looks"].append(look)
    found = {}
    for layer in e.seen:
        for way in ("out", "dout"):
            a = getattr(layer, way)
            if isinstance(a, np.ndarray) and a.dtype.kind == "f" and a.ndim:
                found[f"{way}/{layer.path}"] = spread(a, sizes=way == "dout")
    updates = e.updates or {path: np.nan for path, _, _ in walk.learned(e.net)}
    found |= {f"update/{path}": np.float64(v) for path, v in updates.items()}
    found |= {f"dead/{f.where}": f.more["dead"] for f in findings if f.leak == dead_relu.NAME}
    found |= {f"bias/{path}": b for path, b in biases(e).items()}
    for name, a in found.items():
        record["arrays"].setdefault(name, []).append(np.array(a))


def spread(a: np.ndarray, sizes=False) -> np.ndarray:
    """Return RMS, lowest, highest and the histogram of a sample of a's entries, (3 + BINS,).

    With sizes all but the RMS are of log10 |a|. Where there is nothing to count, they are nan.
    """
    few = np.ravel(a)[:: max(1, a.size // ENTRIES) | 1].astype(np.float64)
    few = few[np.isfinite(few)]
    rms = np.sqrt(np.mean(few**2)) if few.size else np.nan
    if sizes:
        few = np.log10(abs(few[few != 0]))
    if not few.size:
        return np.array([rms, *np.full(2 + BINS, np.nan)])
    low, high = few.min(), few.max()
    counts, _ = np.histogram(few, BINS, (low, high if high > low else low + 1))
    return np.array([rms, low, high, *counts])


def biases(e: Evidence) -> dict:
    """Return for each ReLU the biases of the last layer before it that has a unit for each."""
    found = {}
    for i, layer in enumerate(e.seen):
        if layer.name == "relu":
            axis = 1 if np.ndim(layer.out) == 4 else -1
            for before in reversed(e.seen[:i]):
                b = before.cache.get("b", before.cache.get("beta"))
                if b is not None and np.shape(b) == (layer.out.shape[axis],):
                    found[layer.path] = b
                    break
    return found


def finite(v: float) -> float | None:
    """Return v, None where JSON has no number for it."""
    return float(v) if np.isfinite(v) else None


def save(folder: Path, record: dict) -> None:
    """Write the record to the run's folder, whole or not at all."""
    arrays = {name: np.stack(rows) for name, rows in record["arrays"].items()}
    archive.write(folder / FILE, arrays, {"looks": record["looks"]})


def load(folder: Path) -> dict:
    """Return the run's record, without looks if it kept none. Raises archive.Damaged."""
    if not (folder / FILE).exists():
        return new()
    arrays, facts = archive.read(folder / FILE)
    record = {"looks": facts.get("looks"), "arrays": {k: list(a) for k, a in arrays.items()}}
    n = len(record["looks"]) if isinstance(record["looks"], list) else -1
    if any(len(rows) != n for rows in record["arrays"].values()):
        raise archive.Damaged(f"{folder / FILE} has not the same looks in all its arrays")
    return record
