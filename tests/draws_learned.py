"""Draws for affine layers and norms. See draws.py."""

import math

from drawn import Drawn

from layers import (
    affine,
    batchnorm,
    groupnorm,
    layernorm,
    rmsnorm,
    unembedding,
)


def draw_affine(pen):
    D, M = pen.size(), pen.size()
    return affine.init(D, M, pen.rng, dtype=pen.dtype), pen.array(*pen.shape(0, 3), D)


def draw_unembedding(pen):
    V, D = pen.size(), pen.size()
    return unembedding.init(V, D, pen.rng, dtype=pen.dtype), pen.array(*pen.shape(0, 3), D)


# norms


def eps(pen) -> float:
    return pen.pick(1e-3, 1.0)  # 1e-5 would make equal numbers' rounding 300 times as large


def draw_batchnorm(pen):
    train, C = pen.pick(True, False), pen.size()
    N, *places = pen.shape(1, 3, empty=not train)
    if train and N * math.prod(places) == 1:  # one entry has no variance
        N = 2
    cache = batchnorm.init(C, momentum=pen.pick(0.9, 0.0, 0.5), eps=eps(pen), dtype=pen.dtype)
    for key in ("running_mean", "running_var"):
        cache[key] = 0.5 + abs(pen.normal(C))
    return cache | {"train": train}, pen.array(N, C, *places)


def torch_batchnorm(t, cache, x, gamma, beta, running_mean, running_var):
    x = x.contiguous()  # of channels last with a side of 1, torch's dx is wrong (2.13)
    averages, settings = (running_mean, running_var), (1 - cache["momentum"], cache["eps"])
    f = t.nn.functional.batch_norm
    return f(x, *averages, gamma, beta, cache["train"], *settings)


def draw_layernorm(pen):
    D = pen.size(2, 5)
    return layernorm.init(D, eps=eps(pen), dtype=pen.dtype), pen.array(*pen.shape(0, 3), D)


def draw_rmsnorm(pen):
    D = pen.size(1, 5)
    return rmsnorm.init(D, eps=eps(pen), dtype=pen.dtype), pen.array(*pen.shape(0, 3), D)


def draw_groupnorm(pen):
    G, per_group, places = pen.size(), pen.size(), pen.shape(0, 3, empty=False)
    if per_group * math.prod(places) == 1:  # one entry has no variance
        per_group = 2
    C = G * per_group
    cache = groupnorm.init(C, G, eps=eps(pen), dtype=pen.dtype)
    return cache, pen.array(pen.size(0, 2), C, *places)


def torch_groupnorm(t, cache, x, gamma, beta):
    if cache["G"] == x.shape[1] and x.ndim > 2 and len(x):  # of no images, torch fails
        return t.nn.functional.instance_norm(x, weight=gamma, bias=beta, eps=cache["eps"])
    return t.nn.functional.group_norm(x, cache["G"], gamma, beta, cache["eps"])


LEARNED = {
    "affine": Drawn(
        affine, draw_affine, lambda t, cache, x, w, b: t.nn.functional.linear(x, w.T, b)
    ),
    "unembedding": Drawn(
        unembedding, draw_unembedding, lambda t, cache, x, w: t.nn.functional.linear(x, w)
    ),
    "batchnorm": Drawn(batchnorm, draw_batchnorm, torch_batchnorm),
    "layernorm": Drawn(
        layernorm,
        draw_layernorm,
        lambda t, cache, x, gamma, beta: t.nn.functional.layer_norm(
            x, gamma.shape, gamma, beta, cache["eps"]
        ),
    ),
    "rmsnorm": Drawn(
        rmsnorm,
        draw_rmsnorm,
        lambda t, cache, x, gamma: t.nn.functional.rms_norm(
            x, gamma.shape, gamma, cache["eps"]
        ),
    ),
    "groupnorm": Drawn(groupnorm, draw_groupnorm, torch_groupnorm),
}
