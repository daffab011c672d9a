"""Outcome: what a trained net does on the test set, in figures and pictures.

This is the one place that reads the test set.
"""

from types import SimpleNamespace

import numpy as np

from data import normalize
from diagnose import plots
from dout import folder
from layers import softmax
from optim.evaluate import scores


def report(job: SimpleNamespace, source, where, rows: list[dict], say) -> dict:
    """Write the pictures to the run folder; return the test set's loss and accuracy.

    source is the set's module.
    """
    pixels, y = source.load("test")
    x = normalize.apply(pixels, job.figures)
    found = scores(job.module, job.net, x)
    loss = float(job.loss.forward(found, job.loss.init() | {"y": y}))
    guess = found.argmax(axis=1)
    accuracy = float((guess == y).mean())
    say(f"test loss {loss:.4f}, test accuracy {accuracy:.2%} on {len(y):,} examples")

    classes = source.CLASSES
    K = len(classes)
    counts = np.bincount(y * K + guess, minlength=K * K).reshape(K, K)
    folder.write_picture(where, "curves", plots.curves(rows))
    folder.write_picture(where, "confusion", plots.confusion(counts, classes))
    p = softmax.forward(found, {})
    shape = x.shape[1:]
    if len(shape) == 3:
        folder.write_picture(where, "mistakes", plots.mistakes(pixels, y, p, classes))
    else:
        folder.write_picture(where, "mistakes", regions(job, source.CLASSES, x, y, p))
    folder.write_picture(where, "weights", plots.weights(job.net, shape))
    return {"loss": loss, "accuracy": accuracy}


def regions(job: SimpleNamespace, classes, x: np.ndarray, y: np.ndarray, p: np.ndarray):
    """Return a picture of a plane of points: which class the net sees where."""

    def classify(points):
        return scores(job.module, job.net, points).argmax(axis=1)

    return plots.regions(classify, x, y, classes)
