"""The leaks of training: a loss or a step that is not what it should be."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from diagnose.evidence import gather
from diagnose.leaks import (
    chance,
    diverging_loss,
    flat_loss,
    gap,
    off_chance,
    oscillating_loss,
    update_ratio,
)
from layers import batchnorm, bce, cross_entropy, huber, logsoftmax, mse, nll, relu, svm
from nets import mlp, sequential
from optim import adam, momentum, sgd
from optim.fit import fit

OF_HISTORY = (flat_loss, oscillating_loss, diverging_loss, gap)


@pytest.fixture
def points(rng):
    x = rng.standard_normal((200, 5))
    return x, (x[:, 0] > 0).astype(int) + 2 * (x[:, 1] > 0)


@pytest.fixture
def net():
    return mlp.init((5, 16, 8, 4), np.random.default_rng(1), dtype=np.float64)


@pytest.fixture
def e(net, points):
    return gather(mlp, net, *points, cross_entropy)


def rows(train, valid=None, lr=0.1):
    """Return a history of these losses."""
    valid = [None] * len(train) if valid is None else valid
    return [
        {"epoch": i + 1, "train_loss": t, "valid_loss": v, "lr": lr}
        for i, (t, v) in enumerate(zip(train, valid, strict=True))
    ]


def one(rule, e, train=None, valid=None):
    """Return the rule's only finding, with a history of these losses."""
    if train is not None:
        e.history = rows(train, valid)
    (found,) = rule.measure(e)
    assert (found.leak, found.where) == (rule.NAME, "the loss")
    assert (found.threshold, found.remedy) == (rule.THRESHOLD, rule.REMEDY)
    return found


# chance


def test_chance_is_the_loss_of_the_best_constant_answer(net, points, rng):
    x, _ = points
    even, uneven = np.arange(200) % 4, np.zeros(200, int)
    uneven[:20] = 1
    assert_allclose(chance.of(gather(mlp, net, x, even, cross_entropy)), math.log(4))
    p = np.array([181, 21, 1, 1]) / 204  # each class counted once more than it is
    wanted = -(180 * math.log(p[0]) + 20 * math.log(p[1])) / 200
    assert_allclose(chance.of(gather(mlp, net, x, uneven, cross_entropy)), wanted)
    assert_allclose(chance.of(gather(mlp, net, x, even, svm)), 3)
    y = rng.standard_normal((200, 4))
    wanted = ((y - y.mean(0)) ** 2).mean()
    assert_allclose(chance.of(gather(mlp, net, x, y, mse)), wanted)
    assert chance.of(gather(mlp, net, x, y, huber)) < wanted
    sure = (y > 0).astype(float)
    assert 0.6 < chance.of(gather(mlp, net, x, sure, bce)) < math.log(2)


def test_chance_asks_only_the_labels_that_count(net, points):
    x, _ = points
    y, mask = np.full(200, -1), np.arange(200) < 40
    y[:40] = np.arange(40) % 4
    cache = cross_entropy.init() | {"mask": mask}
    e = gather(mlp, net, x, y, cross_entropy, loss_cache=cache)
    assert_allclose(chance.of(e), math.log(4))
    masked = {"mask": np.ones((200, 4), bool)}
    e = gather(mlp, net, x, np.zeros((200, 4)), mse, loss_cache=masked)
    assert chance.of(e) is None


# loss off chance


@pytest.mark.parametrize("loss", [cross_entropy, svm])
def test_a_net_whose_last_weights_are_large_is_off_chance(net, points, loss):
    found = one(off_chance, gather(mlp, net, *points, loss, untrained=True))
    assert found.figure < 0.05 and not found.alarm
    last = net["layers"][-1][2]
    last["w"] *= 300
    found = one(off_chance, gather(mlp, net, *points, loss, untrained=True))
    assert found.alarm
    assert f"{1 + found.figure:.2f} times" in found.said


def test_how_far_off_chance_is_right_by_hand(points):
    net = mlp.init((5, 4), np.random.default_rng(0), dtype=np.float64)
    last = net["layers"][-1][2]
    last["w"][...], last["b"][...] = 0, [5, 0, 0, 0]
    x, y = points[0], np.ones(200, int)
    found = one(off_chance, gather(mlp, net, x, y, cross_entropy, untrained=True))
    assert_allclose(found.figure, math.log(math.exp(5) + 3) / math.log(4) - 1)


def test_a_net_that_gives_log_probabilities_has_a_chance_level_too(points):
    x, y = points
    part = mlp.init((5, 4), np.random.default_rng(0), dtype=np.float64)
    net = sequential.init((mlp, part), (logsoftmax, logsoftmax.init()))
    found = one(off_chance, gather(sequential, net, x, y, nll, untrained=True))
    assert_allclose(found.more["level"], math.log(4))
    assert not found.alarm


def test_only_an_untrained_net_with_a_loss_over_classes_is_asked(net, points, rng):
    assert off_chance.measure(gather(mlp, net, *points, cross_entropy)) == []
    y = rng.standard_normal((200, 4))
    assert off_chance.measure(gather(mlp, net, points[0], y, mse, untrained=True)) == []
    net["layers"][-1][2]["b"][0] = np.nan
    assert off_chance.measure(gather(mlp, net, *points, cross_entropy, untrained=True)) == []


# update ratio


def trained(net, points, rule, lr, epochs=3, **more):
    """Return the evidence of a net after some epochs, with the step that would follow."""
    run, given = {}, dict(batch_size=20, rng=np.random.default_rng(0), show=None)
    fit(mlp, net, cross_entropy, rule, points, lr=lr, epochs=epochs, run=run, **given)
    known = dict(rule=rule, states=run["states"], lr=run["lr"], history=run["history"])
    return gather(mlp, net, points[0][:20], points[1][:20], cross_entropy, **known | more)


def alarms(e):
    return [found.where for found in update_ratio.measure(e) if found.alarm]


@pytest.mark.parametrize("rule, lr", [(sgd, 0.1), (momentum, 0.05), (adam, 1e-3)])
def test_usual_rates_move_weights_by_a_usual_share(net, points, rule, lr):
    first = gather(mlp, net, *points, cross_entropy, rule=rule, lr=lr, untrained=True)
    assert len(update_ratio.measure(first)) == 3
    assert alarms(first) == []
    assert alarms(trained(net, points, rule, lr)) == []


def test_a_rate_too_high_or_too_low_is_named_at_every_layer(net, points):
    layers = ["1.affine", "3.affine", "5.affine"]
    e = gather(mlp, net, *points, cross_entropy, rule=adam, lr=1.0, untrained=True)
    assert alarms(e) == layers
    assert set(alarms(trained(net, points, adam, 1e-7))) == set(layers)


def test_only_the_layer_that_is_thrown_about_is_named(net, points):
    e = gather(mlp, net, *points, cross_entropy, rule=adam, lr=1e-3)
    e.updates["3.affine.w"] = 2.0
    assert alarms(e) == ["3.affine"]


def test_biases_and_norms_are_not_judged(points):
    net = mlp.init((5, 16, 4), np.random.default_rng(1), norm=batchnorm, dtype=np.float64)
    e = gather(mlp, net, *points, cross_entropy, rule=adam, lr=1e-3)
    e.updates |= dict.fromkeys(("2.batchnorm.gamma", "1.affine.b"), 1000.0)
    assert [found.where for found in update_ratio.measure(e)] == ["1.affine", "4.affine"]


def test_small_weights_may_grow_by_much(net, points):
    last = net["layers"][-1][2]
    e = gather(mlp, net, *points, cross_entropy, rule=sgd, lr=0.1)
    last["w"][...] = 1e-4
    e.updates["5.affine.w"] = 50.0
    *_, found = update_ratio.measure(e)
    assert_allclose(found.figure, 50 * 1e-4 * math.sqrt(8))
    assert found.more["ratio"] == 50 and not found.alarm
    last["w"][...] = 0
    e.updates["5.affine.w"] = math.inf
    assert len(update_ratio.measure(e)) == 2


def test_the_figure_is_the_steps_share_of_the_weights_by_hand(net, points):
    w = net["layers"][3][2]["w"]
    w[...] = 2.0
    e = gather(mlp, net, *points, cross_entropy, rule=sgd, lr=1.0)
    dw = e.of("affine")[1].cache["dw"]
    _, found, _ = update_ratio.measure(e)
    assert found.where == "3.affine"
    assert_allclose(found.figure, np.sqrt((dw**2).mean()) / 2)


def test_small_steps_of_a_net_that_has_arrived_or_slows_down_are_no_leak(net, points):
    e = trained(net, points, adam, 1e-7)
    assert alarms(e)
    e.loss = 0.1
    assert alarms(e) == []
    e.loss = 1.4
    e.history[0]["lr"] = 1e-3
    assert alarms(e) == []
    e.history = rows([1.4], lr=1e-7)  # of which a short schedule's end is all that is known
    assert alarms(e) == []
    e.history = None
    assert alarms(e) == []


def test_without_a_rule_or_with_nan_there_is_no_ratio(e, net, points):
    assert update_ratio.measure(e) == []
    net["layers"][3][2]["w"][0] = np.nan
    found = update_ratio.measure(gather(mlp, net, *points, cross_entropy, rule=sgd, lr=0.1))
    assert not any(f.alarm for f in found)


# flat, oscillating, diverging, gap

HEALTHY = [1.2, 0.6, 0.3, 0.2, 0.15, 0.16, 0.11, 0.1, 0.105, 0.09]


def test_a_training_that_goes_well_has_none_of_these(e):
    for n in range(1, 11):
        e.history = rows(HEALTHY[:n], [1.1 * loss for loss in HEALTHY[:n]])
        assert not any(found.alarm for rule in OF_HISTORY for found in rule.measure(e))


def test_a_loss_that_stays_at_chance_is_flat(e):
    found = one(flat_loss, e, [1.39, 1.386, 1.385])
    assert found.alarm
    assert_allclose(found.figure, 1 - 1.385 / chance.of(e))
    assert "to 1.385 in 3 epochs" in found.said
    assert not one(flat_loss, e, [1.39, 1.36, 1.2]).alarm
    assert not one(flat_loss, e, [0.01, 0.01, 0.01]).alarm  # it has arrived
    assert not one(flat_loss, e, [90.0, 80, 70]).alarm  # another leak


def test_a_net_that_cannot_move_is_flat_and_one_that_can_is_not(net, points):
    for lr, flat in ((1e-6, True), (0.1, False)):
        assert one(flat_loss, trained(net, points, sgd, lr)).alarm == flat


def test_a_loss_that_goes_up_and_down_oscillates(e):
    found = one(oscillating_loss, e, [1.2, 0.8, 1.1, 0.7, 1.0, 0.75])
    assert found.alarm
    level = chance.of(e) / 10
    assert_allclose(found.figure, 0.3 / (0.8 + level))  # the other is 0.3 / (0.7 + level)
    assert "rose 2 times in the last 6 epochs" in found.said
    assert not one(oscillating_loss, e, [1.2, 0.8, 1.3, 0.7, 0.6, 0.5]).alarm  # one accident
    assert not one(oscillating_loss, e, [1.2, 0.1, 0.01, 0.02, 0.01, 0.02, 0.01]).alarm
    calmed = [1.2, 0.8, 1.1, 0.7, 1.0, *HEALTHY[1:], 0.08, 0.07]
    assert not one(oscillating_loss, e, calmed).alarm


def test_climbs_go_from_trough_to_peak():
    assert oscillating_loss.climbs([3, 1, 2, 4, 2, 2, 5]) == [(1, 4), (2, 5)]
    assert oscillating_loss.climbs([1, 2, 1]) == [(1, 2)]
    assert oscillating_loss.climbs([3, 2, 1]) == []


def test_a_loss_that_turns_upwards_diverges(e):
    found = one(diverging_loss, e, [1.2, 0.5, 0.9, 1.2])
    assert found.alarm
    assert_allclose(found.figure, 1.2 / 0.5)
    assert not one(diverging_loss, e, [1.2, 0.01, 0.02, 0.04]).alarm
    assert not one(diverging_loss, e, [1.45]).alarm
    assert one(diverging_loss, e, [12.0]).alarm
    assert not one(diverging_loss, e, [12.0, 1.0]).alarm


def test_a_loss_that_is_no_number_diverges_and_nothing_else(e):
    for bad in (math.nan, math.inf):
        found = one(diverging_loss, e, [1.2, 1, 0.9, 0.8, bad], [1.2, 1, 0.9, 0.8, bad])
        assert found.alarm and found.figure == math.inf
        for rule in (flat_loss, oscillating_loss, gap):
            assert rule.measure(e) == []


def test_a_net_that_learns_by_heart_has_a_gap(e):
    found = one(gap, e, [1.2, 0.4, 0.1, 0.01], [1.2, 0.7, 0.6, 0.7])
    assert found.alarm
    assert_allclose(found.figure, (0.6 - 0.1) / chance.of(e))
    assert "it was lowest after epoch 3, 0.6" in found.said
    assert not one(gap, e, [1.2, 0.4, 0.1], [4.8, 0.5, 0.2]).alarm
    assert not one(gap, e, [1.2, 0.4, 0.3], [1.2, 3.0, 0.35]).alarm  # for an epoch


def test_a_large_net_with_few_examples_has_a_gap_and_with_many_none():
    def points(n, seed):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((n, 20))
        return x, (x[:, :4].sum(1) + rng.standard_normal(n) > 0).astype(int)

    for n, wide in ((60, True), (3000, False)):
        net = mlp.init((20, 64, 2), np.random.default_rng(1), dtype=np.float64)
        train, given = points(n, 1), dict(batch_size=20, rng=np.random.default_rng(0))
        more = dict(given, valid=points(500, 2), epochs=12 if wide else 4, show=None)
        history = fit(mlp, net, cross_entropy, adam, train, lr=5e-3, **more)
        e = gather(mlp, net, *train, cross_entropy, history=history)
        assert one(gap, e).alarm == wide


def test_without_enough_epochs_or_validation_nothing_is_said(e):
    for rule in OF_HISTORY:
        assert rule.measure(e) == []
    e.history = rows([1.4, 1.4])
    assert flat_loss.measure(e) == oscillating_loss.measure(e) == gap.measure(e) == []
    e.history = rows([1.4, 1.0, 0.8, 0.7])
    assert gap.measure(e) == []


def test_a_batch_of_one_and_a_loss_without_a_chance_level_do_not_stop_a_rule(net, points):
    x, y = points
    e = gather(mlp, net, x[:1], y[:1], cross_entropy, untrained=True, history=rows(HEALTHY))
    for rule in (*OF_HISTORY, off_chance):
        rule.measure(e)
    # relu stands for any loss that is not known by name
    e.loss_module = relu
    for rule in OF_HISTORY:
        assert not any(found.alarm for found in rule.measure(e))
