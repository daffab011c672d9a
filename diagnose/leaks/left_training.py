"""Left in training: a dropout that still draws, or a batchnorm that still looks at the batch.

    out of training    dropout is the identity, and batchnorm takes its running averages

Left in training mode at an evaluation, a net gives scores that depend on the draw, or on what
else is in the batch, and each batch moves the averages by data it should not learn from.
Nothing says so: the figures are only worse than they need be, or, with a batch of one class,
better than they are.

Looked for only where the net is being evaluated. What it costs is measured with that layer
alone in training, and all others out of it:

    cost = rms(s1 - s2) / rms(s - mean s)

over the scores' deviation, with s1 and s2 two draws of a dropout, or a batchnorm's batch and
running averages, and s the scores with all layers out of training.

Threshold
    0: any at all. A dropout that keeps everything costs nothing and is none. Measured in
    trained and fresh nets: 0.16 to 6.6 for a dropout (57), 0.02 to 0.97 for a batchnorm (11).
"""

import numpy as np

from diagnose.evidence import Evidence, rms
from diagnose.leaks.finding import Finding
from nets import walk

NAME = "left in training"
THRESHOLD = 0.0
REMEDY = "Call walk.set_training(net, False) before evaluating: one mode for all the layers."


def measure(e: Evidence) -> list[Finding]:
    """Return for each dropout and batchnorm of an evaluating net what its mode costs."""
    layers = [layer for layer in e.seen if "train" in layer.cache] if e.evaluating else []
    if not layers:
        return []
    left = [layer for layer in layers if layer.cache["train"]]
    plain = scores(e, None) if left else None
    return [judged(e, layer, plain if layer.cache["train"] else None) for layer in layers]


def judged(e: Evidence, layer, plain) -> Finding:
    """Return what is found of one layer; plain is None if it is out of training."""
    if plain is None:
        said = "is out of training, as it should be"
        return Finding(NAME, layer.path, 0.0, THRESHOLD, False, said, REMEDY)
    first = scores(e, layer.path)
    other = scores(e, layer.path, first=False) if layer.name == "dropout" else plain
    size = rms(plain - plain.mean(axis=0))
    figure = rms(first - other) / size if size else rms(first - other)
    between = "two draws" if layer.name == "dropout" else "the batch's averages and its own"
    moved = float((first.argmax(axis=-1) != other.argmax(axis=-1)).mean())
    said = (
        f"is in training at an evaluation: between {between} the scores differ by {figure:.0%} "
        f"of their deviation"
    )
    more = {"moved": moved}
    return Finding(NAME, layer.path, figure, THRESHOLD, figure != 0, said, REMEDY, more)


def scores(e: Evidence, path: str | None, first=True) -> np.ndarray:
    """Return the scores with the layer at path alone in training, at its first draw or next."""
    trial = walk.trial(e.net)
    walk.forget(trial)
    walk.set_training(trial, False)
    for name, inner in walk.layers(trial):
        if name == path:
            inner["train"] = True
            if not first:
                inner["rng"] = inner["rng"].spawn(1)[0]
    with np.errstate(all="ignore"):
        return e.module.forward(e.x, trial)
