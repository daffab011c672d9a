"""Dropout: in training out = x * on / keep, where each entry is on with probability keep.

Outside training out = x. Dividing by keep makes the mean over the draws x as well, so that
nothing need be scaled later.

Shapes
    x, dx, on, out, dout    any, all the same

Gradient
    Given the draw, out is x times a constant, entry by entry:

        dx = dout * on / keep

Source
    Srivastava et al. (2014), JMLR 15; the division is CS231n's "inverted dropout". keep is
    the share kept, CS231n's p; PyTorch's p is the share dropped, 1 - keep.
"""

import numpy as np

from arrays.entrywise import entrywise


def init(keep: float, rng: np.random.Generator) -> dict:
    """Keep the share and the generator to draw from. Raises ValueError unless 0 < keep <= 1."""
    if not 0 < keep <= 1:
        raise ValueError(f"dropout needs 0 < keep <= 1, the share kept, not keep={keep}")
    return {"keep": keep, "rng": rng, "train": True}


def forward(x: np.ndarray, cache: dict) -> np.ndarray:
    """Return out, which is x itself outside training; save on, None there."""
    cache["on"] = on = draw(x.shape, cache) if cache["train"] else None
    return x if on is None else dropped(x, on, cache["keep"])


def backward(dout: np.ndarray, cache: dict) -> np.ndarray:
    """Return dx, which is dout itself outside training."""
    on = cache["on"]
    return dout if on is None else dropped(dout, on, cache["keep"])


def dropped(x: np.ndarray, on: np.ndarray, keep: float) -> np.ndarray:
    """Return x * on / keep."""

    def fill(x, on, out):
        out[...] = on  # x * on would turn on into x's dtype in a slower way
        out *= x
        out /= keep

    return entrywise(fill, x, on)


def draw(shape: tuple[int, ...], cache: dict) -> np.ndarray:
    """Return booleans of shape, each True with probability keep."""
    return cache["rng"].random(shape, np.float32) < cache["keep"]
