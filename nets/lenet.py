"""LeNet-5: two 5 x 5 convolutions, each followed by a 2 x 2 pool; then three affine layers.

    conv 6 - pool - conv 16 - pool - affine 120 - affine 84 - affine classes

Shapes
    x, dx        (N, C, H, W)    28 x 28 or larger by fours; 32 x 32 for CIFAR
    out, dout    (N, classes)

A border of two pixels makes the 28 x 28 of MNIST the 32 x 32 of the paper.

Source
    LeCun, Bottou, Bengio and Haffner (1998), fig. 2, with ReLU and max pooling in the place of
    their tanh and averages, all 16 maps seeing all 6, and scores in the place of radial units.
"""

import numpy as np

from layers import affine, conv, dropout, flatten, maxpool, relu
from nets import sequential
from nets.sequential import backward, forward

__all__ = ["backward", "forward", "init"]


def init(
    shape, classes: int, rng, *, activation=relu, pool=maxpool, keep=1.0, dtype=np.float32
) -> dict:
    """Build the net for images of shape (C, H, W). keep below 1 adds dropout before affines.

    Raises ValueError for images smaller than 12 x 12, of which nothing would be left.
    """
    C, H, W = shape
    if min(H, W) < 12:
        raise ValueError(f"lenet needs images of 12 x 12 pixels or more, not {H} x {W}")
    parts = []
    for F, pad in ((6, 2), (16, 0)):
        parts.append((conv, conv.init(C, F, 5, 5, rng, pad=pad, dtype=dtype)))
        parts.append((activation, activation.init()))
        parts.append((pool, pool.init(2, 2)))
        C, H, W = F, (H + 2 * pad - 4) // 2, (W + 2 * pad - 4) // 2
    parts.append((flatten, flatten.init()))
    D = C * H * W
    for M in (120, 84):
        if keep != 1:
            parts.append((dropout, dropout.init(keep, rng.spawn(1)[0])))
        parts.append((affine, affine.init(D, M, rng, dtype=dtype)))
        parts.append((activation, activation.init()))
        D = M
    parts.append((affine, affine.init(D, classes, rng, scale=0.01, dtype=dtype)))
    return sequential.init(*parts)
