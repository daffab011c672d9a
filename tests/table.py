"""The table of layers for the laws: one entry a variant, one line where it needs no more.

    "layer, variant": Case(module, init(rng, dtype) -> cache, shapes of x)

A tuple of shapes, ((5, 3), (3,)), stands for a tuple of arrays; () is the shape of a number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from diagnose.gradcheck import several
from layers import (
    add,
    affine,
    attention,
    avgpool,
    batchnorm,
    bce,
    clip,
    conv,
    conv_transpose,
    cross_entropy,
    dropout,
    elu,
    embedding,
    exp,
    flatten,
    fork,
    gelu,
    globalavgpool,
    groupnorm,
    gru,
    huber,
    layernorm,
    leaky_relu,
    log,
    logsoftmax,
    lstm,
    mae,
    matmul,
    maximum,
    maxpool,
    mse,
    multiply,
    nll,
    pad,
    position,
    reciprocal,
    relu,
    rmsnorm,
    rnn,
    scale,
    select,
    shift,
    sigmoid,
    silu,
    sinusoid,
    softmax,
    softplus,
    sqrt,
    square,
    svm,
    tanh,
    total,
    unembedding,
    upsample,
)


@dataclass
class Case:
    module: ModuleType
    init: Callable  # (rng, dtype) -> cache
    shapes: list  # of x
    complex_safe: bool = True  # whether forward holds for complex numbers
    kinks: tuple = ()  # where the slope jumps: x is drawn at least 0.01 from these
    positive: bool = False  # whether x must be: it is drawn at least 0.5 above 0
    apart: bool = False  # whether no two numbers of x may be near: a window has one largest
    inputs: Callable = lambda rng, shape: {}  # (rng, shape of x) -> what the caller sets
    below: int = 0  # where it is not 0, x is of integers 0..below-1
    flat: tuple = ()  # gradients that are 0 whatever x is, but for rounding


def labels(rng, shape) -> dict:
    mask = rng.random(shape[:-1]) < 0.7
    mask.flat[0] = True
    return {"y": rng.integers(shape[-1], size=shape[:-1]), "mask": mask}


def index(rng, shape) -> dict:
    return {"index": rng.integers(shape[-1], size=shape[:-1])}


def targets(rng, shape) -> dict:
    mask = rng.random(shape) < 0.7
    mask.flat[0] = True
    return {"y": rng.integers(-2, 3, size=shape), "mask": mask}


def answers(rng, shape) -> dict:
    return targets(rng, shape) | {"y": rng.integers(2, size=shape)}


def steps(rng, shape) -> dict:
    """A mask of the steps of the last of x's arrays that have three axes."""
    shapes = shape if isinstance(shape[0], tuple) else (shape,)
    N, T, _ = [s for s in shapes if len(s) == 3][-1]
    return {"mask": rng.random((N, T)) < 0.6}


ANY = [(5,), (2, 3, 4), (1, 1), (0, 3)]
ROWS = [(5, 3), (1, 4), (2, 3, 4)]
ENTRIES = [(5,), (2, 3, 4), (1, 1)]
FEATURES = [(5, 4), (1, 4), (4,), (2, 3, 4), (0, 4)]
SCALARS = [(), *ANY]
SPREAD = [  # several that broadcast together
    ((), ()),
    ((5,), ()),
    ((2, 3), (2, 3)),
    ((4, 3), (3,)),
    ((2, 1, 4), (3, 1)),
    ((0, 3), (1, 1)),
    ((3, 1), (2, 1, 4), (4,)),
]
SEQUENCES = [(2, 5, 3), (3, 1, 3), (1, 4, 3), (0, 2, 3), (2, 0, 3)]
STARTED = [*SEQUENCES, ((2, 5, 3), (2, 4))]  # (x, h0) of 4 hidden units
LOOKING = [(2, 5, 4), (3, 1, 4), (0, 3, 4), ((2, 3, 4), (2, 5, 4), (2, 5, 4))]
MATRICES = [
    ((2, 3), (3, 4)),
    ((5, 2, 3), (5, 3, 4)),
    ((5, 2, 3), (3, 4)),
    ((2, 3), (5, 1, 3, 4)),
    ((6, 1, 2, 3), (1, 5, 3, 1)),
    ((0, 3), (3, 4)),
]

LAYERS = {
    "affine": Case(
        affine,
        lambda rng, dtype: affine.init(3, 4, rng, dtype=dtype),
        [(5, 3), (2, 6, 3), (3,), (1, 3), (0, 3)],
    ),
    "flatten": Case(flatten, lambda rng, dtype: flatten.init(), ANY),
    "relu": Case(relu, lambda rng, dtype: relu.init(), ANY, kinks=(0,)),
    "leaky_relu": Case(leaky_relu, lambda rng, dtype: leaky_relu.init(0.2), ANY, kinks=(0,)),
    "elu": Case(elu, lambda rng, dtype: elu.init(), SCALARS),
    "elu, steeper": Case(elu, lambda rng, dtype: elu.init(1.5), SCALARS, kinks=(0,)),
    "gelu": Case(gelu, lambda rng, dtype: gelu.init(), SCALARS),
    "silu": Case(silu, lambda rng, dtype: silu.init(), SCALARS),
    "softplus": Case(softplus, lambda rng, dtype: softplus.init(), SCALARS),
    "sigmoid": Case(sigmoid, lambda rng, dtype: sigmoid.init(), ANY),
    "tanh": Case(tanh, lambda rng, dtype: tanh.init(), ANY),
    "softmax": Case(softmax, lambda rng, dtype: softmax.init(), ROWS),
    "logsoftmax": Case(logsoftmax, lambda rng, dtype: logsoftmax.init(), ROWS),
    "dropout": Case(dropout, lambda rng, dtype: dropout.init(0.6, rng), ANY),
    "dropout, not training": Case(
        dropout, lambda rng, dtype: dropout.init(0.6, rng) | {"train": False}, ANY
    ),
    "batchnorm": Case(
        batchnorm,
        lambda rng, dtype: batchnorm.init(3, dtype=dtype),
        [(5, 3), (4, 3, 5), (2, 3, 4, 4)],
    ),
    "batchnorm, not training": Case(
        batchnorm,
        lambda rng, dtype: batchnorm.init(3, dtype=dtype) | {"train": False},
        [(5, 3), (1, 3), (2, 3, 4, 4)],
    ),
    "layernorm": Case(layernorm, lambda rng, dtype: layernorm.init(4, dtype=dtype), FEATURES),
    "rmsnorm": Case(rmsnorm, lambda rng, dtype: rmsnorm.init(4, dtype=dtype), FEATURES),
    "groupnorm": Case(
        groupnorm,
        lambda rng, dtype: groupnorm.init(6, 2, dtype=dtype),
        [(5, 6), (1, 6), (4, 6, 5), (2, 6, 2, 3), (2, 6, 1, 3, 2), (0, 6, 2)],
    ),
    "groupnorm, a channel each": Case(
        groupnorm,
        lambda rng, dtype: groupnorm.init(3, 3, dtype=dtype),
        [(4, 3, 5), (1, 3, 2, 3)],
    ),
    # gates
    "add": Case(add, lambda rng, dtype: add.init(), SPREAD),
    "multiply": Case(multiply, lambda rng, dtype: multiply.init(), SPREAD),
    "maximum": Case(maximum, lambda rng, dtype: maximum.init(), SPREAD),
    "matmul": Case(matmul, lambda rng, dtype: matmul.init(), MATRICES),
    "fork": Case(fork, lambda rng, dtype: fork.init(3), SCALARS),
    "exp": Case(exp, lambda rng, dtype: exp.init(), SCALARS),
    "log": Case(log, lambda rng, dtype: log.init(), SCALARS, positive=True),
    "reciprocal": Case(
        reciprocal, lambda rng, dtype: reciprocal.init(), SCALARS, positive=True
    ),
    "square": Case(square, lambda rng, dtype: square.init(), SCALARS),
    "sqrt": Case(sqrt, lambda rng, dtype: sqrt.init(), SCALARS, positive=True),
    "total": Case(
        total, lambda rng, dtype: total.init(), [(5, 3), (1, 3), (4,), (2, 3, 4), (0, 3)]
    ),
    "scale": Case(scale, lambda rng, dtype: scale.init(-1.5), SCALARS),
    "shift": Case(shift, lambda rng, dtype: shift.init(2.5), SCALARS),
    "clip": Case(clip, lambda rng, dtype: clip.init(-0.5, 1), SCALARS, kinks=(-0.5, 1)),
    "select": Case(select, lambda rng, dtype: select.init(), [*ROWS, (4,)], inputs=index),
    # sequences
    "embedding": Case(
        embedding,
        lambda rng, dtype: embedding.init(5, 3, rng, dtype=dtype),
        [(4,), (2, 6), (), (0,), (2, 3, 4)],
        below=5,
    ),
    "unembedding": Case(
        unembedding,
        lambda rng, dtype: unembedding.init(5, 3, rng, dtype=dtype),
        [(4, 3), (2, 6, 3), (3,), (0, 3)],
    ),
    "rnn": Case(rnn, lambda rng, dtype: rnn.init(3, 4, rng, dtype=dtype), STARTED),
    "rnn, masked": Case(
        rnn, lambda rng, dtype: rnn.init(3, 4, rng, dtype=dtype), STARTED, inputs=steps
    ),
    "rnn, relu": Case(
        rnn,
        lambda rng, dtype: rnn.init(3, 4, rng, nonlinearity="relu", dtype=dtype),
        STARTED,
        inputs=steps,
    ),
    "lstm": Case(
        lstm,
        lambda rng, dtype: lstm.init(3, 4, rng, dtype=dtype),
        [*STARTED, ((2, 5, 3), (2, 4), (2, 4))],
    ),
    "lstm, masked": Case(
        lstm,
        lambda rng, dtype: lstm.init(3, 4, rng, dtype=dtype),
        [*STARTED, ((2, 5, 3), (2, 4), (2, 4))],
        inputs=steps,
    ),
    "gru": Case(gru, lambda rng, dtype: gru.init(3, 4, rng, dtype=dtype), STARTED),
    "gru, masked": Case(
        gru, lambda rng, dtype: gru.init(3, 4, rng, dtype=dtype), STARTED, inputs=steps
    ),
    "attention": Case(
        attention,
        lambda rng, dtype: attention.init(4, 2, rng, dtype=dtype),
        LOOKING,
        flat=("dbk",),
    ),
    "attention, masked": Case(
        attention,
        lambda rng, dtype: attention.init(4, 2, rng, dtype=dtype),
        LOOKING,
        inputs=steps,
        flat=("dbk",),
    ),
    "attention, causal": Case(
        attention,
        lambda rng, dtype: attention.init(4, 1, rng, causal=True, dtype=dtype),
        LOOKING,
        flat=("dbk",),
    ),
    "attention, causal and masked": Case(
        attention,
        lambda rng, dtype: attention.init(4, 2, rng, causal=True, dtype=dtype),
        LOOKING,
        inputs=steps,
        flat=("dbk",),
    ),
    "position": Case(
        position, lambda rng, dtype: position.init(5, 3, rng, dtype=dtype), SEQUENCES
    ),
    "sinusoid": Case(sinusoid, lambda rng, dtype: sinusoid.init(3), SEQUENCES),
    # images
    "conv": Case(
        conv,
        lambda rng, dtype: conv.init(2, 3, 3, 3, rng, pad=1, dtype=dtype),
        [(2, 2, 4, 5), (1, 2, 1, 1), (0, 2, 3, 3)],
    ),
    "conv, not square": Case(
        conv,
        lambda rng, dtype: conv.init(2, 3, 3, 2, rng, stride=(2, 3), pad=(1, 0), dtype=dtype),
        [(2, 2, 6, 7), (1, 2, 3, 4)],
    ),
    "conv, more pad than filter": Case(
        conv,
        lambda rng, dtype: conv.init(2, 3, 1, 2, rng, pad=(1, 3), dtype=dtype),
        [(2, 2, 3, 4)],
    ),
    "conv, 1 by 1": Case(
        conv, lambda rng, dtype: conv.init(3, 2, 1, 1, rng, dtype=dtype), [(2, 3, 3, 4)]
    ),
    "conv, in groups": Case(
        conv,
        lambda rng, dtype: conv.init(4, 6, 2, 3, rng, pad=1, groups=2, dtype=dtype),
        [(2, 4, 3, 4), (0, 4, 3, 3)],
    ),
    "conv, in groups, not square": Case(
        conv,
        lambda rng, dtype: conv.init(4, 2, 3, 2, rng, stride=(1, 2), groups=2, dtype=dtype),
        [(2, 4, 4, 5)],
    ),
    "conv, depthwise": Case(
        conv,
        lambda rng, dtype: conv.init(3, 3, 3, 3, rng, pad=1, groups=3, dtype=dtype),
        [(2, 3, 4, 3)],
    ),
    "conv_transpose": Case(
        conv_transpose,
        lambda rng, dtype: conv_transpose.init(
            3, 2, 4, 3, rng, stride=(2, 3), pad=(1, 0), dtype=dtype
        ),
        [(2, 3, 3, 2), (1, 3, 1, 1), (0, 3, 2, 2)],
    ),
    "conv_transpose, stride 1": Case(
        conv_transpose,
        lambda rng, dtype: conv_transpose.init(2, 3, 3, 2, rng, pad=(2, 0), dtype=dtype),
        [(2, 2, 3, 4)],
    ),
    "conv_transpose, in groups": Case(
        conv_transpose,
        lambda rng, dtype: conv_transpose.init(
            4, 6, 2, 2, rng, stride=2, groups=2, dtype=dtype
        ),
        [(2, 4, 2, 3)],
    ),
    "maxpool": Case(
        maxpool,
        lambda rng, dtype: maxpool.init(2, 2),
        [(2, 3, 4, 6), (1, 1, 2, 2), (2, 1, 5, 3), (0, 2, 4, 4)],
        apart=True,
    ),
    "maxpool, overlapping": Case(
        maxpool,
        lambda rng, dtype: maxpool.init(3, 2, stride=(2, 1), pad=1),
        [(2, 2, 5, 4), (1, 1, 1, 1)],
        apart=True,
    ),
    "avgpool": Case(
        avgpool,
        lambda rng, dtype: avgpool.init(2, 2),
        [(2, 3, 4, 6), (1, 1, 2, 2), (2, 1, 5, 3), (0, 2, 4, 4)],
    ),
    "avgpool, overlapping": Case(
        avgpool,
        lambda rng, dtype: avgpool.init(3, 2, stride=(2, 1), pad=1),
        [(2, 2, 5, 4), (1, 1, 1, 1)],
    ),
    "globalavgpool": Case(
        globalavgpool, lambda rng, dtype: globalavgpool.init(), [(2, 3, 4, 5), (1, 1, 1, 1)]
    ),
    "upsample": Case(
        upsample,
        lambda rng, dtype: upsample.init((2, 3)),
        [(2, 3, 2, 3), (1, 1, 1, 1), (0, 2, 2, 2)],
    ),
    "pad": Case(
        pad,
        lambda rng, dtype: pad.init((1, 2, 0, 3)),
        [(2, 3, 2, 3), (1, 1, 1, 1), (0, 2, 2, 2)],
    ),
    # losses
    "nll": Case(nll, lambda rng, dtype: nll.init(), ROWS, inputs=labels),
    "cross_entropy": Case(
        cross_entropy, lambda rng, dtype: cross_entropy.init(), ROWS, inputs=labels
    ),
    "cross_entropy, smoothed": Case(
        cross_entropy, lambda rng, dtype: cross_entropy.init(0.1), ROWS, inputs=labels
    ),
    "cross_entropy, weighted": Case(
        cross_entropy,
        lambda rng, dtype: cross_entropy.init(weights=(0.5, 2, 0)),
        [(5, 3), (2, 4, 3)],
        inputs=labels,
    ),
    "cross_entropy, weighted and smoothed": Case(
        cross_entropy,
        lambda rng, dtype: cross_entropy.init(0.1, weights=(0.5, 2, 1)),
        [(5, 3), (1, 3), (2, 4, 3)],
        inputs=labels,
    ),
    "svm": Case(svm, lambda rng, dtype: svm.init(), ROWS, inputs=labels),
    "mse": Case(mse, lambda rng, dtype: mse.init(), ENTRIES, inputs=targets),
    "mae": Case(
        mae, lambda rng, dtype: mae.init(), ENTRIES, kinks=(-2, -1, 0, 1, 2), inputs=targets
    ),
    "huber": Case(huber, lambda rng, dtype: huber.init(), ENTRIES, inputs=targets),
    "bce": Case(bce, lambda rng, dtype: bce.init(), ENTRIES, inputs=answers),
}


def build(name: str, shape: tuple, dtype=np.float64):
    """Return (module, cache, x, dout) of a case: learned arrays, inputs and x at random."""
    rng = np.random.default_rng(231)
    case = LAYERS[name]
    cache = case.init(rng, dtype)
    for key in learned(cache):
        cache[key][...] = rng.standard_normal(cache[key].shape)
    alone = not shape or not isinstance(shape[0], tuple)
    x = (
        draw(case, rng, shape, dtype)
        if alone
        else tuple(draw(case, rng, s, dtype) for s in shape)
    )
    cache |= case.inputs(rng, shape)
    out = case.module.forward(x, cache)
    douts = tuple(np.asarray(rng.standard_normal(np.shape(a)), dtype)[()] for a in several(out))
    return case.module, cache, x, douts if isinstance(out, tuple) else douts[0]


def draw(case: Case, rng, shape: tuple[int, ...], dtype) -> np.ndarray:
    """Return one array of x, where the case's slopes can be tried."""
    if case.below:
        return rng.integers(case.below, size=shape)
    x = np.asarray(rng.standard_normal(shape), dtype)
    if case.apart:
        x = np.asarray(rng.permutation(x.size).reshape(shape) / 50 - 1, dtype)
    for kink in case.kinks:
        x = np.where(abs(x - kink) < 0.01, kink + 0.01, x).astype(dtype)
    return np.asarray(0.5 + abs(x), dtype) if case.positive else x


def learned(cache: dict) -> list[str]:
    return [key for key in cache if "d" + key in cache]
