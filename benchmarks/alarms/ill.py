"""Ill: nets that each have one leak, made on purpose, at a layer that is known.

RUNS    by name: [the rule's module, the paths of which one must be named (None: any), a
        function of rng that returns the alarms]
"""

from functools import cache, partial

import numpy as np

from data import digits, normalize
from data.batches import in_order
from diagnose.leaks import (
    across_depth,
    biased_norm,
    clipped_loss,
    constant_feature,
    dead_relu,
    diverging_loss,
    find,
    flat_loss,
    gap,
    imbalance,
    left_training,
    off_chance,
    one_class_batches,
    oscillating_loss,
    overflow,
    saturated,
    softmax_twice,
    symmetric,
    through_time,
    tiny_variance,
    unnormalized,
    update_ratio,
    zero_gradient,
)
from layers import (
    affine,
    batchnorm,
    clip,
    cross_entropy,
    flatten,
    gru,
    lstm,
    mse,
    relu,
    rnn,
    sigmoid,
    softmax,
    tanh,
)
from nets import charlm, convnet, mlp, sequential, walk
from optim import adam, momentum, sgd
from optim.fit import fit

PIXELS = 28 * 28


def alarms(name: str, seed: int) -> list:
    """Return the alarms of one run, as (when, Finding)."""
    _, _, run = RUNS[name]
    return [("at the end", finding) for finding in run(np.random.default_rng(seed))]


def judged(name: str, found: list) -> tuple[str, bool]:
    """Return the leak, and whether its rule named it where it is, and nowhere else."""
    rule, wanted, _ = RUNS[name]
    named = {finding.where for _, finding in found if finding.leak == rule.NAME}
    return rule.NAME, bool(named) and (wanted is None or named <= wanted)


@cache
def pictures() -> tuple:
    """Return the drawn digits, normalized, and their labels: the first 2,000."""
    x, y = digits.load("train")
    return normalize.apply(x[:2000], normalize.measure(x)), y[:2000]


def inner(net: dict, path: str) -> dict:
    """Return the cache of the layer at path."""
    return dict(walk.layers(net))[path]


def seen(module, net: dict, loss=cross_entropy, x=None, y=None, **known) -> list:
    """Return the alarms of a look at the net on 128 of the digits, or of the data given."""
    if x is None:
        x, y = pictures()
    return find(module, net, x[:128], y[:128], loss, data=(x, y), **known)


def deep(rng, hidden=(64, 64), *, scale=None, at=(), add=None, **more) -> dict:
    """Return an mlp for the digits, its weights at paths multiplied, its biases shifted."""
    net = mlp.init((PIXELS, *hidden, 10), rng, **more)
    for path in at:
        layer = inner(net, path)
        if scale is not None:
            layer["w"] *= scale
        if add is not None:
            layer["b"] += np.float32(add)
    return net


def trained(net: dict, rule, rng, *, lr, epochs, n=2000, valid=False, **more) -> list:
    """Train the mlp on n digits, and return the alarms at the end, with the history known."""
    x, y = pictures()
    run, held = {}, (x[1500:], y[1500:]) if valid else None
    known = {"lr": lr, "epochs": epochs, "batch_size": 50, "rng": rng, "show": None, "run": run}
    data = x[:n], y[:n]
    rows = fit(mlp, net, cross_entropy, rule, data, valid=held, **known | more)
    step = {"rule": rule, "states": run["states"], "lr": rows[-1]["lr"], "history": rows}
    return seen(mlp, net, x=data[0], y=data[1], **step)


def saturating(rng, activation, hidden, at, scale):
    return seen(mlp, deep(rng, hidden, scale=scale, at=at, activation=activation))


def squashed_inside(rng):
    parts = (flatten, flatten.init()), (affine, affine.init(PIXELS, 20, rng, scale=1.0))
    more = (softmax, softmax.init()), (affine, affine.init(20, 10, rng))
    return seen(sequential, sequential.init(*parts, *more))


def dying(rng, at, share, hidden=(64, 64)):
    net = deep(rng, hidden)
    b = inner(net, at)["b"]
    b[: round(share * len(b))] = -100
    return seen(mlp, net)


def dying_filters(rng):
    net = convnet.init((1, 28, 28), ((8,), (16,)), 10, rng)
    inner(net, "1.batchnorm")["beta"][:4] = -100
    return seen(convnet, net)


def through_layers(rng, activation, layers, scale):
    at = [f"{i}.affine" for i in range(1, 2 * layers, 2)]
    return seen(mlp, deep(rng, (64,) * layers, scale=scale, at=at, activation=activation))


def equal_units(rng, activation, value, first):
    """Give all weights from the layer first on the same value."""
    net = deep(rng, activation=activation)
    for path in AFFINES[first:]:
        inner(net, path)["w"][...] = value
    return seen(mlp, net)


def without_a_way_back(rng, at):
    net = deep(rng)
    inner(net, at)["w"][...] = 0
    return seen(mlp, net)


def overflowing(rng, at, scale):
    return seen(mlp, deep(rng, scale=scale, at=(at,)))


def forgetting(rng, cell, scale, bias=None):
    net = charlm.init(20, 16, 64, rng, cell=cell)
    layer = inner(net, f"1.{cell.__name__.rpartition('.')[2]}")
    layer["wh"] *= np.float32(scale)
    if bias is not None:
        layer["b"][64:128] = bias
    x = rng.integers(20, size=(32, 61))
    return seen(charlm, net, x=x[:, :-1], y=x[:, 1:])


def clipped(rng, bound, *, middle=False):
    parts = [(affine, affine.init(8, 16, rng)), (tanh, tanh.init())]
    parts += [(clip, clip.init(-bound, bound))] * middle
    parts += [(affine, affine.init(16, 1, rng, scale=1.0))]
    parts += [(clip, clip.init(-bound, bound))] * (not middle)
    x = rng.standard_normal((500, 8), np.float32)
    y = 10 * x[:, :1]
    return seen(sequential, sequential.init(*parts), mse, x=x, y=y)


def squashed_twice(rng, layer):
    net = deep(rng)
    net["layers"].append((f"{len(net['layers'])}.{layer.__name__[7:]}", layer, layer.init()))
    return seen(mlp, net)


def normed(rng, at, *, scale=None, add=None):
    net = deep(rng, norm=batchnorm, scale=scale, add=add, at=(at,))
    walk.set_training(net, True)
    return seen(mlp, net)


def left(rng, **more):
    net = deep(rng, **more)
    walk.set_training(net, True)
    return seen(mlp, net, evaluating=True)


def fed(rng, change, y=None):
    x, labels = pictures()
    return seen(mlp, deep(rng), x=change(x).astype(np.float32), y=labels if y is None else y)


def points(rng, change):
    x, y = rng.standard_normal((1000, 6), np.float32), rng.integers(3, size=1000)
    net = mlp.init((6, 16, 3), rng)
    return seen(mlp, net, x=change(x), y=y)


def constant_column(x):
    return np.where(np.arange(6) == 4, np.float32(1.5), x)


def of_two_scales(x):
    return x * np.float32([1, 1, 1000, 1, 1, 1])


def lopsided(rng, share):
    x, y = pictures()
    keep = (y == 3) | (rng.random(len(y)) < share)
    return seen(mlp, deep(rng), x=x[keep], y=y[keep])


def sorted_by_label(rng, size):
    x, y = pictures()
    order = np.argsort(y, kind="stable")
    some = rng.permutation(len(y))[:128]
    batches = partial(in_order, x[order], y[order], size)
    known = {"data": (x[order], y[order]), "batches": batches}
    return find(mlp, deep(rng), x[some], y[some], cross_entropy, **known)


def sure_of_itself(rng, scale):
    return seen(mlp, deep(rng, scale=scale, at=("5.affine",)), untrained=True)


def stepping(rng, rule, lr):
    return trained(deep(rng), rule, rng, lr=lr, epochs=2)


def leaping(rng, rule, lr):
    return seen(mlp, deep(rng), rule=rule, lr=lr, untrained=True)


def saturating_runs():
    """Yield weights so large that what a layer gives is flat, at several depths."""
    for name, activation, hidden, at, where in (
        ("sigmoid, first layer", sigmoid, (64, 64), "1.affine", "2.sigmoid"),
        ("sigmoid, second layer", sigmoid, (64, 64), "3.affine", "4.sigmoid"),
        ("tanh, first layer", tanh, (64, 64), "1.affine", "2.tanh"),
        ("tanh, second layer", tanh, (64, 64), "3.affine", "4.tanh"),
        ("tanh, third of four", tanh, (64,) * 4, "5.affine", "6.tanh"),
    ):
        settings = {"activation": activation, "hidden": hidden, "at": (at,), "scale": 100}
        yield f"saturated {name}", saturated, {where}, partial(saturating, **settings)
    yield "saturated softmax inside", saturated, {"2.softmax"}, squashed_inside


def dying_runs():
    """Yield ReLUs of which a share never opens."""
    for where, at in (("2.relu", "1.affine"), ("4.relu", "3.affine")):
        for share in (0.4, 0.7, 1):
            what = partial(dying, at=at, share=share)
            yield f"dead ReLU, {share:.0%} at {where}", dead_relu, {where}, what
    yield "dead ReLU, filters", dead_relu, {"2.relu"}, dying_filters


def deep_runs():
    """Yield gradients and activations that shrink or grow from layer to layer."""
    for activation, layers, scale in (
        (relu, 8, 0.3),
        (relu, 8, 3),
        (relu, 5, 8),
        (tanh, 10, 0.3),
        (sigmoid, 8, 1),
        (sigmoid, 5, 0.5),
    ):
        what = partial(through_layers, activation=activation, layers=layers, scale=scale)
        name = f"{layers} {activation.__name__[7:]}s, weights times {scale}"
        yield name, across_depth, EARLY, what


EARLY = None  # any path: it is the growth that counts


def still_runs():
    """Yield units that cannot part, and layers that get no gradient at all."""
    for activation, value, first in (
        (tanh, 0.01, 0),
        (tanh, 0.001, 1),
        (relu, 0.01, 0),
        (sigmoid, 0.1, 1),
    ):
        what = partial(equal_units, activation=activation, value=value, first=first)
        name = f"equal weights of {value} from {AFFINES[first]} on, {activation.__name__[7:]}"
        yield name, symmetric, {*AFFINES[first:2]}, what
    yield (
        "no way back from the last layer",
        zero_gradient,
        {"5.affine"},
        partial(without_a_way_back, at="5.affine"),
    )
    yield (
        "no way back from the second layer",
        zero_gradient,
        {"3.affine"},
        partial(without_a_way_back, at="3.affine"),
    )
    for at, scale in (("1.affine", 1e25), ("3.affine", 1e30), ("5.affine", 1e30)):
        yield f"{at} times {scale:g}", overflow, {at}, partial(overflowing, at=at, scale=scale)


def forgetting_runs():
    """Yield recurrent layers whose gradients die out, or grow, on the way back."""
    for name, cell, scale, bias in (
        ("rnn, wh times 0.2", rnn, 0.2, None),
        ("rnn, wh times 0.3", rnn, 0.3, None),
        ("rnn, wh times 0.4", rnn, 0.4, None),
        ("rnn, wh times 2", rnn, 2, None),
        ("rnn, wh times 3", rnn, 3, None),
        ("lstm, forget bias -4", lstm, 0.2, -4),
        ("gru, wh times 5", gru, 5, None),
    ):
        what = partial(forgetting, cell=cell, scale=scale, bias=bias)
        yield name, through_time, {f"1.{cell.__name__[7:]}"}, what


def losing_runs():
    """Yield what stands between the net and its loss and ought not to."""
    yield "outputs clipped at 1", clipped_loss, {"3.clip"}, partial(clipped, bound=1)
    yield "outputs clipped at 0.1", clipped_loss, {"3.clip"}, partial(clipped, bound=0.1)
    yield "softmax twice", softmax_twice, {"6.softmax"}, partial(squashed_twice, layer=softmax)
    yield (
        "sigmoid and softmax",
        softmax_twice,
        {"6.sigmoid"},
        partial(squashed_twice, layer=sigmoid),
    )
    yield (
        "left in training, dropout",
        left_training,
        {"3.dropout", "6.dropout"},
        partial(left, keep=0.5),
    )
    yield (
        "left in training, norms",
        left_training,
        {"2.batchnorm", "5.batchnorm"},
        partial(left, norm=batchnorm),
    )


def normed_runs():
    """Yield norms with next to no variance to divide by, or with a bias that drowns it."""
    for at, where in (("1.affine", "2.batchnorm"), ("4.affine", "5.batchnorm")):
        small, shifted = partial(normed, at=at, scale=1e-5), partial(normed, at=at, add=1e5)
        yield f"no variance at {where}", tiny_variance, {where}, small
        yield f"a large bias before {where}", biased_norm, {at}, shifted


def fed_runs():
    """Yield data that are hard to learn from as they are."""
    yield (
        "pixels from 0 to 255",
        unnormalized,
        {"the inputs"},
        partial(fed, change=lambda x: 78 * x + 33),
    )
    yield (
        "inputs shifted by 10",
        unnormalized,
        {"the inputs"},
        partial(fed, change=lambda x: x + 10),
    )
    yield (
        "a feature in other units",
        unnormalized,
        {"the inputs"},
        partial(points, change=of_two_scales),
    )
    yield (
        "a constant feature",
        constant_feature,
        {"the inputs"},
        partial(points, change=constant_column),
    )
    for share in (0.02, 0.005):
        what = partial(lopsided, share=share)
        yield f"{share:.1%} of other classes", imbalance, {"the labels"}, what
    for size in (16, 64):
        what = partial(sorted_by_label, size=size)
        yield f"sorted, {size} a batch", one_class_batches, {"the minibatches"}, what
    for scale in (30, 300):
        what = partial(sure_of_itself, scale=scale)
        yield f"last weights times {scale}", off_chance, {"the loss"}, what


def stepping_runs():
    """Yield learning rates that do not suit, by what they do to weights and to the loss."""
    for rule, lr in ((momentum, 1e-6), (adam, 1e-7), (sgd, 1e-5)):
        name = f"{rule.__name__[6:]}, lr {lr:g}"
        where, what = set(AFFINES), partial(stepping, rule=rule, lr=lr)
        yield f"{name}: steps too small", update_ratio, where, what
        more = partial(learning, rule=rule, lr=lr, epochs=6)
        yield f"{name}: no progress", flat_loss, {"the loss"}, more
    for rule, lr in ((adam, 0.1), (adam, 0.3)):
        name, what = (
            f"{rule.__name__[6:]}, lr {lr:g}",
            partial(leaping, rule=rule, lr=lr),
        )
        yield f"{name}: steps too large", update_ratio, set(AFFINES), what
    for lr in (0.3, 1):
        what = partial(learning, rule=adam, lr=lr, epochs=10, hidden=())
        yield f"adam, lr {lr:g}: up and down", oscillating_loss, {"the loss"}, what
    for start in (0.01, 0.03):
        what = partial(rising, start=start)
        yield f"lr doubled each epoch from {start}", diverging_loss, {"the loss"}, what
    for n in (100, 300):
        yield f"{n} digits by heart", gap, {"the loss"}, partial(by_heart, n=n)


def learning(rng, rule, lr, epochs, hidden=(64, 64)):
    return trained(deep(rng, hidden), rule, rng, lr=lr, epochs=epochs)


def rising(rng, start):
    a_step = 2 ** (1 / 40)  # of which an epoch has 40
    lr = lambda step: start * a_step**step  # noqa: E731
    return trained(deep(rng), adam, rng, lr=lr, epochs=6)


def by_heart(rng, n):
    return trained(deep(rng, (256, 256)), adam, rng, lr=1e-3, epochs=40, n=n, valid=True)


AFFINES = ("1.affine", "3.affine", "5.affine")
KINDS = (
    *(saturating_runs, dying_runs, deep_runs, still_runs, forgetting_runs),
    *(losing_runs, normed_runs, fed_runs, stepping_runs),
)
RUNS = {name: found for kind in KINDS for name, *found in kind()}
