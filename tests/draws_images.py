"""Draws for the layers of images. See draws.py."""

from drawn import Drawn, filters, pools

from layers import (
    avgpool,
    conv,
    conv_transpose,
    globalavgpool,
    maxpool,
    pad,
    upsample,
)


def image(pen, C: int, HH=1, WW=1, pad=(0, 0), **settings):
    """Draw images in which an HH by WW window fits, of little more than its size."""
    H, W = (
        pen.size(max(1, n - 2 * p), max(1, n - 2 * p) + 3)
        for n, p in zip((HH, WW), pad, strict=True)
    )
    return pen.array(pen.size(0, 2), C, H, W, **settings)


def draw_conv(pen):
    drawn = pen.draw(filters(2))
    cache = conv.init(**drawn, rng=pen.rng, dtype=pen.dtype)
    return cache, image(pen, drawn["C"], *cache["w"].shape[2:], cache["pad"])


def draw_conv_transpose(pen):
    drawn = pen.draw(filters(2))
    cache = conv_transpose.init(**drawn, rng=pen.rng, dtype=pen.dtype)
    settings = zip(cache["stride"], cache["pad"], cache["w"].shape[2:], strict=True)
    least = [max(1, 1 - (window - 2 * p - 1) // s) for s, p, window in settings]
    return cache, image(pen, drawn["C"], *least)


def convolved(name):
    def theirs(t, cache, x, w, b):
        f = getattr(t.nn.functional, name)
        return f(x, w, b, cache["stride"], cache["pad"], groups=cache["groups"])

    return theirs


def pool(module, **settings):
    def draw(pen):
        drawn = pen.draw(pools())
        cache = module.init(drawn.pop("HH"), drawn.pop("WW"), **drawn)
        x = image(pen, pen.size(1, 2), cache["HH"], cache["WW"], cache["pad"], **settings)
        return cache, x

    return draw


def pooled(name):
    def theirs(t, cache, x):
        f = getattr(t.nn.functional, name)
        return f(x, (cache["HH"], cache["WW"]), cache["stride"], cache["pad"])

    return theirs


def draw_upsample(pen):
    return upsample.init(pen.pick(1, 2, (3, 1), (2, 3))), image(pen, pen.size())


def draw_pad(pen):
    four = tuple(pen.size(0, 2) for _ in range(4))
    return pad.init(pen.pick(1, four[:2], four)), image(pen, pen.size())


def torch_pad(t, cache, x):
    top, bottom, left, right = cache["pad"]
    return t.nn.functional.pad(x, (left, right, top, bottom))


IMAGES = {
    "conv": Drawn(conv, draw_conv, convolved("conv2d")),
    "conv_transpose": Drawn(conv_transpose, draw_conv_transpose, convolved("conv_transpose2d")),
    "maxpool": Drawn(maxpool, pool(maxpool, spread=False), pooled("max_pool2d")),
    "avgpool": Drawn(avgpool, pool(avgpool), pooled("avg_pool2d")),
    "globalavgpool": Drawn(
        globalavgpool,
        lambda pen: (globalavgpool.init(), image(pen, pen.size())),
        lambda t, cache, x: t.nn.functional.adaptive_avg_pool2d(x, 1)[:, :, 0, 0],
    ),
    "upsample": Drawn(
        upsample,
        draw_upsample,
        lambda t, cache, x: t.nn.functional.interpolate(x, scale_factor=cache["scale"]),
    ),
    "pad": Drawn(pad, draw_pad, torch_pad),
}
