"""Reciprocal: out = 1 / x."""


def init():
    return {}


def forward(x, cache):
    cache["x"] = x
    return 1 / x


def backward(dout, cache):
    x = cache["x"]
    return -dout / x**2
