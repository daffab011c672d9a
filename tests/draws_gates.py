"""Draws for the gates: activations and arithmetic, of every rank. See draws.py."""

import math
from functools import reduce

import numpy as np
from drawn import Drawn, Pen

from layers import (
    add,
    clip,
    dropout,
    elu,
    exp,
    flatten,
    fork,
    gelu,
    leaky_relu,
    log,
    logsoftmax,
    matmul,
    maximum,
    multiply,
    reciprocal,
    relu,
    scale,
    select,
    shift,
    sigmoid,
    silu,
    softmax,
    softplus,
    sqrt,
    square,
    tanh,
    total,
)


def entrywise(module, *settings, positive=False):
    """Draw x of any shape, with one of each setting's values."""

    def draw(pen: Pen):
        fill = (lambda shape: 0.5 + abs(pen.normal(shape))) if positive else None
        cache = module.init(*(pen.pick(*values) for values in settings))
        return cache, pen.array(*pen.shape(), fill=fill)

    return draw


def rows(module):
    """Draw x of rows along the last axis."""
    return lambda pen: (module.init(), pen.array(*pen.shape(0, 3), pen.size()))


def draw_dropout(pen):
    cache = dropout.init(pen.pick(0.3, 0.6, 1), np.random.default_rng(pen.size(0, 99)))
    return cache | {"train": pen.pick(True, False)}, pen.array(*pen.shape())


def torch_dropout(t, cache, x):
    on = cache["on"]
    return 1 * x if on is None else x * t.tensor(on) / cache["keep"]


def draw_select(pen):
    shape, K = pen.shape(0, 3), pen.size()
    return select.init() | {"index": pen.whole(K, *shape)}, pen.array(*shape, K)


def torch_select(t, cache, x):
    return x.gather(-1, t.tensor(cache["index"]).long()[..., None])[..., 0]


def spread(pen, shape) -> tuple[int, ...]:
    """Draw a shape that broadcasts to shape."""
    own = [1 if pen.rng.random() < 0.3 else n for n in shape]
    return tuple(own[pen.size(0, len(own)) if pen.rng.random() < 0.3 else 0 :])


def gate(module):
    """Draw two or three inputs that broadcast together."""

    def draw(pen):
        shape = pen.shape(0, 3)
        x = tuple(pen.array(*spread(pen, shape)) for _ in range(pen.size(2, 3)))
        return module.init(), x

    return draw


def draw_matmul(pen):
    (n, k, m), shape = (pen.size(1, 3) for _ in range(3)), pen.shape(0, 2)
    a, b = spread(pen, shape), spread(pen, shape)
    return matmul.init(), (pen.array(*a, n, k), pen.array(*b, k, m))


GATES = {
    "relu": Drawn(relu, entrywise(relu), lambda t, cache, x: t.relu(x)),
    "leaky_relu": Drawn(
        leaky_relu,
        entrywise(leaky_relu, (0.2, 0, 0.01)),
        lambda t, cache, x: t.nn.functional.leaky_relu(x, cache["slope"]),
    ),
    "elu": Drawn(
        elu,
        entrywise(elu, (0.5, 1, 1.5)),
        lambda t, cache, x: t.nn.functional.elu(x, cache["alpha"]),
    ),
    "gelu": Drawn(gelu, entrywise(gelu), lambda t, cache, x: t.nn.functional.gelu(x)),
    "silu": Drawn(silu, entrywise(silu), lambda t, cache, x: t.nn.functional.silu(x)),
    "softplus": Drawn(
        softplus, entrywise(softplus), lambda t, cache, x: t.nn.functional.softplus(x)
    ),
    "sigmoid": Drawn(sigmoid, entrywise(sigmoid), lambda t, cache, x: t.sigmoid(x)),
    "tanh": Drawn(tanh, entrywise(tanh), lambda t, cache, x: t.tanh(x)),
    "exp": Drawn(exp, entrywise(exp), lambda t, cache, x: t.exp(x)),
    "log": Drawn(log, entrywise(log, positive=True), lambda t, cache, x: t.log(x)),
    "reciprocal": Drawn(
        reciprocal, entrywise(reciprocal, positive=True), lambda t, cache, x: t.reciprocal(x)
    ),
    "square": Drawn(square, entrywise(square), lambda t, cache, x: t.square(x)),
    "sqrt": Drawn(sqrt, entrywise(sqrt, positive=True), lambda t, cache, x: t.sqrt(x)),
    "total": Drawn(
        total,
        lambda pen: (total.init(), pen.array(*pen.shape(1))),
        lambda t, cache, x: x.sum(0),
    ),
    "scale": Drawn(scale, entrywise(scale, (-1.5, 0, 3)), lambda t, cache, x: cache["a"] * x),
    "shift": Drawn(shift, entrywise(shift, (2.5, -1)), lambda t, cache, x: x + cache["c"]),
    "clip": Drawn(
        clip,
        entrywise(clip, (-0.5, -2), (0.25, 1)),
        lambda t, cache, x: t.clamp(x, cache["low"], cache["high"]),
    ),
    "dropout": Drawn(dropout, draw_dropout, torch_dropout),
    "fork": Drawn(
        fork,
        entrywise(fork, (1, 2, 3)),
        lambda t, cache, x: tuple(x.clone() for _ in range(cache["n"])),
    ),
    "flatten": Drawn(
        flatten,
        lambda pen: (flatten.init(), pen.array(*pen.shape(1))),
        lambda t, cache, x: x.reshape(len(x), math.prod(x.shape[1:])),
    ),
    "softmax": Drawn(softmax, rows(softmax), lambda t, cache, x: t.softmax(x, -1)),
    "logsoftmax": Drawn(logsoftmax, rows(logsoftmax), lambda t, cache, x: t.log_softmax(x, -1)),
    "select": Drawn(select, draw_select, torch_select),
    "add": Drawn(add, gate(add), lambda t, cache, *x: sum(x)),
    "multiply": Drawn(multiply, gate(multiply), lambda t, cache, *x: math.prod(x)),
    "maximum": Drawn(maximum, gate(maximum), lambda t, cache, *x: reduce(t.maximum, x)),
    "matmul": Drawn(matmul, draw_matmul, lambda t, cache, *x: t.matmul(*x)),
}
