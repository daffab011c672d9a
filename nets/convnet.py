"""Convnet: stages of 3 x 3 convolutions, each stage ended by a 2 x 2 max pool; then an affine.

    convnet.init((3, 32, 32), ((32, 32), (64, 64), (128, 128)), 10, rng)

A convolution keeps the image's size, by a border of one pixel, and is followed by norm and
activation; a pool halves it. So a stage sees twice as far as the one before it, with more
filters on a quarter of the places.

Shapes
    x, dx        (N, C, H, W)
    out, dout    (N, classes)

Source
    Simonyan and Zisserman (2014), arXiv:1409.1556, of which this is a small one; the norms are
    Ioffe and Szegedy's (2015). The last weights start small, as mlp's do and for its reason.
"""

import numpy as np

from layers import affine, batchnorm, conv, dropout, flatten, maxpool, relu
from nets import sequential
from nets.sequential import backward, forward

__all__ = ["backward", "forward", "init"]


def init(
    shape,
    stages,
    classes: int,
    rng,
    *,
    activation=relu,
    norm=batchnorm,
    keep=1.0,
    dtype=np.float32,
) -> dict:
    """Build the net for images of shape (C, H, W); stages are tuples of numbers of filters.

    keep below 1 puts a dropout before the last layer. Raises ValueError if the pools would
    leave no pixel.
    """
    C, H, W = shape
    if min(H, W) < 2 ** len(stages):
        raise ValueError(
            f"{len(stages)} stages halve {H} x {W} pixels to none: at most "
            f"{min(H, W).bit_length() - 1} fit"
        )
    parts = []
    for stage in stages:
        for F in stage:
            parts.append((conv, conv.init(C, F, 3, 3, rng, pad=1, dtype=dtype)))
            if norm is not None:
                parts.append((norm, norm.init(F, dtype=dtype)))
            parts.append((activation, activation.init()))
            C = F
        parts.append((maxpool, maxpool.init(2, 2)))
        H, W = H // 2, W // 2
    parts.append((flatten, flatten.init()))
    if keep != 1:
        parts.append((dropout, dropout.init(keep, rng.spawn(1)[0])))
    parts.append((affine, affine.init(C * H * W, classes, rng, scale=0.01, dtype=dtype)))
    return sequential.init(*parts)
