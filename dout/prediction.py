"""Prediction: `dout predict` from a run folder and picture files to classes."""

import json
import math
import sys
from pathlib import Path

import numpy as np

from arrays.archive import Damaged
from arrays.atomic import replacing
from data import normalize, picture
from dout import choices
from layers import softmax
from nets import checkpoint
from optim.evaluate import scores


def predict(args) -> int:
    """Print each picture's likeliest classes; return 1 if one could not be read, else 0."""
    module, net, figures, facts = opened(Path(args.run))
    classes, shape = facts["classes"], tuple(facts["shape"])
    if len(shape) != 3:
        raise ValueError(f"{args.run} was trained on points, {facts['data']}, not on pictures")
    ink = getattr(choices.module(choices.DATA, facts["data"]), "INK", False)
    found, failed = [], 0
    for path in args.images:
        try:
            image = picture.read(path, shape, ink=ink)
        except (ValueError, OSError) as error:
            print(f"dout predict: {error}", file=sys.stderr)
            found.append({"image": str(path), "error": str(error)})
            failed = 1
            continue
        p = softmax.forward(scores(module, net, normalize.apply(image[None], figures)), {})[0]
        top = np.argsort(-p, kind="stable")[: args.top]
        print(f"{path}: " + ", ".join(f"{classes[k]} {p[k]:.1%}" for k in top))
        found.append({"image": str(path), "top": [[classes[k], float(p[k])] for k in top]})
        if args.save:
            save(Path(args.save), Path(path).stem, image)
    if args.json:
        print(json.dumps({"run": args.run, "predictions": found}))
    return failed


def opened(run: Path) -> tuple:
    """Return the run's (module, net, figures, facts). ValueError where there is no model."""
    path = run / "model.npz"
    if not path.is_file():
        raise ValueError(f"{run} is not a finished run of dout train: there is no {path}")
    module, net, figures, facts = checkpoint.load(path)
    if facts.get("data") == "text":
        raise ValueError(f"{run} was trained on text, not on pictures: `dout sample` is for it")
    try:
        classes, shape = facts["classes"], facts["shape"]
        fits = facts["data"] in choices.DATA and all(isinstance(name, str) for name in classes)
        fits &= all(0 < side <= 10_000 for side in shape) and math.prod(shape) <= 1_000_000
        fits &= all(figures[key].shape == (shape[0],) for key in ("mean", "std"))
        fits &= scores(module, net, np.zeros((1, *shape), np.float32)).shape == (
            1,
            len(classes),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged(f"{path} was not written by dout train: {error!r}") from error
    if not fits:
        raise Damaged(f"{path} has a net, figures and class names that do not fit together")
    return module, net, figures, facts


def save(folder: Path, stem: str, image: np.ndarray) -> None:
    """Write what the net saw, (C, H, W), as a new STEM-seen.png, eight times as large."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    large = image.repeat(8, axis=1).repeat(8, axis=2)
    names = (f"{stem}-seen{more}.png" for more in ("", *(f"-{i}" for i in range(2, 10_000))))
    name = next(name for name in names if not (folder / name).exists())
    with replacing(folder / name) as file:
        Image.fromarray(np.squeeze(np.moveaxis(large, 0, -1))).save(file, format="png")
