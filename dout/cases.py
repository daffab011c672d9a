"""Cases: `dout case NAME`, from a file of diagnose/cases/ to its figures and its picture."""

import importlib
import json
import math
from pathlib import Path

import numpy as np

from arrays.atomic import replacing


def run(args, module: str) -> int:
    """Print what the case tells and write its picture; return 0."""
    path = target(args.out or f"case-{args.name}.png")
    case = importlib.import_module(module)
    found = case.run(seed=args.seed)
    print(case.told(found))
    with replacing(path) as file:
        case.draw(found).savefig(file, format="png", dpi=150)
    print(f"\nPicture: {path}")
    if args.json:
        figures = {"case": args.name, "seed": args.seed, "figures": scalars(found)}
        print(json.dumps(figures, allow_nan=False))
    return 0


def target(out: str) -> Path:
    """Return where the picture goes. ValueError, before any work, if it cannot go there."""
    path = Path(out)
    if path.suffix.lower() != ".png":
        raise ValueError(f"--out needs a file's name that ends in .png, not {out!r}")
    if not path.parent.is_dir():
        raise ValueError(f"there is no folder {path.parent} for {path.name}: make it first")
    if path.is_dir():
        raise ValueError(f"{path} is a folder: give --out the name of a file")
    return path


def scalars(found: dict) -> dict:
    """Return the numbers, texts and booleans in found; None for what is not finite."""
    kept = {}
    for name, value in found.items():
        if isinstance(value, np.generic):
            value = value.item()
        if isinstance(value, dict):
            inner = scalars(value)
            kept |= {name: inner} if inner else {}
        elif isinstance(value, float):
            kept[name] = value if math.isfinite(value) else None
        elif value is None or isinstance(value, (bool, int, str)):
            kept[name] = value
    return kept
