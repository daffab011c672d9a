"""Leaks seen layer by layer: each is named where it was made, and no net that is well is."""

import math
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from data import digits, normalize
from diagnose.evidence import gather
from diagnose.leaks import (
    across_depth,
    dead_relu,
    overflow,
    saturated,
    symmetric,
    zero_gradient,
)
from layers import (
    affine,
    batchnorm,
    cross_entropy,
    dropout,
    gru,
    leaky_relu,
    lstm,
    mse,
    nll,
    relu,
    rnn,
    sigmoid,
    softmax,
    svm,
    tanh,
)
from layers import log as log_layer
from nets import (
    autoencoder,
    charlm,
    convnet,
    lenet,
    mlp,
    resnet,
    resnet9,
    sequential,
    transformer,
    walk,
)
from optim import adam, momentum
from optim.fit import fit

RULES = (saturated, dead_relu, across_depth, symmetric, zero_gradient, overflow)
PIXELS = 28 * 28


@pytest.fixture(scope="module")
def pictures():
    x, y = digits.load("train")
    return normalize.apply(x[:1000], normalize.measure(x)), y[:1000]


def inner(net, path):
    """Return the cache of the layer at path."""
    return dict(walk.layers(net))[path]


def scaled(net, by, *paths):
    """Return net with the weights at paths multiplied."""
    for path in paths:
        inner(net, path)["w"] *= by
    return net


def filled(net, value, *paths):
    """Return net with all weights at paths set to one value."""
    for path in paths:
        inner(net, path)["w"][...] = value
    return net


def plain(hidden=(32, 32), **more):
    return mlp.init((PIXELS, *hidden, 10), np.random.default_rng(3), **more)


def look(module, net, data, loss=cross_entropy, n=64):
    return gather(module, net, data[0][:n], data[1][:n], loss, data=data)


def alarms(rule, *given, **more):
    """Return the places at which the rule alarms."""
    with np.errstate(all="ignore"):
        return [f.where for f in rule.measure(look(*given, **more)) if f.alarm]


def at(rule, e):
    """Return the rule's findings by place."""
    with np.errstate(all="ignore"):
        return {f.where: f for f in rule.measure(e)}


# Nets that are well


MLPS = {
    f"mlp, {act.__name__}, {norm and norm.__name__}": (
        *(mlp, "digits", cross_entropy),
        partial(mlp.init, (PIXELS, 64, 64, 10), activation=act, norm=norm, keep=0.8),
    )
    for act in (relu, leaky_relu, sigmoid, tanh)
    for norm in (None, batchnorm)
}
CHARLMS = {
    cell.__name__: (
        *(charlm, "text", cross_entropy),
        partial(charlm.init, 20, 16, 32, cell=cell, depth=2),
    )
    for cell in (rnn, lstm, gru)
}
SMALL, SEEN = (3, 16, 16), (1, 28, 28)
ZOO = {  # by name: module, data, loss, init without its rng
    **MLPS,
    **CHARLMS,
    "lenet": (lenet, "digits", svm, partial(lenet.init, SEEN, 10)),
    "convnet": (
        convnet,
        "images",
        cross_entropy,
        partial(convnet.init, SMALL, ((8,), (16,)), 10),
    ),
    "resnet": (
        resnet,
        "images",
        cross_entropy,
        partial(resnet.init, SMALL, 10, depth=8, width=4),
    ),
    "resnet without norms": (
        *(resnet, "digits", cross_entropy),
        partial(resnet.init, SEEN, 10, depth=8, width=8, norm=None),
    ),
    "resnet9": (resnet9, "images", cross_entropy, partial(resnet9.init, SMALL, 10, width=4)),
    "transformer": (
        *(transformer, "text", cross_entropy),
        partial(transformer.init, 20, 24, 32, 4, depth=2),
    ),
    "autoencoder": (
        *(autoencoder, "to itself", mse),
        partial(autoencoder.init, SEEN, 8, filters=(4, 8)),
    ),
}


@pytest.mark.parametrize("name", ZOO)
def test_fresh_nets_of_the_zoo_raise_no_alarm(name, pictures, rng):
    module, kind, loss, init = ZOO[name]
    net = init(rng=rng)
    data = {
        "digits": tuple(a[:200] for a in pictures),
        "to itself": (pictures[0], pictures[0]),
        "images": (rng.standard_normal((64, *SMALL), np.float32), rng.integers(10, size=64)),
        "text": tuple(rng.integers(20, size=(2, 16, 24))),
    }[kind]
    e = look(module, net, data, loss)
    found = [f for rule in RULES for f in at(rule, e).values()]
    assert found and not [str(f) for f in found if f.alarm]


@pytest.mark.parametrize("activation", [relu, tanh, sigmoid])
def test_nets_that_have_learned_raise_no_alarm(activation, pictures):
    net, rng = plain((64, 64), activation=activation), np.random.default_rng(0)
    more = dict(lr=3e-3, epochs=15, batch_size=50, rng=rng, show=None)
    rows = fit(mlp, net, cross_entropy, adam, pictures, **more)
    assert rows[-1]["train_accuracy"] > 0.95
    e = look(mlp, net, pictures)
    assert not [str(f) for rule in RULES for f in at(rule, e).values() if f.alarm]


# Saturation


@pytest.mark.parametrize("activation", [sigmoid, tanh])
@pytest.mark.parametrize("path, where", [("1.affine", "2"), ("3.affine", "4")])
def test_a_saturated_layer_is_named_and_no_other(activation, path, where, pictures):
    net = scaled(plain(activation=activation), 100, path)
    name = activation.__name__.rpartition(".")[2]
    assert alarms(saturated, mlp, net, pictures) == [f"{where}.{name}"]


def test_the_share_and_the_factor_are_those_worked_out_by_hand():
    w = np.array([[1.0, 0, 0, 0]])
    net = sequential.init(
        (sigmoid, {}), (affine, {"w": w.T, "b": np.zeros(1), "dw": 0, "db": 0})
    )
    x, y = np.array([[0.0, 9, -9, 9], [0, 0, -9, 9]]), np.array([[1.5], [1.5]])
    finding = at(saturated, look(sequential, net, (x, y), mse))["0.sigmoid"]
    assert finding.figure == 5 / 8 and finding.alarm
    assert_array_equal(finding.more["saturated"], [[0, 1, 1, 1], [0, 0, 1, 1]])
    assert_allclose(finding.more["factor"], 1 / 4)  # only x = 0, where it is 1/4, gets dout
    assert "62% of its entries are saturated" in finding.said
    assert "0.25 times the gradient" in finding.said


@pytest.mark.parametrize("name, edge", [("sigmoid", 0.99749), ("tanh", 0.99498)])
def test_saturation_begins_where_the_slope_is_a_hundredth_of_the_largest(name, edge):
    out = np.array(
        [edge - 1e-4, edge + 1e-4, -edge - 1e-4 if name == "tanh" else 1 - edge - 1e-4]
    )
    layer = SimpleNamespace(name=name, out=out)
    assert_array_equal(saturated.saturated(layer), [False, True, True])


def test_a_softmax_within_a_net_is_saturated_by_rows(rng):
    parts = (affine, affine.init(8, 5, rng, scale=20.0)), (softmax, softmax.init())
    net = sequential.init(*parts, (affine, affine.init(5, 3, rng)))
    data = rng.standard_normal((64, 8), np.float32), rng.integers(3, size=64)
    finding = at(saturated, look(sequential, net, data))["1.softmax"]
    assert finding.alarm and finding.more["saturated"].shape == (64,)
    even = SimpleNamespace(name="softmax", out=np.full((2, 1000), 1e-3))
    assert not saturated.saturated(even).any()


@pytest.mark.parametrize("right", [True, False])
def test_a_nets_own_answers_may_be_sure_if_they_are_right(right, rng):
    y = rng.integers(3, size=64)
    x = np.eye(3, dtype=np.float32)[y if right else (y + 1) % 3]
    first = affine.init(3, 3, rng) | {"w": 40 * np.eye(3, dtype=np.float32)}
    first["b"] -= 20
    ends = {
        "softmax": (nll, y, (softmax, softmax.init()), (log_layer, log_layer.init())),
        "sigmoid": (mse, np.eye(3, dtype=np.float32)[y], (sigmoid, sigmoid.init())),
    }
    for name, (loss, target, *end) in ends.items():
        net = sequential.init((affine, first), *end)
        finding = at(saturated, look(sequential, net, (x, target), loss))[f"1.{name}"]
        wrong = 1 if name == "softmax" else 2 / 3  # of three entries, the two that differ
        assert_allclose(finding.figure, 0 if right else wrong)
        assert finding.alarm == (not right)
        assert "saturated and wrong" in finding.said


def test_a_hidden_layer_is_not_taken_for_the_answers(rng):
    first = affine.init(3, 3, rng)
    first["b"] -= 40
    parts = (affine, first), (sigmoid, sigmoid.init()), (dropout, dropout.init(0.9, rng))
    net = sequential.init(*parts, (affine, affine.init(3, 3, rng)))
    data = rng.standard_normal((64, 3), np.float32), np.zeros((64, 3), np.float32)
    assert alarms(saturated, sequential, net, data, mse) == ["1.sigmoid"]


def test_answers_may_have_another_shape_than_targets(rng):
    x = np.full((64, 1), 20, np.float32)
    layer = SimpleNamespace(name="sigmoid", out=x / 20)
    assert not saturated.wrong(layer, np.ones(64)).any()
    assert saturated.wrong(layer, np.zeros((64, 1))).all()
    assert saturated.wrong(layer, np.zeros((3, 2))) is None


def test_an_rnns_inside_is_looked_at_and_gates_are_not(rng):
    x = rng.integers(20, size=(16, 24))
    for cell, where in ((rnn, ["1.rnn"]), (lstm, []), (gru, [])):
        net = charlm.init(20, 16, 32, rng, cell=cell)
        net["layers"][1][2]["wx"] *= 20
        assert alarms(saturated, charlm, net, (x, x)) == where
    net = charlm.init(20, 16, 32, rng, cell=rnn)
    net["layers"][1][2]["nonlinearity"] = "relu"
    assert at(saturated, look(charlm, net, (x, x))) == {}


# Dead ReLUs


@pytest.mark.parametrize("path, where", [("1.affine", "2.relu"), ("3.affine", "4.relu")])
def test_dead_units_are_counted_where_they_are(path, where, pictures):
    net = plain()
    inner(net, path)["b"][:16] = -1000
    e = look(mlp, net, pictures)
    found = at(dead_relu, e)
    assert [f.where for f in found.values() if f.alarm] == [where]
    assert_array_equal(found[where].more["dead"], np.arange(32) < 16)
    assert found[where].figure == 0.5
    assert found[where].said == "50% of its 32 units are 0 for each of 1,000 examples"


def test_dead_filters_are_channels_that_are_0_at_every_pixel(pictures):
    net = convnet.init((1, 28, 28), ((8,), (8,)), 10, np.random.default_rng(0))
    inner(net, "1.batchnorm")["beta"][:3] = -1000
    found = at(dead_relu, look(convnet, net, pictures))
    assert found["2.relu"].figure == 3 / 8 and found["2.relu"].alarm
    assert not found["6.relu"].alarm


def test_a_unit_that_is_0_in_the_batch_but_not_in_the_data_is_not_dead(rng):
    net = mlp.init((2, 8, 2), rng)
    net["layers"][1][2]["w"][...] = [[1] * 8, [0] * 8]
    x = np.full((600, 2), -1, np.float32)
    y = np.arange(600) % 2
    assert alarms(dead_relu, mlp, net, (x, y)) == ["2.relu"]
    x[599] = 1
    found = at(dead_relu, look(mlp, net, (x, y)))["2.relu"]
    assert found.figure == 0 and not found.alarm


def test_a_relu_above_a_dead_layer_is_not_blamed_for_it(pictures):
    net = plain((32, 32, 32))
    inner(net, "1.affine")["b"][...] = -1000
    inner(net, "3.affine")["b"][:16] = -1
    found = at(dead_relu, look(mlp, net, pictures))
    assert [f.where for f in found.values() if f.alarm] == ["2.relu"]
    assert found["4.relu"].figure == 1


def test_few_examples_do_not_tell_which_units_are_dead(pictures):
    x, y = pictures
    assert at(dead_relu, look(mlp, plain(), (x[:15], y[:15]))) == {}
    assert len(at(dead_relu, look(mlp, plain(), (x[:16], y[:16])))) == 2


def test_a_leaky_relu_cannot_die(pictures):
    net = plain(activation=leaky_relu)
    inner(net, "1.affine")["b"][...] = -1000
    assert at(dead_relu, look(mlp, net, pictures)) == {}


# Across depth


@pytest.mark.parametrize(
    "activation, layers, by",
    [(sigmoid, 8, 1), (tanh, 8, 0.2), (relu, 10, 0.3), (relu, 10, 4), (tanh, 10, 20)],
)
def test_gradients_that_vanish_or_explode_are_named_at_the_first_layer(
    activation, layers, by, pictures
):
    paths = [f"{i}.affine" for i in range(1, 2 * layers, 2)]
    net = scaled(plain((64,) * layers, activation=activation), by, *paths)
    assert alarms(across_depth, mlp, net, pictures) == ["1.affine"]


@pytest.mark.parametrize("activation", [relu, tanh])
def test_deep_nets_with_weights_of_the_right_size_are_well(activation, pictures):
    net = plain((64,) * 20, activation=activation)
    assert alarms(across_depth, mlp, net, pictures) == []


def test_ratios_are_those_worked_out_by_hand(rng):
    factors = 2.0, 3.0, 5.0, 0.01
    parts = [affine.init(4, 4, rng, dtype=np.float64) for _ in factors]
    for part, factor in zip(parts, factors, strict=True):
        part["w"][...] = factor * np.eye(4)
    net = sequential.init(*((affine, part) for part in parts))
    data = rng.standard_normal((8, 4)), rng.standard_normal((8, 4))
    down, up = across_depth.measure(look(sequential, net, data, mse))
    assert_allclose(down.more["gradient"], [15, 5, 1, math.nan])
    assert_allclose(up.more["activation"], [math.nan, 1, 3, 15])
    assert (down.where, up.where) == ("0.affine", "3.affine")
    assert_allclose([down.figure, up.figure], 15)
    assert_allclose([down.more["growth"], up.more["growth"]], [15 ** (1 / 3), 15**0.5])
    assert "15 times what 3.affine hands down (2.5 a layer)" in down.said


def test_activations_are_told_of_where_gradients_are_well(rng):
    parts = [affine.init(4, 4, rng, dtype=np.float64) for _ in range(4)]
    for part in parts:
        part["w"][...] = np.eye(4)
    parts[1]["b"][...] = 1e5
    net = sequential.init(*((affine, part) for part in parts))
    data = rng.standard_normal((8, 4)), rng.standard_normal((8, 4))
    assert alarms(across_depth, sequential, net, data, mse) == ["2.affine"]


def test_a_small_last_layer_and_a_small_loss_are_no_vanishing(pictures):
    for by in (1e-6, 1e4):  # of a net that is sure, the gradient of all examples is tiny
        assert alarms(across_depth, mlp, scaled(plain(), by, "5.affine"), pictures) == []


def test_a_part_that_a_residual_goes_around_may_have_small_gradients(rng):
    net = resnet.init((3, 16, 16), 10, rng, depth=8, width=4, norm=None)
    for path, cache in walk.layers(net):
        if path.endswith("part/2.conv"):
            cache["w"] += 1e-9  # as a step or two away from the 0 at which it starts
    data = rng.standard_normal((16, 3, 16, 16), np.float32), rng.integers(10, size=16)
    assert alarms(across_depth, resnet, net, data) == []


def test_a_net_of_two_layers_has_no_depth(pictures):
    assert at(across_depth, look(mlp, plain((32,)), pictures)) == {}


def test_gradients_too_small_to_be_squared_are_still_measured(pictures):
    net = scaled(plain(), np.float32(1e-28), "3.affine")
    (finding,) = across_depth.measure(look(mlp, net, pictures))
    assert finding.where == "1.affine" and 1e26 < finding.figure < 1e30


def test_a_gradient_near_the_smallest_number_is_no_error(rng):
    parts = [affine.init(4, 4, rng, dtype=np.float64) for _ in range(4)]
    for part, by in zip(parts, (1.0, 1e-160, 1e-160, 1.0), strict=True):
        part["w"][...] = by * np.eye(4)
    net = sequential.init(*((affine, part) for part in parts))
    data = rng.standard_normal((8, 4)), rng.standard_normal((8, 4))
    (finding,) = across_depth.measure(look(sequential, net, data, mse))
    assert finding.alarm and finding.figure > 1e150


# Symmetric weights


@pytest.mark.parametrize("value", [0, 0.01])
@pytest.mark.parametrize("activation", [relu, tanh, sigmoid])
def test_hidden_layers_of_constant_weights_are_named(value, activation, pictures):
    net = plain(activation=activation)
    filled(net, value, "3.affine", "5.affine")
    assert alarms(symmetric, mlp, net, pictures) == ["3.affine"]
    filled(net, value, "1.affine")
    assert alarms(symmetric, mlp, net, pictures) == ["1.affine", "3.affine"]


def test_twins_are_still_found_after_training(pictures):
    net = filled(plain((32, 32), norm=batchnorm), 0.01, "1.affine", "4.affine", "7.affine")
    more = dict(lr=0.05, epochs=2, batch_size=50, rng=np.random.default_rng(0), show=None)
    fit(mlp, net, cross_entropy, momentum, pictures, **more)
    assert alarms(symmetric, mlp, net, pictures) == ["1.affine", "4.affine"]


def test_the_twins_are_counted(pictures):
    net = plain()
    into, out = inner(net, "3.affine")["w"], inner(net, "5.affine")["w"]
    into[:, 5:8] = into[:, 20:21]
    out[5:8] = out[20]
    finding = at(symmetric, look(mlp, net, pictures))["3.affine"]
    assert_array_equal(np.flatnonzero(finding.more["twins"]), [5, 6, 7, 20])
    assert finding.figure == 4 / 32
    assert finding.said == "4 of its 32 units have a twin, of equal w and dw"


def test_equal_weights_below_random_ones_part_at_the_first_step(pictures):
    assert alarms(symmetric, mlp, filled(plain(), 0.01, "3.affine"), pictures) == []


def test_a_last_layer_of_zeros_is_told_apart_by_the_labels(pictures):
    x, y = pictures
    net = filled(plain(), 0, "5.affine")
    assert alarms(symmetric, mlp, net, (x, np.minimum(y, 2))) == []  # labels 3..9 never come


def test_dead_units_without_weights_are_no_twins(pictures):
    net = plain()
    inner(net, "3.affine")["w"][:, :8] = 0
    inner(net, "3.affine")["b"][:8] = -1
    assert alarms(symmetric, mlp, net, pictures) == []


def test_filters_and_recurrent_units_can_be_twins(rng):
    x, y = rng.standard_normal((16, 1, 8, 8), np.float32), rng.integers(10, size=16)
    net = convnet.init((1, 8, 8), ((4,), (6,)), 10, rng, norm=None)
    filled(net, 0.1, "0.conv", "3.conv")
    assert alarms(symmetric, convnet, net, (x, y)) == ["0.conv"]
    net, x = charlm.init(20, 16, 32, rng, cell=rnn), rng.integers(20, size=(16, 24))
    for key in ("wx", "wh"):
        inner(net, "1.rnn")[key][...] = 0.01
    assert alarms(symmetric, charlm, filled(net, 0.1, "2.affine"), (x, x)) == ["1.rnn"]


# All-zero gradients


def test_a_later_layer_of_zeros_is_named_for_those_below(pictures):
    finding = at(zero_gradient, look(mlp, filled(plain(), 0, "5.affine"), pictures))
    assert [f.where for f in finding.values() if f.alarm] == ["5.affine"]
    below, last = PIXELS * 32 + 32 * 32, 32 * 10
    assert finding["5.affine"].figure == below / (below + last)
    assert finding["5.affine"].more["layers"] == ["1.affine", "3.affine"]
    assert "no gradient gets past 5.affine" in finding["5.affine"].said


@pytest.mark.parametrize("path", ["1.affine", "3.affine"])
@pytest.mark.parametrize("way", ["zero weights", "dead", "dead, and biases above"])
def test_what_hands_on_nothing_is_named_by_the_layer_that_feeds_it(path, way, pictures):
    net = plain()
    if way == "zero weights":
        filled(net, 0, path)
    else:
        inner(net, path)["b"][...] = -1000
    if way.endswith("above"):
        for later in ("3.affine", "5.affine"):
            inner(net, later)["b"][...] += 0.1 * (later != path)
    assert alarms(zero_gradient, mlp, net, pictures) == [path]


def test_a_backward_that_hands_on_nothing_is_found(pictures):
    net, cut = plain(), SimpleNamespace(__name__="layers.cut")
    cut.forward = lambda x, cache: x
    cut.backward = lambda dout, cache: np.zeros_like(dout)
    net["layers"].insert(5, ("cut", cut, {}))
    finding = at(zero_gradient, look(mlp, net, pictures))["3.affine"]
    assert finding.alarm and finding.more["layers"] == ["1.affine", "3.affine"]
    assert "no gradient gets past cut" in finding.said


def test_a_part_that_starts_at_zero_within_a_residual_is_no_alarm(rng):
    data = rng.standard_normal((8, 3, 16, 16), np.float32), rng.integers(10, size=8)
    net = resnet.init((3, 16, 16), 10, rng, depth=8, width=4)
    for path, cache in walk.layers(net):
        if path.endswith("part/4.batchnorm"):
            cache["gamma"][...] = 0
    assert alarms(zero_gradient, resnet, net, data) == []


def test_rows_of_tokens_that_did_not_come_are_no_zero_gradient(rng):
    net, x = charlm.init(20, 16, 32, rng), np.zeros((4, 8), int)
    assert alarms(zero_gradient, charlm, net, (x, x)) == []


def test_a_loss_without_a_gradient_says_nothing_of_the_layers(rng):
    net = sequential.init((affine, affine.init(2, 2, rng)))
    net["layers"][0][2]["w"][...] = 10 * np.eye(2)
    data = np.eye(2, dtype=np.float32), np.arange(2)
    assert at(zero_gradient, look(sequential, net, data, svm)) == {}


# Near overflow


@pytest.mark.parametrize("by", [1e21, 1e37, 3e38])
@pytest.mark.parametrize("path", ["1.affine", "3.affine", "5.affine"])
def test_the_first_layer_with_values_too_large_is_named(path, by, pictures):
    net = scaled(plain(), np.float32(by), path)
    assert alarms(overflow, mlp, net, pictures) == [path]


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_not_finite_is_named_where_it_begins(bad, pictures):
    x, y = pictures
    spoiled = x.copy()
    spoiled[3, 0, 5, 5] = bad
    assert alarms(overflow, mlp, plain(), (spoiled, y)) == ["the inputs"]
    net = plain()
    inner(net, "3.affine")["w"][0, 0] = bad
    finding = at(overflow, look(mlp, net, pictures))["3.affine"]
    assert finding.alarm and finding.figure == math.inf
    assert finding.said == "its out has values that are infinite or not a number"


def test_an_infinite_loss_and_gradient_are_named_as_such(rng):
    net = sequential.init((affine, affine.init(2, 2, rng)), (sigmoid, sigmoid.init()))
    net["layers"][0][2]["w"][...] = -1e6
    with np.errstate(all="ignore"):
        probabilities = sequential.init(*[part[1:] for part in net["layers"]], (log_layer, {}))
        e = look(
            sequential, probabilities, (np.ones((4, 2), np.float32), np.zeros(4, int)), nll
        )
        (finding,) = overflow.measure(e)
    assert finding.where == "2.log"
    e.seen[2].out = np.zeros(2)
    e.loss = math.nan
    assert overflow.measure(e)[0].where == "the loss"
    e.loss, e.dscores = 1.0, np.full(2, 1e30, np.float32)
    assert overflow.measure(e)[0].more["what"] == "gradient"


def test_the_threshold_is_the_root_of_the_largest_number_of_the_dtype(rng):
    x, y = np.full((4, 3), 1e30), np.arange(4) % 2
    net = sequential.init((affine, affine.init(3, 2, rng, dtype=np.float64)))
    finding = at(overflow, look(sequential, net, (x, y)))
    (finding,) = finding.values()
    assert not finding.alarm and finding.figure >= 1e30
    assert_allclose(finding.threshold, 1.34e154, rtol=1e-2)
    net = sequential.init((affine, affine.init(3, 2, rng)))
    e = look(sequential, net, (x.astype(np.float32), y))
    (finding,) = at(overflow, e).values()
    assert finding.alarm and finding.where == "the inputs"
    assert_allclose(finding.threshold, 1.84e19, rtol=1e-2)


def test_large_negative_values_and_gradients_alone_count_too(pictures):
    e = look(mlp, plain(), pictures)
    inner = e.seen[3].cache
    inner["dw"] = np.full_like(inner["dw"], -1e30)
    (finding,) = overflow.measure(e)
    assert (finding.where, finding.more["what"]) == ("3.affine", "dw")


# Edges


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("path", ["1.affine", "3.affine", "5.affine"])
def test_nets_that_have_diverged_crash_no_rule(bad, path, pictures):
    for activation in (relu, sigmoid, tanh):
        net = filled(plain(activation=activation), bad, path)
        e = look(mlp, net, pictures)
        found = {rule.NAME for rule in RULES for f in at(rule, e).values() if f.alarm}
        assert overflow.NAME in found
        assert not found & {symmetric.NAME, dead_relu.NAME}


def test_a_batch_of_one_and_float64_are_looked_at_too(pictures):
    x, y = pictures
    for activation in (relu, sigmoid, tanh):
        net = plain(activation=activation, dtype=np.float64)
        e = look(mlp, net, (x[:1].astype(np.float64), y[:1]), n=1)
        assert not [str(f) for rule in RULES for f in at(rule, e).values() if f.alarm]


def test_a_look_moves_no_array(pictures):
    net = plain(activation=sigmoid)
    e = look(mlp, net, pictures)
    arrays = [a for layer in e.seen for a in (layer.x, layer.out, layer.dout, layer.dx)]
    arrays += [layer.cache["dw"] for layer in e.seen if "dw" in layer.cache]
    before = [a.copy() for a in arrays]
    for rule in RULES:
        rule.measure(e)
    for a, kept in zip(arrays, before, strict=True):
        assert_array_equal(a, kept)


def test_each_finding_has_what_is_promised(pictures):
    e = look(mlp, plain(activation=tanh), pictures)
    for rule in RULES:
        for f in rule.measure(e):
            assert f.leak == rule.NAME and f.remedy and isinstance(f.figure, float)
            assert f.alarm == (f.figure > f.threshold) and not f.said.endswith(".")


@pytest.mark.parametrize("cell", [rnn, lstm, gru])
def test_a_single_step_from_h_0_need_not_use_wh(cell, rng):
    net = charlm.init(20, 16, 32, rng, cell=cell)
    tokens = rng.integers(20, size=(4, 2))
    e = gather(charlm, net, tokens[:, :1], tokens[:, 1:], cross_entropy)
    assert not any(found.alarm for found in zero_gradient.measure(e))
