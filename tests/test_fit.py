"""Fit: it learns, it repeats itself to the bit, it can be stopped, and what it refuses."""

import json
from itertools import count
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from data.batches import shuffled
from layers import affine, batchnorm, cross_entropy, dropout, relu, svm
from nets import mlp, sequential, walk
from optim import adam, adamw, decay, momentum, sgd
from optim.evaluate import evaluate
from optim.fit import fit


def points(n=60, seed=0):
    """Two clouds of points, one a class, that a line can all but part."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    x = rng.standard_normal((n, 4)) + 2 * y[:, None]
    return x.astype(np.float32), y


def build(seed=1, **settings):
    return mlp.init((4, 8, 2), np.random.default_rng(seed), **settings)


def train(net, data=None, *, rule=adam, module=mlp, loss=cross_entropy, **settings):
    """Fit net to the points, three epochs of four batches unless told otherwise."""
    few = {"lr": 0.01, "epochs": 3, "batch_size": 16, "show": None}
    settings = few | {"rng": np.random.default_rng(2)} | settings
    return fit(module, net, loss, rule, points() if data is None else data, **settings)


def contents(net) -> dict:
    return {path: inner[key].copy() for path, inner, key in walk.lasting(net)}


def assert_bit_equal(a: dict, b: dict) -> None:
    assert a.keys() == b.keys()
    for path in a:
        assert a[path].tobytes() == b[path].tobytes(), path


def timeless(rows: list[dict]) -> list[dict]:
    """Return the history without what the clock has said."""
    clock = ("seconds", "samples_per_second")
    return [{key: row[key] for key in row if key not in clock} for row in rows]


# What it does


def test_the_loss_falls_and_the_accuracy_rises():
    rows = train(build(), epochs=15, valid=points(seed=9))
    assert rows[-1]["train_loss"] < 0.3 < 0.6 < rows[0]["train_loss"]
    assert rows[-1]["valid_accuracy"] > 0.9 and rows[-1]["train_accuracy"] > 0.9


@pytest.mark.parametrize("rule", [sgd, momentum, adam])
def test_every_rule_learns(rule):
    rows = train(build(), rule=rule, epochs=15, lr=0.01 if rule is adam else 0.1)
    assert rows[-1]["train_loss"] < 0.3


def test_a_step_is_forward_backward_update():
    (x, y), net, twin = points(), build(), build()
    train(net, (x, y), rule=sgd, lr=0.5, epochs=1, batch_size=60)
    ((x, y),) = shuffled(x, y, 60, np.random.default_rng(2))  # the order moves the sums' bits
    cache = cross_entropy.init() | {"y": y}
    cross_entropy.forward(mlp.forward(x, twin), cache)
    mlp.backward(cross_entropy.backward(1.0, cache), twin)
    for _, inner, key in walk.learned(twin):
        inner[key] -= 0.5 * inner["d" + key]
    assert_bit_equal(contents(net), contents(twin))


def test_settings_reach_the_rule_and_the_loss():
    run = {}
    train(build(), rule=momentum, settings={"mu": 0.5}, run=run)
    assert {state["mu"] for state in run["states"].values()} == {0.5}
    sure = train(build(), loss=svm, loss_cache=svm.init(margin=5.0), lr=0.0, epochs=1)
    assert_allclose(sure[0]["train_loss"], 5, rtol=0.05)  # all scores are near 0 at first


def test_lr_may_be_a_function_of_the_step():
    seen = []

    def lr(step):
        seen.append(step)
        return 0.1 / (1 + step)

    rows = train(build(), lr=lr)
    assert sorted(set(seen)) == [*range(12)]  # 60 points in 16s are four steps an epoch
    assert [row["lr"] for row in rows] == [0.1 / 4, 0.1 / 8, 0.1 / 12]


def test_each_step_is_taken_at_its_own_lr():
    once, frozen, taken = build(), build(), count()
    train(once, rule=sgd, lr=0.1, stop=lambda: next(taken) >= 1)
    train(frozen, rule=sgd, lr=lambda step: 0.0 if step else 0.1)
    assert_bit_equal(contents(once), contents(frozen))


@pytest.mark.parametrize("valid", [None, points(seed=9)])
def test_the_net_is_trained_in_training_mode_and_left_out_of_it(valid):
    net = build(norm=batchnorm, keep=0.5)
    walk.set_training(net, False)
    modes = []
    train(net, stop=lambda: modes.append(mode_of(net)), valid=valid)
    assert modes and set(modes) == {True}  # each epoch anew, after valid has taken it out
    assert mode_of(net) is False


def mode_of(net):
    (mode,) = {inner["train"] for _, inner in walk.layers(net) if "train" in inner}
    return mode


def test_tied_weights_move_by_the_sum_of_their_gradients():
    def tied():
        rng = np.random.default_rng(3)
        first, second = (affine.init(4, 4, rng) for _ in range(2))
        second["w"] = first["w"]
        return sequential.init((affine, first), (relu, relu.init()), (affine, second))

    data, net, twin = points(8), tied(), tied()
    train(net, data, module=sequential, rule=sgd, lr=1.0, epochs=1, batch_size=8)
    cache = cross_entropy.init() | {"y": data[1]}
    cross_entropy.forward(sequential.forward(data[0], twin), cache)
    sequential.backward(cross_entropy.backward(1.0, cache), twin)
    first, _, second = (inner for _, inner in walk.layers(twin))
    expected = first["w"] - (first["dw"] + second["dw"])
    assert_allclose(net["layers"][0][2]["w"], expected, rtol=1e-5, atol=1e-6)
    assert net["layers"][2][2]["w"] is net["layers"][0][2]["w"]


# The history


def test_a_row_has_these_keys_and_plain_values():
    rows = train(build(), valid=points(seed=9), l2=0.1)
    assert [row["epoch"] for row in rows] == [1, 2, 3]
    assert {key: type(value) for key, value in rows[0].items()} == {
        "epoch": int,
        "train_loss": float,
        "train_accuracy": float,
        "penalty": float,
        "gradient_norm": type(None),
        "valid_loss": float,
        "valid_accuracy": float,
        "lr": float,
        "samples_per_second": float,
        "seconds": float,
    }
    assert json.loads(json.dumps(rows)) == rows


def test_without_valid_its_figures_are_none():
    row = train(build())[-1]
    assert row["valid_loss"] is None and row["valid_accuracy"] is None


def test_the_training_figures_are_means_over_the_epochs_examples():
    (x, y), net = points(50), build()  # batches of 16, 16 and 18, of which none is learned from
    row = train(net, (x, y), lr=0.0, epochs=1)[0]
    loss, accuracy = evaluate(mlp, net, cross_entropy, (x, y))
    assert_allclose(row["train_loss"], loss, rtol=1e-5)
    assert_allclose(row["train_accuracy"], accuracy)


def test_the_valid_figures_are_those_of_evaluate():
    net, valid = build(norm=batchnorm, keep=0.5), points(seed=9)
    row = train(net, valid=valid)[-1]
    assert (row["valid_loss"], row["valid_accuracy"]) == evaluate(
        mlp, net, cross_entropy, valid
    )


def test_a_line_an_epoch_is_shown_under_one_heading():
    lines = []
    train(build(), show=lines.append)
    assert len(lines) == 4 and lines[0].split()[0] == "epoch"
    assert [line.split()[0] for line in lines[1:]] == ["1", "2", "3"]


def test_without_show_nothing_is_printed(capfd):
    train(build(), show=None)
    assert capfd.readouterr() == ("", "")


def test_on_epoch_gets_the_history_after_each_epoch():
    lengths = []
    rows = train(build(), on_epoch=lambda rows: lengths.append(len(rows)))
    assert lengths == [1, 2, 3] and len(rows) == 3


# To the bit


def test_one_seed_gives_one_run_and_another_another():
    first, again, other = (build(norm=batchnorm, keep=0.8) for _ in range(3))
    rows, same = train(first), train(again)
    assert_bit_equal(contents(first), contents(again))
    assert timeless(rows) == timeless(same)
    train(other, rng=np.random.default_rng(3))
    assert (other["layers"][1][2]["w"] != first["layers"][1][2]["w"]).any()


def test_global_random_state_is_not_touched():
    before = np.random.get_state()[1].copy()
    train(build(keep=0.5))
    assert_array_equal(np.random.get_state()[1], before)


@pytest.mark.parametrize("steps", [0, 1, 3, 4, 5, 8, 11, 12])
def test_a_run_that_is_stopped_goes_on_to_the_same_end(steps):
    """Four steps are an epoch, so this stops in the middle of one and between two."""
    settings = {"valid": points(seed=9), "keep_best": True, "l2": 0.01}
    unbroken, broken = (build(norm=batchnorm, keep=0.8) for _ in range(2))
    rows = train(unbroken, **settings)

    taken, run = count(), {}
    train(broken, stop=lambda: next(taken) >= steps, run=run, **settings)
    assert run["steps"] == steps
    assert len(run["history"]) == steps // 4
    gone_on = train(broken, run=run, **settings, rng=np.random.default_rng(99))
    assert timeless(gone_on) == timeless(rows)
    assert_bit_equal(contents(broken), contents(unbroken))


def test_a_run_that_is_stopped_again_and_again_goes_on_to_the_same_end():
    unbroken, broken, run = build(keep=0.8), build(keep=0.8), {}
    rows = train(unbroken)
    for _ in range(13):  # a step each, and once more to find that there is none left
        taken = count()
        train(broken, stop=lambda taken=taken: next(taken) >= 1, run=run)
    assert timeless(run["history"]) == timeless(rows)
    assert_bit_equal(contents(broken), contents(unbroken))


def test_a_stopped_run_goes_on_where_dropout_draws_from_the_generator_of_the_order_too():
    def shared():
        rng = np.random.default_rng(4)
        net = sequential.init(
            (affine, affine.init(4, 8, rng)),
            (dropout, dropout.init(0.5, rng)),
            (affine, affine.init(8, 2, rng)),
        )
        return net, {"module": sequential, "rng": rng}

    (unbroken, settings), (broken, other) = shared(), shared()
    train(unbroken, **settings)
    taken, run = count(), {}
    train(broken, **other, stop=lambda: next(taken) >= 2, run=run)
    train(broken, **other, run=run)
    assert_bit_equal(contents(broken), contents(unbroken))


def test_a_run_that_is_over_is_not_gone_on_with():
    net, run = build(), {}
    rows = train(net, run=run)
    before = contents(net)
    assert train(net, run=run) == rows
    assert_bit_equal(contents(net), before)


def test_more_epochs_go_on_from_where_a_run_ended():
    long, short, run = build(), build(), {}
    rows = train(long, epochs=5)
    train(short, epochs=2, run=run)
    assert timeless(train(short, epochs=5, run=run)) == timeless(rows)
    assert_bit_equal(contents(long), contents(short))


# The best epoch


def test_keep_best_ends_with_the_best_epoch_on_valid():
    net, valid, seen = build(norm=batchnorm), points(seed=9), []
    hot = {
        "rule": sgd,
        "lr": 20.0,
        "epochs": 8,
    }  # far too hot, so that the last is not the best
    rows = train(
        net,
        valid=valid,
        keep_best=True,
        on_epoch=lambda rows: seen.append(contents(net)),
        **hot,
    )
    best = max(rows, key=lambda row: (row["valid_accuracy"], -row["valid_loss"]))["epoch"] - 1
    assert best != len(rows) - 1
    assert_bit_equal(contents(net), seen[best])
    figures = evaluate(mlp, net, cross_entropy, valid)
    assert figures == (rows[best]["valid_loss"], rows[best]["valid_accuracy"])


def test_without_keep_best_the_last_weights_stay():
    net, seen = build(), []
    train(net, valid=points(seed=9), on_epoch=lambda rows: seen.append(contents(net)))
    assert_bit_equal(contents(net), seen[-1])


@pytest.mark.parametrize("by, best", [("loss", 1), ("accuracy", 2), (True, 2)])
def test_the_best_epoch_is_that_by_loss_or_that_by_accuracy(by, best, monkeypatch):
    figures, seen = iter([(1.0, 0.9), (0.5, 0.8), (0.7, 0.95)]), []
    monkeypatch.setattr("optim.fit.evaluate", lambda *given, **more: next(figures))
    net = build()
    train(net, valid=points(), keep_best=by, on_epoch=lambda rows: seen.append(contents(net)))
    assert_bit_equal(contents(net), seen[best])


# What an epoch shows the net


def test_an_epoch_draws_as_many_examples_as_it_is_told_and_counts_those():
    seen = []

    def keep(x, rng):
        seen.append(x)
        return x

    rows = train(build(), epoch_size=24, augment=keep, epochs=4)
    assert [len(x) for x in seen] == [16, 8] * 4
    drawn = {tuple(row) for x in seen for row in x}
    assert 24 < len(drawn) <= 60  # another share of the set each time
    assert all(0 <= row["train_accuracy"] <= 1 for row in rows)


def test_the_net_is_trained_on_what_augment_returns_and_validated_on_what_is_there():
    x, y = points()
    flipped = train(build(), (-x, y), valid=(-x, y))
    told = train(build(), (x, y), valid=(-x, y), augment=lambda x, rng: -x)
    assert timeless(told) == timeless(flipped)


@pytest.mark.parametrize("steps", [1, 3, 4, 7])
def test_a_stopped_run_goes_on_where_augment_draws(steps):
    def noisy(x, rng):
        return x + rng.standard_normal(x.shape, np.float32)

    unbroken, broken, taken, run = build(), build(), count(), {}
    settings = {"augment": noisy, "epoch_size": 50}
    train(unbroken, **settings)
    train(broken, **settings, stop=lambda: next(taken) >= steps, run=run)
    train(broken, **settings, run=run, rng=np.random.default_rng(99))
    assert_bit_equal(contents(broken), contents(unbroken))


# The penalty


def test_l2_pulls_on_w_alone_and_stands_apart_from_the_loss():
    data, plain, pulled = points(), build(norm=batchnorm), build(norm=batchnorm)
    start = contents(plain)
    once = {"rule": sgd, "lr": 0.1, "epochs": 1, "batch_size": 60}
    (without,) = train(plain, data, **once)
    (row,) = train(pulled, data, **once, l2=0.5)
    after, pull = contents(plain), contents(pulled)
    for path in after:
        shrunk = 0.1 * 0.5 * start[path] if path.endswith(".w") else 0
        assert_allclose(pull[path], after[path] - shrunk, rtol=1e-5, atol=1e-7)
    assert row["train_loss"] == without["train_loss"]
    assert without["penalty"] == 0
    assert row["penalty"] == decay.penalty(pulled, 0.5) > 0


# The first layer's dx


def spied(seen):
    """An affine layer that notes whether its dx was wanted and whether it made one."""

    def backward(dout, cache):
        dx = affine.backward(dout, cache)
        seen.append((cache.get("need_dx", True), dx is None))
        return dx

    return SimpleNamespace(__name__="layers.spied", forward=affine.forward, backward=backward)


def spied_net(seen):
    rng = np.random.default_rng(1)
    return sequential.init(
        (spied(seen), affine.init(4, 8, rng)),
        (relu, relu.init()),
        (spied(seen), affine.init(8, 2, rng)),
    )


def test_the_first_dx_is_left_out_in_training_and_the_others_are_not():
    seen = []
    train(spied_net(seen), module=sequential, epochs=1)
    assert seen == [(True, False), (False, True)] * 4


def test_afterwards_every_dx_is_made_again():
    net = build()
    train(net)
    assert not any("need_dx" in inner for _, inner in walk.layers(net))
    out = mlp.forward(points()[0], net)
    assert mlp.backward(np.ones_like(out), net).shape == (60, 4)


@pytest.mark.parametrize("way", ["stop", "error", "nan"])
def test_after_a_stop_or_an_error_every_dx_is_made_again(way):
    def fail(rows):
        raise RuntimeError

    net = build()
    if way == "stop":
        train(net, stop=lambda: True)
    elif way == "error":
        with pytest.raises(RuntimeError):
            train(net, on_epoch=fail)
    else:
        net["layers"][1][2]["w"][0, 0] = np.nan
        with pytest.raises(FloatingPointError):
            train(net)
    assert not any("need_dx" in inner for _, inner in walk.layers(net))


# A loss that is not finite


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_weight_that_is_not_finite_is_named(value):
    net = build()
    net["layers"][3][2]["w"][0, 0] = value
    with pytest.raises(FloatingPointError, match="first that is not finite is 3.affine.w"):
        train(net)


def test_weights_that_grow_without_bound_end_with_the_step_and_the_layer():
    with pytest.raises(FloatingPointError) as caught:
        train(build(), rule=sgd, lr=1e30, epochs=9)
    message = str(caught.value)
    assert "at epoch 1, step " in message and "lr 1e+30" in message
    assert "the output of 3.affine" in message and "a smaller lr" in message


def test_an_output_that_overflows_is_named_though_the_weights_are_finite():
    net = build()
    net["layers"][1][2]["w"][...] = 1e38
    with pytest.raises(FloatingPointError, match="is the output of 1.affine"):
        train(net, (points()[0] + 100, points()[1]))


# What it refuses


@pytest.mark.parametrize(
    "data, message",
    [
        ((points()[0], points()[1][:-1]), "train needs a y for each x, .* not 59 for 60"),
        ((points()[0][:0], points()[1][:0]), "train needs .* one or more, not 0 for 0"),
        ((points()[0].astype(np.float64), points()[1]), r"train's x is float64.*np.float32"),
        (
            (points()[0].astype(np.uint8), points()[1]),
            "train's x is uint8, .* normalize pixels",
        ),
        ((np.full((60, 4), np.nan, np.float32), points()[1]), "train has values that are nan"),
        ((np.full((60, 4), np.inf, np.float32), points()[1]), "train has values that are nan"),
        ((points()[0], np.full(60, np.nan)), "train has values that are nan"),
        ((points()[0], points()[1] + 1), "label 2 at position .* there are 2 classes"),
        ((points()[0][:, :3], points()[1]), "size 4 is different from 3"),
    ],
)
def test_training_data_that_do_not_fit_are_refused(data, message):
    with pytest.raises(ValueError, match=message):
        train(build(), data)


def test_valid_data_that_do_not_fit_are_refused_before_training():
    (x, y), lines = points(), []
    for bad in ((x[:-1], y), (x.astype(np.float64), y), (x * np.nan, y)):
        with pytest.raises(ValueError, match="valid"):
            train(build(), valid=bad, show=lines.append)
    assert lines == []


@pytest.mark.parametrize(
    "settings, message",
    [
        ({"epochs": 0}, "epochs=0"),
        ({"l2": -0.1}, "l2=-0.1"),
        ({"l2": np.inf}, "l2=inf"),
        ({"l2": np.nan}, "l2=nan"),
        ({"batch_size": 0}, "batch_size=0"),
        ({"keep_best": True}, "fit needs valid"),
        ({"rule": momentum, "settings": {"mu": 2}}, "mu=2"),
    ],
)
def test_settings_that_do_not_fit_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        train(build(), **settings)


def test_a_setting_that_the_rule_does_not_have_is_refused():
    with pytest.raises(TypeError, match="beta3"):
        train(build(), settings={"beta3": 0.9})


def test_a_net_with_nothing_to_learn_is_refused():
    with pytest.raises(ValueError, match="no learned arrays"):
        train(sequential.init((relu, relu.init())), module=sequential)


# Bounds, penalties and micro-batches


def test_micro_batches_take_the_steps_of_the_whole_minibatch():
    whole, parts = build(), build()
    train(whole, rule=sgd, lr=0.5)
    train(parts, rule=sgd, lr=0.5, accumulate=3)  # 16 examples as 6, 5 and 5
    for path, a in contents(parts).items():
        assert_allclose(a, contents(whole)[path], rtol=1e-4, atol=1e-6)


def test_the_gradients_norm_is_bounded_and_the_largest_before_stands_in_the_history():
    net = build()
    before = contents(net)
    rows = train(net, rule=sgd, lr=1.0, epochs=1, clip_norm=0.01)
    moved = np.concatenate([(a - before[path]).ravel() for path, a in contents(net).items()])
    assert np.linalg.norm(moved) <= 4 * 0.01 * 1.0001  # four steps
    assert rows[0]["gradient_norm"] > 0.01


def test_each_entry_of_a_gradient_is_bounded():
    net = build()
    before = contents(net)
    train(net, rule=sgd, lr=1.0, epochs=1, clip_value=0.001)
    assert max(abs(a - before[path]).max() for path, a in contents(net).items()) <= 0.00401


def test_l1_makes_useless_weights_exactly_0_and_spares_the_useful_ones():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((200, 6)).astype(np.float32)
    y = (x[:, 0] > 0).astype(np.int64)  # the other five say nothing
    net = mlp.init((6, 2), rng)
    train(net, (x, y), rule=sgd, lr=0.5, epochs=150, batch_size=200, l1=0.02)
    w = net["layers"][1][2]["w"]
    assert (w[1:] == 0).sum() >= 8
    assert abs(w[0]).min() > 0.5


@pytest.mark.parametrize(
    "settings, message",
    [
        ({"l1": -1}, "l1 > 0, not -1"),
        ({"clip_norm": 0}, "clip_norm > 0, not 0"),
        ({"clip_value": np.nan}, "clip_value > 0, not nan"),
        ({"accumulate": 0}, "accumulate >= 1 micro-batches, not 0"),
    ],
)
def test_bounds_that_cannot_be_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        train(build(), **settings)


def test_decoupled_decay_spares_biases():
    run = {}
    train(build(), rule=adamw, settings={"weight_decay": 0.3}, run=run)
    decays = {path: state["weight_decay"] for path, state in run["states"].items()}
    assert decays == {"1.affine.w": 0.3, "1.affine.b": 0, "3.affine.w": 0.3, "3.affine.b": 0}
