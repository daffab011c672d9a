"""Autoencoder: an image through a few numbers and back, out = decoder(encoder(x)).

    autoencoder.init((1, 28, 28), 16, rng)                  784 pixels, 16 numbers
    fit(autoencoder, net, mse, adam, (x, x), ...)           the image is its own target
    (_, _, encoder), (_, _, decoder) = net["layers"]        two sequentials, to run alone

    encoder    [conv - activation] for each F of filters, then conv to code numbers
    decoder    conv_transpose from them, [activation - conv_transpose] for each F in reverse

What the decoder is to make the image of must pass through code numbers, fewer than the pixels.
So the net has to learn what the images have in common, and can code only in what they differ;
with room for every pixel it could hand them on and learn nothing. Without filters it is linear,
and the best it can do is to project on the first code principal components.

Shapes
    x, dx        (N, C, H, W)       H and W divisible by 2 ** len(filters)
    code         (N, code, 1, 1)    of the encoder's out and the decoder's x
    out, dout    (N, C, H, W)

A 4 x 4 window with stride 2 and pad 1 halves an even size, 1 + (H + 2 - 4) / 2 = H / 2, and
transposed it doubles any, (H - 1) 2 - 2 + 4 = 2 H. As 2 divides 4, every pixel inside gets as
many taps, 2 x 2 a channel, where 3 x 3 would draw a checkerboard. The windows around the code
are all that is left of the image, so these two layers are affine. The last weights start small
and out near 0: what a net draws before it has learned anything, it has to unlearn.

Source
    Hinton and Salakhutdinov (2006), "Reducing the Dimensionality of Data with Neural Networks",
    with affine layers throughout, each pair first trained alone; Masci et al. (2011), "Stacked
    Convolutional Auto-Encoders", with max pools. On checkerboards, Odena et al. (2016),
    "Deconvolution and Checkerboard Artifacts".
"""

import math
from itertools import pairwise

import numpy as np

from layers import conv, conv_transpose, relu
from nets import sequential
from nets.sequential import backward, forward

__all__ = ["backward", "forward", "init"]


def init(shape, code: int, rng, *, filters=(16, 32), activation=relu, dtype=np.float32) -> dict:
    """Build the net for images of shape (C, H, W): a sequential of encoder and decoder.

    Raises ValueError if code < 1, or H or W cannot be halved for each of the filters.
    """
    refuse_misfits(shape, code, filters)
    C, H, W = shape
    left = H >> len(filters), W >> len(filters)
    sizes = [C, *filters]
    halving = {"stride": 2, "pad": 1, "dtype": dtype}
    down, up = [], []
    for C, F in pairwise(sizes):
        down.append((conv, conv.init(C, F, 4, 4, rng, **halving)))
        down.append((activation, activation.init()))
    down.append((conv, conv.init(sizes[-1], code, *left, rng, dtype=dtype)))

    # On one pixel no windows overlap, so a sum in the first out has code terms and no more.
    scales = [math.sqrt(2 / code), *("kaiming" for _ in filters)]
    scales[-1] = 0.01
    wide = {"scale": scales[0], "dtype": dtype}
    up.append((conv_transpose, conv_transpose.init(code, sizes[-1], *left, rng, **wide)))
    for scale, (F, C) in zip(scales[1:], pairwise(reversed(sizes)), strict=True):
        settings = {"scale": scale, **halving}
        up.append((activation, activation.init()))
        up.append((conv_transpose, conv_transpose.init(F, C, 4, 4, rng, **settings)))
    encoder, decoder = sequential.init(*down), sequential.init(*up)
    return sequential.init((sequential, encoder), (sequential, decoder))


def refuse_misfits(shape, code: int, filters) -> None:
    """Raise ValueError for images that cannot be halved so often, or a code of nothing."""
    _, H, W = shape
    n = 2 ** len(filters)
    if H % n or W % n:
        raise ValueError(
            f"{len(filters)} filters halve the image {len(filters)} times, so H and W must be "
            f"divisible by 2 ** {len(filters)} = {n}, as {-(-H // n) * n} x {-(-W // n) * n} "
            f"are and {H} x {W} are not"
        )
    if code < 1:
        raise ValueError(f"code must be >= 1 numbers for an image, not {code}")
