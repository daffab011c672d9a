"""Misfits: what fit refuses, because it would spoil a run in silence, or only after hours."""

import math
from numbers import Integral, Real

import numpy as np

from nets import walk


def checked_rate(lr: float, step: int) -> float:
    """Return lr. Raises ValueError unless it is a finite number >= 0."""
    if not (isinstance(lr, Real) and 0 <= lr < math.inf):
        raise ValueError(f"fit needs a finite lr >= 0, and at step {step + 1} it is {lr!r}")
    return lr


def refuse_misfits(net, train, valid, epochs, batch_size, l2, keep_best) -> None:
    """Raise ValueError for what would spoil a run in silence, or only after hours."""
    first = next(walk.learned(net), None)
    if first is None:
        raise ValueError("there is nothing to fit: the net has no learned arrays")
    _, inner, key = first
    refuse_data("train", *train, inner[key].dtype)
    if valid is not None:
        refuse_data("valid", *valid, inner[key].dtype)
    elif keep_best:
        raise ValueError("keep_best chooses by the validation set: fit needs valid")
    whole = isinstance(epochs, Integral) and isinstance(batch_size, Integral)
    if not whole or epochs < 1 or batch_size < 1 or not 0 <= l2 < math.inf:
        raise ValueError(
            "fit needs whole epochs >= 1, batch_size >= 1 and finite l2 >= 0, "
            f"not epochs={epochs}, batch_size={batch_size}, l2={l2}"
        )


def refuse_bounds(bounds: dict, accumulate: int, epoch_size, contiguous: bool) -> None:
    """Raise ValueError for a penalty or bound below 0, and for epochs that cannot be."""
    for name, value in bounds.items():
        if value is not None and not (0 < value < math.inf or name == "l1" and value == 0):
            raise ValueError(f"fit needs a finite {name} > 0, not {value}")
    if not isinstance(accumulate, Integral) or accumulate < 1:
        raise ValueError(f"fit needs accumulate >= 1 micro-batches, not {accumulate}")
    if epoch_size is not None and not (isinstance(epoch_size, Integral) and epoch_size >= 1):
        raise ValueError(f"fit needs epoch_size >= 1 examples, or None, not {epoch_size}")
    if contiguous and (accumulate > 1 or epoch_size is not None):
        raise ValueError(
            "contiguous minibatches are taken whole and in order, for a state to go from one "
            "to the next: fit can have no accumulate and no epoch_size with them"
        )


def refuse_data(name: str, x, y, dtype) -> None:
    """Raise ValueError unless x is finite, of dtype or int64 indices, with a y an example."""
    if len(x) != len(y) or not len(x):
        raise ValueError(
            f"{name} needs a y for each x, and one or more, not {len(y)} for {len(x)}"
        )
    if x.dtype != dtype and x.dtype != np.int64:
        raise ValueError(
            f"{name}'s x is {x.dtype}, and the net is {dtype}: normalize pixels with "
            f"data/normalize.py, or convert with x.astype(np.{dtype})"
        )
    if not all(a.dtype.kind in "iub" or np.isfinite(a).all() for a in (x, y)):
        raise ValueError(f"{name} has values that are nan or infinite")
