"""ResNet for small images: a convolution, three stages of residual blocks, a mean, an affine.

    resnet.init((3, 32, 32), 10, rng, depth=20)    273,258 parameters

    conv - [pool] - norm - act - [block] x 3 n - globalavgpool - affine   depth = 6 n + 2

    block    x <- act(way(x) + conv-norm-act-conv-norm(x))    way(x) = x, or conv-norm(x)

The convolutions are 3 x 3 and a stage is n blocks, with width, 2 width and 4 width filters.
The first block of the second and of the third stage goes over the image in steps of 2, and so
does the way around it, a 1 x 1 convolution to twice the channels. Every other way is x itself.
Depth counts what has weights on the longest way: 1 + 3 n 2 + 1.

With pool = p > 1 the first convolution's outputs are pooled, the largest of p x p, so that all
that follows is on an image p times smaller. With p = 2 a net twice as wide, of four times the
weights, takes about the same time. The pool stands before the norm: that is less to norm.

Shapes
    x, dx        (N, C, H, W)    any H, W; the stages' are H, H / 2 and H / 4, rounded up
    out, dout    (N, classes)
    With a pool they are those of H / p and W / p, rounded down.

Source
    He et al. (2015), 4.2, arXiv:1512.03385. Where the shape changes, the paper's nets for CIFAR
    go around by its option A: every other pixel, and zeros for the new channels. This is its
    option B, with 2,848 of the parameters above; 688 more are biases before norms, which take
    them out again, and the other 269,722 are the paper's 0.27 million. The small last weights
    are Goyal et al.'s (2017), 5.1, arXiv:1706.02677. They also start the last gamma of each
    block at 0, so that the block starts as its way. Ours is 1: with 0, nets of depth 20 had
    learned less after a few epochs. Where there is no norm, the last convolution's w starts at
    0 to that end, or each block would double the variance: Zhang et al. (2019),
    arXiv:1901.09321. The paper's nets for ImageNet pool after the first convolution.
"""

from numbers import Integral

import numpy as np

from layers import affine, batchnorm, conv, globalavgpool, maxpool, relu
from nets import residual, sequential
from nets.sequential import backward, forward

__all__ = ["backward", "forward", "init"]


def init(
    shape,
    classes: int,
    rng,
    *,
    depth=20,
    width=16,
    pool=1,
    activation=relu,
    norm=batchnorm,
    dtype=np.float32,
) -> dict:
    """Build the net for images of shape (C, H, W). activation and norm are layers' modules.

    Raises ValueError for a depth that is not 8, 14, 20, 26, 32...; the layers check the rest.
    """
    refuse_misfit(depth)
    parts = [*filtered(shape[0], width, 3, 1, norm, rng, dtype)]
    if pool != 1:
        parts.insert(1, (maxpool, maxpool.init(pool, pool)))
    parts.append((activation, activation.init()))
    C = width
    for F in (width, 2 * width, 4 * width):
        for _ in range(depth // 6):
            parts.append((residual, block(C, F, activation, norm, rng, dtype)))
            parts.append((activation, activation.init()))
            C = F
    parts.append((globalavgpool, globalavgpool.init()))
    parts.append((affine, affine.init(C, classes, rng, scale=0.01, dtype=dtype)))
    return sequential.init(*parts)


def block(C: int, F: int, activation, norm, rng, dtype) -> dict:
    """Return a residual from C channels to F, in steps of 2 if they differ."""
    stride = 1 if C == F else 2
    last = "zeros" if norm is None else "kaiming"
    part = sequential.init(
        *filtered(C, F, 3, stride, norm, rng, dtype),
        (activation, activation.init()),
        *filtered(F, F, 3, 1, norm, rng, dtype, scale=last),
    )
    if C == F:
        return residual.init((sequential, part))
    way = sequential.init(*filtered(C, F, 1, stride, norm, rng, dtype))
    return residual.init((sequential, part), (sequential, way))


def filtered(C: int, F: int, HH: int, stride: int, norm, rng, dtype, scale="kaiming") -> list:
    """Return a convolution that keeps the size, but for its stride, and the norm after it."""
    settings = {"scale": scale, "stride": stride, "pad": HH // 2, "dtype": dtype}
    parts = [(conv, conv.init(C, F, HH, HH, rng, **settings))]
    if norm is not None:
        parts.append((norm, norm.init(F, dtype=dtype)))
    return parts


def refuse_misfit(depth: int) -> None:
    """Raise ValueError, with what would fit, unless depth is 6 n + 2 for a whole n >= 1."""
    if not isinstance(depth, Integral) or depth < 8 or depth % 6 != 2:
        below = int(depth - 2) // 6 * 6 + 2
        fits = f"{below} or {below + 6}" if below >= 8 else "8 or more"
        raise ValueError(
            "depth is a convolution, three stages of n blocks with two each, and an affine: "
            f"1 + 3 n 2 + 1 = 6 n + 2, and so {fits}, not {depth}"
        )
