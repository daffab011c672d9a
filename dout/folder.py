"""Folder: what a run leaves on disk, and how it is opened again.

config.json      the settings, and the versions that made the run
history.csv      a row an epoch, with the columns of optim/history.py
model.npz        the net and what it takes to use it: figures, classes, vocabulary
                 (nets/checkpoint.py)
progress.npz     what --resume needs (optim/progress.py)
diagnosis.npz    what was seen of the net while it was trained (diagnose/record.py)
*.png            curves, confusion, mistakes, weights; augmented images
sample.txt       what a language model writes
"""

import csv
import json
import platform
import sys
import time
from importlib import metadata
from pathlib import Path

import numpy as np

from arrays.atomic import replacing
from dout import choices
from nets import checkpoint


def create(out: str | None, settings: dict, identity: dict) -> Path:
    """Make the run's folder and write config.json. ValueError if it holds anything already."""
    name = f"{settings['data']}-{settings['net']}-{time.strftime('%Y%m%d-%H%M%S')}"
    folder = Path(out) if out else unused(Path("runs") / name)
    refuse_used(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_settings(folder, settings, identity)
    return folder


def write_settings(folder: Path, settings: dict, identity: dict) -> None:
    """Write config.json: the settings, what they do not say of the data, and the versions."""
    made_with = {
        "dout": metadata.version("dout"),
        "numpy": np.__version__,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "command": sys.argv[1:],
    }
    with replacing(folder / "config.json", "w") as file:
        whole = {"settings": settings, "identity": identity, "made_with": made_with}
        json.dump(whole, file, indent=2)
        file.write("\n")


def refuse_used(folder: Path) -> None:
    """Raise ValueError if folder exists and is anything but an empty folder."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        more = f", or go on with the run in it by --resume {folder}"
        raise ValueError(
            f"{folder} exists and is not an empty folder: give --out another"
            + more * (folder / "progress.npz").exists()
        )


def unused(folder: Path) -> Path:
    """Return folder, with a number behind its name if there is one already."""
    candidates = (folder.with_name(f"{folder.name}-{i}") for i in range(2, 1000))
    return next((f for f in (folder, *candidates) if not f.exists()), folder)


def settings(folder: Path) -> dict:
    """Return the settings of a run, each checked as its flag is. ValueError for none."""
    path = folder / "config.json"
    try:
        found = checkpoint.tuples(json.loads(path.read_text("utf-8"))["settings"])
        return choices.checked(found)
    except (FileNotFoundError, NotADirectoryError):
        raise ValueError(f"{folder} is not a run of dout: there is no {path}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} cannot be read as a run's settings: {error}") from error


def refuse_other_data(folder: Path, identity: dict) -> None:
    """Raise ValueError unless the run was made of data of the same identity."""
    made_of = json.loads((folder / "config.json").read_text("utf-8")).get("identity", {})
    if made_of != identity:
        raise ValueError(f"{folder} was trained on another text than the one that is there now")


def write_history(folder: Path, rows: list[dict]) -> None:
    """Write the history, one row an epoch; a figure that there is not is left empty."""
    with replacing(folder / "history.csv", "w") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_model(folder: Path, job) -> None:
    """Write the net with all that `dout predict` and `dout sample` need to use it."""
    checkpoint.save(
        folder / "model.npz", job.module, job.net, arrays=job.figures, facts=job.facts
    )


def write_picture(folder: Path, name: str, figure) -> None:
    """Write a matplotlib figure as NAME.png."""
    with replacing(folder / f"{name}.png") as file:
        figure.savefig(file, format="png", dpi=120)
