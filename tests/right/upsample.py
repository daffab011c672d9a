"""Upsampling: every pixel becomes a block of s by t."""


def init(scale):
    pair = tuple(scale) if isinstance(scale, (tuple, list)) else (scale, scale)
    return {"scale": pair}


def forward(x, cache):
    s, t = cache["scale"]
    return x.repeat(s, axis=2).repeat(t, axis=3)


def backward(dout, cache):
    s, t = cache["scale"]
    N, C, H, W = dout.shape
    blocks = dout.reshape(N, C, H // s, s, W // t, t)
    return blocks.sum(axis=(3, 5))
