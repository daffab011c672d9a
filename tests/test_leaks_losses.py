"""Leaks of losses, norms and modes: an ill net is named where it is ill, another is not."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from diagnose.evidence import gather
from diagnose.leaks import (
    biased_norm,
    clipped_loss,
    left_training,
    softmax_twice,
    tiny_variance,
)
from diagnose.upstream import maker
from layers import (
    affine,
    batchnorm,
    bce,
    clip,
    conv,
    cross_entropy,
    dropout,
    exp,
    flatten,
    groupnorm,
    huber,
    layernorm,
    logsoftmax,
    maxpool,
    mse,
    nll,
    relu,
    rmsnorm,
    sigmoid,
    softmax,
    svm,
)
from nets import autoencoder, convnet, lenet, mlp, resnet, sequential, walk

RULES = biased_norm, clipped_loss, left_training, softmax_twice, tiny_variance


@pytest.fixture
def images(rng):
    return rng.standard_normal((16, 1, 12, 12)).astype(np.float32), rng.integers(3, size=16)


@pytest.fixture
def points(rng):
    return rng.standard_normal((32, 4)).astype(np.float32), rng.integers(3, size=32)


def alarms(rule, e):
    return {found.where: found for found in rule.measure(e) if found.alarm}


def ending(rng, *parts, sizes=(4, 16, 3)):
    """Return an mlp with parts behind it: at 3.affine are the scores, the parts from 4 on."""
    net = mlp.init(sizes, rng)
    return sequential.init(*[(module, cache) for _, module, cache in net["layers"]], *parts)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_fresh_nets_have_no_alarm(dtype, rng, images):
    x, y = images[0].astype(dtype), images[1]
    nets = [
        (mlp, mlp.init((144, 20, 3), rng, norm=batchnorm, keep=0.8, dtype=dtype)),
        (mlp, mlp.init((144, 20, 3), rng, activation=sigmoid, dtype=dtype)),
        (lenet, lenet.init((1, 12, 12), 3, rng, dtype=dtype)),
        (convnet, convnet.init((1, 12, 12), ((4,), (8,)), 3, rng, dtype=dtype)),
        (resnet, resnet.init((1, 12, 12), 3, rng, depth=8, width=4, dtype=dtype)),
    ]
    for module, net in nets:
        for loss in (cross_entropy, svm):
            e = gather(module, net, x, y, loss)
            assert [found for rule in RULES for found in rule.measure(e) if found.alarm] == []
    net = autoencoder.init((1, 12, 12), 4, rng, dtype=dtype)
    e = gather(autoencoder, net, x, x, mse)
    assert [found for rule in RULES for found in rule.measure(e) if found.alarm] == []


def test_a_net_that_has_diverged_is_survived(rng, images):
    x, y = images
    for bad in (np.nan, np.inf, 1e30):
        net = convnet.init((1, 12, 12), ((4,),), 3, rng)
        net["layers"][0][2]["w"][...] = bad
        net["layers"][-1][2]["w"][...] = bad
        nested = sequential.init((convnet, net), (softmax, {}))
        for evaluating in (False, True):
            e = gather(sequential, nested, x, y, cross_entropy, evaluating=evaluating)
            with np.errstate(all="ignore"):
                for rule in RULES:
                    rule.measure(e)


# Clipped loss


def test_a_clip_before_mse_stops_the_terms_beyond_its_bounds():
    x = np.array([[-3.0], [-0.5], [0.5], [3.0], [3.0]])
    y = np.array([[0.0], [0.0], [0.0], [2.0], [1.0]])  # the last is at its target, once clipped
    cache = {"w": np.eye(1), "b": np.zeros(1), "dw": np.eye(1), "db": np.zeros(1)}
    net = sequential.init((affine, cache), (clip, clip.init(-1.0, 1.0)))
    layer, loss = clipped_loss.measure(gather(sequential, net, x, y, mse))
    assert layer.where == "1.clip" and layer.alarm
    assert layer.figure == 0.4  # the first and the fourth
    assert_array_equal(layer.more["stopped"], [True, False, False, True, False])
    assert loss.where == "the loss" and loss.figure == 0 and not loss.alarm


@pytest.mark.parametrize("part", [(clip, clip.init(-1, 1)), (relu, relu.init())])
@pytest.mark.parametrize("loss", [mse, huber])
def test_a_flat_layer_before_a_loss_is_named_and_without_it_none_is(part, loss, rng, points):
    x = points[0]
    y = (3 * x[:, :2]).astype(np.float32)
    net = ending(rng, part, sizes=(4, 16, 2))
    net["layers"][3][2]["w"] *= np.float32(100)
    name = part[0].__name__.rpartition(".")[2]
    found = alarms(clipped_loss, gather(sequential, net, x, y, loss))
    assert found.keys() == {f"4.{name}"}
    assert "huber" in found[f"4.{name}"].remedy
    plain = ending(rng, sizes=(4, 16, 2))
    assert not alarms(clipped_loss, gather(sequential, plain, x, y, loss))


def test_a_clip_in_the_midst_that_lets_some_of_each_example_through_is_no_leak(rng, points):
    for bound, ill in ((1.0, False), (1e-3, True)):
        parts = [affine, affine.init(4, 16, rng)], [clip, clip.init(-bound, bound)]
        net = sequential.init(*parts, (affine, affine.init(16, 3, rng)))
        found = alarms(clipped_loss, gather(sequential, net, *points, cross_entropy))
        assert found.keys() == ({"1.clip"} if ill else set())


def test_what_a_dropout_stops_by_its_draw_is_no_leak(rng, points):
    parts = (affine, affine.init(4, 2, rng)), (dropout, dropout.init(0.3, rng))
    net = sequential.init(*parts, (affine, affine.init(2, 3, rng)))
    e = gather(sequential, net, *points, cross_entropy)
    assert (~e.seen[1].dx.any(axis=1)).mean() > 0.1
    assert not alarms(clipped_loss, e)


def squared_within(delta):
    """Return the mean square of an error clipped to -delta..delta, as a loss: flat beyond."""

    def forward(x, cache):
        cache["diff"] = x - cache["y"]
        return (np.clip(cache["diff"], -delta, delta) ** 2).mean()

    def backward(dout, cache):
        diff = cache["diff"]
        return dout * 2 * diff * (abs(diff) <= delta) / diff.size

    return SimpleNamespace(__name__="dqn", init=dict, forward=forward, backward=backward)


def test_a_loss_that_is_flat_for_outliers_is_named(rng, points):
    x = points[0]
    y = x[:, :1].copy()
    y[:3] = 30
    net = ending(rng, sizes=(4, 16, 1))
    found = alarms(clipped_loss, gather(sequential, net, x, y, squared_within(8.0)))
    assert found.keys() == {"the loss"}
    assert found["the loss"].figure == 3 / 32
    assert_array_equal(np.flatnonzero(found["the loss"].more["stopped"]), [0, 1, 2])
    assert not alarms(clipped_loss, gather(sequential, net, x, y, huber))


def test_a_loss_that_is_at_its_least_is_not_flat(rng):
    y = np.array([0, 1, 2, 0])
    scores = 1000.0 * np.eye(3)[y]  # margins are met, probabilities are 1 to the last digit
    net = sequential.init((flatten, {}))
    for loss in (svm, cross_entropy):
        e = gather(sequential, net, scores, y, loss)
        assert not e.dscores.any()
        assert not alarms(clipped_loss, e)
    for loss, targets in ((mse, scores), (bce, np.full_like(scores, 0.5))):
        e = gather(sequential, net, np.where(loss is mse, scores, 0), targets, loss)
        assert not e.dscores.any()
        assert not alarms(clipped_loss, e)
    weighted = cross_entropy.init(weights=(0, 1, 1))  # class 0 does not count: that is meant
    e = gather(sequential, net, np.zeros((4, 3)), y, cross_entropy, loss_cache=weighted)
    assert not e.dscores[0].any()
    assert not alarms(clipped_loss, e)


# Softmax twice


@pytest.mark.parametrize("first", [softmax, sigmoid])
def test_what_is_squashed_before_cross_entropy_is_named(first, rng, points):
    net = ending(rng, (first, first.init()))
    where = f"4.{first.__name__.rpartition('.')[2]}"
    found = alarms(softmax_twice, gather(sequential, net, *points, cross_entropy))
    assert found.keys() == {where}
    assert found[where].figure == 1
    least = math.log(1 + 2 / math.e)
    assert f"below {least:.2f}" in found[where].said
    sure = np.eye(3)[points[1]]
    loss = cross_entropy.forward(sure, cross_entropy.init() | {"y": points[1]})
    assert_allclose(loss, least)


def test_a_softmax_behind_a_softmax_is_named_at_the_first(rng, points):
    net = ending(rng, (softmax, {}), (flatten, {}), (logsoftmax, {}))
    assert alarms(softmax_twice, gather(sequential, net, *points, nll)).keys() == {"4.softmax"}
    net = ending(rng, (sigmoid, {}), (softmax, {}))
    assert alarms(softmax_twice, gather(sequential, net, *points, nll)).keys() == {"4.sigmoid"}


def test_a_sigmoid_before_bce_is_named(rng, points):
    y = (points[0][:, :3] > 0).astype(np.float32)
    net = ending(rng, (sigmoid, {}))
    assert alarms(softmax_twice, gather(sequential, net, points[0], y, bce)).keys() == {
        "4.sigmoid"
    }
    assert not alarms(softmax_twice, gather(sequential, ending(rng), points[0], y, bce))


def test_log_probabilities_may_be_squashed_again(rng, points):
    net = ending(rng, (logsoftmax, {}))
    [found] = softmax_twice.measure(gather(sequential, net, *points, cross_entropy))
    assert found.where == "4.logsoftmax" and not found.alarm
    assert "leaves them as they are" in found.said
    plain, twice = (
        ending(np.random.default_rng(1)),
        ending(np.random.default_rng(1), (logsoftmax, {})),
    )
    one, two = (gather(sequential, net, *points, cross_entropy) for net in (plain, twice))
    assert_allclose(one.loss, two.loss, rtol=1e-6)
    assert_allclose(one.dscores, two.seen[-1].dx, atol=1e-7)
    assert not alarms(softmax_twice, gather(sequential, net, *points, nll))


def normalized_exponentials():
    """Return a softmax under another name."""
    return SimpleNamespace(
        __name__="layers.own", forward=softmax.forward, backward=softmax.backward
    )


def test_a_softmax_under_another_name_is_known_by_its_figures(rng, points):
    net = ending(rng, (normalized_exponentials(), {}))
    found = alarms(softmax_twice, gather(sequential, net, *points, cross_entropy))
    assert found.keys() == {"4.own"}
    for first in (exp, sigmoid):  # within 0..1 or not, their rows do not add up to 1
        net = ending(rng, (first, first.init()), (affine, affine.init(3, 3, rng)))
        assert not alarms(softmax_twice, gather(sequential, net, *points, cross_entropy))


def test_a_mixed_way_is_followed_to_the_layer_that_made_the_array(rng, points):
    net = ending(rng, (softmax, {}), (flatten, {}))
    e = gather(sequential, net, *points, cross_entropy)
    assert maker(e, e.scores).path == "5.flatten"
    assert maker(e, e.scores, ("flatten",)).path == "4.softmax"
    assert maker(e, e.x) is None


# Tiny variance


def normed(rng, norm, cache):
    parts = (affine, affine.init(4, 8, rng)), (norm, cache), (relu, relu.init())
    return sequential.init(*parts, (affine, affine.init(8, 3, rng)))


@pytest.mark.parametrize("norm", [batchnorm, layernorm, rmsnorm, groupnorm])
def test_a_norm_of_next_to_nothing_is_named(norm, rng, points):
    name = norm.__name__.rpartition(".")[2]
    cache = groupnorm.init(8, 2) if norm is groupnorm else norm.init(8)
    net = normed(rng, norm, cache)
    assert not alarms(tiny_variance, gather(sequential, net, *points, cross_entropy))
    net["layers"][0][2]["w"] *= np.float32(1e-4)
    found = alarms(tiny_variance, gather(sequential, net, *points, cross_entropy))
    assert found.keys() == {f"1.{name}"}
    assert found[f"1.{name}"].figure == 1


def test_of_several_norms_the_one_where_it_began_is_named(rng, points):
    for factor in (1e-4, 1e-6, 1e-8, 0.0):
        net = mlp.init((4, 16, 16, 3), np.random.default_rng(1), norm=batchnorm)
        net["layers"][1][2]["w"] *= np.float32(factor)
        found = alarms(tiny_variance, gather(mlp, net, *points, cross_entropy))
        assert found.keys() == {"2.batchnorm"}
    net["layers"][4][2]["w"] *= np.float32(1e-4)
    net["layers"][1][2]["w"] = rng.standard_normal((4, 16)).astype(np.float32) * 1e-4
    found = alarms(tiny_variance, gather(mlp, net, *points, cross_entropy))
    assert found.keys() == {"2.batchnorm", "5.batchnorm"}


def test_the_share_is_that_of_the_channels_below_eps(rng):
    x = rng.standard_normal((64, 8))
    x -= x.mean(axis=0)
    x /= np.sqrt((x**2).mean(axis=0))
    deviations = np.array([0, 0, 1e-4, 3.1e-3, 3.2e-3, 0.1, 1, 10])  # sqrt(eps) is 3.16e-3
    net = sequential.init((batchnorm, batchnorm.init(8, dtype=np.float64)))
    e = gather(sequential, net, x * deviations, rng.integers(8, size=64), cross_entropy)
    [found] = tiny_variance.measure(e)
    assert found.figure == 0.5 and found.alarm
    assert_allclose(found.more["var"], deviations**2, atol=1e-12)


def test_a_few_dead_channels_or_one_odd_batch_are_no_leak(rng, points):
    net = normed(rng, batchnorm, batchnorm.init(8))
    net["layers"][0][2]["w"][:, 0] = 0
    [found] = tiny_variance.measure(gather(sequential, net, *points, cross_entropy))
    assert found.figure == 1 / 8 and not found.alarm
    walk.set_training(net, True)
    sequential.forward(points[0], net)
    odd = np.repeat(points[0][:1], 32, axis=0), points[1]
    assert not alarms(tiny_variance, gather(sequential, net, *odd, cross_entropy))
    net["layers"][1][2]["running_var"][...] = 1e-7
    assert alarms(tiny_variance, gather(sequential, net, *odd, cross_entropy))


# Biased norm


@pytest.mark.parametrize("norm", [batchnorm, groupnorm])
@pytest.mark.parametrize("pooled", [False, True])
def test_a_bias_that_costs_digits_is_named_and_a_usual_one_only_told(norm, pooled, rng, images):
    first, second = conv.init(1, 8, 3, 3, rng, pad=1), conv.init(8, 8, 3, 3, rng, pad=1)
    norms = [groupnorm.init(8, 8) if norm is groupnorm else norm.init(8) for _ in range(2)]
    pool = [(maxpool, maxpool.init(2, 2))] if pooled else []
    parts = (conv, first), *pool, (norm, norms[0]), (relu, {}), (conv, second), (norm, norms[1])
    net = sequential.init(*parts, (flatten, {}))
    found = biased_norm.measure(gather(sequential, net, *images, cross_entropy))
    assert len(found) == 2 and not any(finding.alarm for finding in found)
    second["b"][3] = 1e5
    e = gather(sequential, net, *images, cross_entropy)
    found = alarms(biased_norm, e)
    assert found.keys() == {f"{len(pool) + 3}.conv"}
    [one] = found.values()
    assert one.more["offset"].argmax() == 3
    assert one.more["gradient"] < 1e-3


def test_the_offset_is_the_bias_in_deviations(rng):
    x = np.array([[-1.0], [1.0]])
    cache = {"w": np.full((1, 2), 2.0), "b": np.array([0.0, 500.0])}
    cache |= {"dw": np.zeros((1, 2)), "db": np.zeros(2)}
    net = sequential.init((affine, cache), (batchnorm, batchnorm.init(2, dtype=np.float64)))
    [found] = biased_norm.measure(gather(sequential, net, x, np.array([0, 1]), cross_entropy))
    assert_allclose(found.more["offset"], [0, 250], rtol=1e-5)
    assert not found.alarm
    cache["b"][1] = 1e5  # harmless in float64, a leak in float32
    [found] = biased_norm.measure(gather(sequential, net, x, np.array([0, 1]), cross_entropy))
    assert found.figure > 1e4 and not found.alarm
    for key in ("w", "b"):
        cache[key] = cache[key].astype(np.float32)
    net["layers"][1] = ("1.batchnorm", batchnorm, batchnorm.init(2))
    few = x.astype(np.float32), np.array([0, 1])
    [found] = biased_norm.measure(gather(sequential, net, *few, cross_entropy))
    assert found.alarm


# Left in training


def test_a_layer_left_in_training_is_named_and_no_other(rng, points):
    net = mlp.init((4, 8, 8, 3), rng, norm=batchnorm, keep=0.5)
    walk.set_training(net, False)
    e = gather(mlp, net, *points, cross_entropy, evaluating=True)
    found = left_training.measure(e)
    assert [finding.where for finding in found] == [
        *("2.batchnorm", "4.dropout", "6.batchnorm", "8.dropout")
    ]
    assert not any(finding.alarm for finding in found)
    for path, inner in walk.layers(net):
        if "train" in inner:
            inner["train"] = True
            e = gather(mlp, net, *points, cross_entropy, evaluating=True)
            named = alarms(left_training, e)
            assert named.keys() == {path}
            assert named[path].figure > 0.01
            inner["train"] = False
    walk.set_training(net, True)
    assert left_training.measure(gather(mlp, net, *points, cross_entropy)) == []


def test_the_cost_is_the_difference_over_the_deviation(rng):
    x = np.array([[1.0, 0.0], [5.0, 2.0]])
    norm = batchnorm.init(2, eps=1e-12, dtype=np.float64)
    net = sequential.init((batchnorm, norm))
    e = gather(sequential, net, x, np.array([0, 1]), cross_entropy, evaluating=True)
    [found] = left_training.measure(e)
    # running averages 0 and 1 leave x, of deviation 2 and 1; the batch makes it -1 and 1
    squares = np.array([[2, 1], [4, 1]]) ** 2
    assert_allclose(found.figure, np.sqrt(squares.mean() / 2.5), rtol=1e-9)


def test_a_dropout_that_keeps_all_costs_nothing(rng, points):
    net = ending(rng, (dropout, dropout.init(1.0, rng)))
    [found] = left_training.measure(
        gather(sequential, net, *points, cross_entropy, evaluating=True)
    )
    assert found.figure == 0 and not found.alarm


def test_measuring_moves_nothing_of_the_net(rng, points):
    net = mlp.init((4, 8, 3), rng, norm=batchnorm, keep=0.5)
    before = net["layers"][2][2]["running_var"].copy()
    state = net["layers"][4][2]["rng"].bit_generator.state
    e = gather(mlp, net, *points, cross_entropy, evaluating=True)
    for rule in RULES:
        rule.measure(e)
    assert all(inner["train"] for _, inner in walk.layers(net) if "train" in inner)
    assert_array_equal(net["layers"][2][2]["running_var"], before)
    assert net["layers"][4][2]["rng"].bit_generator.state == state


def test_one_example_is_enough(rng, points):
    net, few = ending(rng, (softmax, {})), tuple(a[:1] for a in points)
    e = gather(sequential, net, *few, cross_entropy)
    assert alarms(softmax_twice, e).keys() == {"4.softmax"}
    assert not alarms(clipped_loss, e)


@pytest.mark.parametrize("units", [1, 2, 4, 8])
def test_a_narrow_relu_that_is_off_for_some_examples_by_chance_is_no_leak(units, rng):
    x, y = rng.standard_normal((64, 20)).astype(np.float32), rng.integers(5, size=64)
    for _ in range(20):
        net = mlp.init((20, units, 5), rng)
        assert not alarms(clipped_loss, gather(mlp, net, x, y, cross_entropy))
