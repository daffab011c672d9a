"""Products: matrix products alone, as a limit for a step and as the rate of a machine.

A limit runs what a layer's formulas multiply, each factor laid out: a convolution is an affine
layer with a row for every window. Some convolutions do with fewer operations, and can get below
it.
"""

import math

import numpy as np

from nets import walk

SIDE = 1024  # of the square product
FLOPS = 2 * SIDE**3


def limits(products) -> dict:
    """Return {task + " limit": a function that runs its products}, for tasks that have any.

    Factors are contiguous: views turned over, as in x.T @ dout, took the same time. Products
    of equal shapes share theirs.
    """
    rng, factors = np.random.default_rng(231), {}
    wanted = {task: pairs for task, pairs in products().items() if pairs}
    for pairs in wanted.values():
        for shape in {shape for pair in pairs for shape in pair} - factors.keys():
            factors[shape] = rng.standard_normal(shape, np.float32)

    def run_of(pairs):
        operands = [(factors[left], factors[right]) for left, right in pairs]

        def run():
            for a, b in operands:
                np.matmul(a, b)

        return run

    return {f"{task} limit": run_of(pairs) for task, pairs in wanted.items()}


def of_step(drawn) -> dict:
    """Return the products of a training step: all of the net's but for the first dx."""
    module, net, _, (xs, _) = drawn()
    shapes, first = {}, next(walk.learned(net))[1]
    module.forward(xs[0], walk.watched(net, lambda path, out: shapes.update({path: out.shape})))
    pairs = []
    for path, inner in walk.layers(net):
        forward, dw, dx = of_layer(path.rpartition(".")[2], inner, shapes[path])
        pairs += forward + dw + ([] if inner is first else dx)
    return {"step": pairs}


def of_passes(drawn) -> dict:
    """Return the products of a layer's two passes."""
    module, cache, x = drawn()
    name, shape = module.__name__.rpartition(".")[2], np.shape(module.forward(x, cache))
    forward, dw, dx = of_layer(name, cache, shape)
    return {"forward": forward, "backward": dw + dx}


def of_layer(name: str, cache: dict, shape: tuple) -> tuple[list, list, list]:
    """Return the products of forward, dw and dx; shape is out's."""
    return KINDS[name](cache, shape) if name in KINDS else ([], [], [])


def matrix(n: int, D: int, M: int) -> tuple:
    """Return those of x @ w, with x (n, D) and w (D, M): forward, dw, dx."""
    return [((n, D), (D, M))], [((D, n), (n, M))], [((n, M), (M, D))]


def affine(cache, shape) -> tuple:
    return matrix(math.prod(shape[:-1]), *cache["w"].shape)


def unembedding(cache, shape) -> tuple:
    return matrix(math.prod(shape[:-1]), *cache["w"].T.shape)


def conv(cache, shape) -> tuple:
    (N, F, *windows), w = shape, cache["w"]
    return matrix(N * math.prod(windows), w[0].size, F)


def conv_transpose(cache, shape) -> tuple:
    (N, _, *pixels), w = shape, cache["w"]
    sides = zip(pixels, w.shape[2:], cache["stride"], cache["pad"], strict=True)
    windows = [1 + (H + 2 * pad - HH) // stride for H, HH, stride, pad in sides]
    return matrix(N * math.prod(windows), len(w), w[0].size)


def recurrent(cache, shape) -> tuple:
    (N, T, H), (D, KH) = shape, cache["wx"].shape
    forward, dwx, dx = matrix(N * T, D, KH)
    ahead, _, back = matrix(N, H, KH)
    _, dwh, _ = matrix(N * T, H, KH)
    return forward + T * ahead, dwx + dwh + T * back, dx


def attention(cache, shape) -> tuple:
    (N, T, D), heads = shape, cache["heads"]
    p, v = (N * heads, T, T), (N * heads, T, D // heads)
    scores, mix = (v, v[:1] + v[:0:-1]), (p, v)  # q k.T, p v
    forward, dw, dx = (4 * pairs for pairs in matrix(N * T, D, D))
    return forward + [scores, mix], dw + [mix, scores, mix, mix], dx


KINDS = {f.__name__: f for f in (affine, unembedding, conv, conv_transpose, attention)}
KINDS |= dict.fromkeys(("rnn", "lstm", "gru"), recurrent)


def square_numpy() -> dict:
    """Return the product of 1024 x 1024 in NumPy, as a task."""
    a = np.full((SIDE, SIDE), 1 / math.pi, np.float32)
    return {"square": lambda: a @ a}


def square_torch() -> dict:
    """Return the same for PyTorch."""
    import torch

    a = torch.full((SIDE, SIDE), 1 / math.pi)
    return {"square": lambda: a @ a}
