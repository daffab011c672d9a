"""Multilayer perceptron: blocks of affine, norm, activation and dropout, then a last affine.

    mlp.init((784, 256, 128, 10), rng)    784 features, 256 and 128 hidden units, 10 scores

Shapes
    x, dx        (N, ...)    any shape that flattens to (N, sizes[0])
    out, dout    (N, sizes[-1])

Hidden weights are Kaiming normal, or Xavier before a sigmoid or tanh, whose slope is not
halved. The last weights have deviation 0.01, so that all classes start nearly equal and the
first loss is near ln K: a net that starts sure of itself spends its first steps unlearning it.

Source
    Rumelhart, Hinton and Williams (1986); the small last layer is CS231n's advice.
"""

import numpy as np

from layers import affine, dropout, flatten, relu, sigmoid, tanh
from nets import sequential
from nets.sequential import backward, forward

__all__ = ["backward", "forward", "init"]


def init(sizes, rng, *, activation=relu, norm=None, keep=1.0, dtype=np.float32) -> dict:
    """Build the net. activation and norm are layers' modules; keep below 1 adds dropout.

    Raises ValueError for fewer than two sizes; the layers check the rest.
    """
    if len(sizes) < 2:
        raise ValueError(f"mlp needs sizes from input to output, 2 or more, not {sizes}")
    scale = "xavier" if activation in (sigmoid, tanh) else "kaiming"
    parts = [(flatten, flatten.init())]
    for D, M in zip(sizes[:-2], sizes[1:-1], strict=True):
        parts.append((affine, affine.init(D, M, rng, scale=scale, dtype=dtype)))
        if norm is not None:
            parts.append((norm, norm.init(M, dtype=dtype)))
        parts.append((activation, activation.init()))
        if keep != 1:
            parts.append((dropout, dropout.init(keep, rng.spawn(1)[0])))
    D, M = sizes[-2:]
    parts.append((affine, affine.init(D, M, rng, scale=0.01, dtype=dtype)))
    return sequential.init(*parts)
