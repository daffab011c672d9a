"""ResNet-9: a residual net for small images that learns in few epochs.

    resnet9.init((3, 32, 32), 10, rng, width=32)    1,647,242 parameters

    conv - norm - act - [stage] x 3 - globalavgpool - affine

    stage    x <- act(norm(pool(conv(x))))    to twice the filters, on half the image
             x <- x + act(norm(conv(...(x)))) as many convolutions as the stage's residual has

The convolutions are 3 x 3, the first with width filters, a stage's with twice those before it.
The paper's ResNet halves its images by a convolution in steps of 2; here a convolution sees
every pixel, and a max pool keeps the largest of 2 x 2. Width 64 with residuals (2, 0, 2) is
Page's net, and 9 the number of its layers with weights.

Shapes
    x, dx        (N, C, H, W)    H and W at least 8
    out, dout    (N, classes)

Source
    Page (2018), "How to Train Your ResNet", where it takes 94 % on CIFAR-10 in ten or so
    epochs. He pools after the norm; here before it, so that a quarter is left to norm. He ends
    with a max pool over all that is left, and scales the scores by 1 / 8; ours is the mean and
    a small affine, as in nets/resnet.py.
"""

import numpy as np

from layers import affine, batchnorm, globalavgpool, maxpool, relu
from nets import residual, sequential
from nets.resnet import filtered
from nets.sequential import backward, forward

__all__ = ["backward", "forward", "init"]


def init(
    shape,
    classes: int,
    rng,
    *,
    width=64,
    residuals=(2, 0, 2),
    activation=relu,
    norm=batchnorm,
    dtype=np.float32,
) -> dict:
    """Build the net for images of shape (C, H, W). activation and norm are layers' modules.

    residuals has a stage's number of convolutions that are gone around, 0 for none, for each
    stage. Raises ValueError for images that the stages cannot halve; the layers check the rest.
    """
    if min(shape[1:]) < 2 ** len(residuals):
        raise ValueError(
            f"{len(residuals)} stages halve an image of at least {2 ** len(residuals)} pixels "
            f"a side, not one of {shape[1]} x {shape[2]}"
        )

    def act():
        return activation, activation.init()

    parts, F = [*filtered(shape[0], width, 3, 1, norm, rng, dtype), act()], width
    for around in residuals:
        first, *scaled = filtered(F, 2 * F, 3, 1, norm, rng, dtype)
        parts += [first, (maxpool, maxpool.init(2, 2)), *scaled, act()]
        F = 2 * F
        if around:
            way = []
            for _ in range(around):
                way += [*filtered(F, F, 3, 1, norm, rng, dtype), act()]
            parts.append((residual, residual.init((sequential, sequential.init(*way)))))
    parts.append((globalavgpool, globalavgpool.init()))
    parts.append((affine, affine.init(F, classes, rng, scale=0.01, dtype=dtype)))
    return sequential.init(*parts)
