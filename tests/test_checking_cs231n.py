"""CS231n's contract: its references beside this project's layers and rules, and its tables."""

from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from diagnose.checking.cs231n.table import PAIRS, RULES
from diagnose.checking.problem import Draw
from diagnose.checking.traits import TRAITS
from diagnose.checking.truth import Question, truth, view
from layers import (
    affine,
    batchnorm,
    conv,
    cross_entropy,
    dropout,
    embedding,
    groupnorm,
    layernorm,
    lstm,
    maxpool,
    relu,
    rnn,
    svm,
)
from optim import adam, momentum, rmsprop, sgd

NAMES = """
    affine_forward relu_forward batchnorm_forward layernorm_forward dropout_forward
    conv_forward_naive max_pool_forward_naive spatial_batchnorm_forward
    spatial_groupnorm_forward rnn_step_forward rnn_forward lstm_step_forward lstm_forward
    word_embedding_forward temporal_affine_forward softmax_loss svm_loss temporal_softmax_loss
"""
EXACTLY = {"rtol": 1e-10, "atol": 1e-10}
BY_NAME = {pair.forward: pair for pair in PAIRS}
each_pair = pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.forward)
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def of(g: dict, *names: str, **more) -> dict:
    """Return a cache with copies of some of what is given."""
    return {name: np.copy(g[name])[()] for name in names} | more


def rows(g):
    return affine, g["x"].reshape(-1, len(g["w"])), of(g, "w", "b")


def in_batches(g):
    names = ("gamma", "beta", "eps", "momentum", "running_mean", "running_var", "train")
    return batchnorm, g["x"], of(g, *names)


def in_groups(g):
    arrays = {key: g[key].ravel() for key in ("gamma", "beta")}
    return groupnorm, g["x"], of(g, "G", "eps", **arrays)


def convolved(g):
    stride, pad = (g["stride"],) * 2, (g["pad"],) * 2
    return conv, g["x"], of(g, "w", "b", stride=stride, pad=pad, groups=1)


def pooled(g):
    return maxpool, g["x"], maxpool.init(g["HH"], g["WW"], stride=g["stride"])


def recurrent(layer, *states: str):
    """Return what makes a recurrent layer of a pair; a single step is a sequence of one."""

    def made(g):
        x = g["x"] if g["x"].ndim == 3 else g["x"][:, None]
        cache = of(g, "wx", "wh", "b", nonlinearity="tanh")
        return layer, (x, *(g[name] for name in states)), cache

    return made


def loss(layer):
    return lambda g: (layer, g["x"], layer.init() | {key: g[key] for key in g if key != "x"})


OURS = {
    "affine_forward": rows,
    "temporal_affine_forward": rows,
    "relu_forward": lambda g: (relu, g["x"], {}),
    "batchnorm_forward": in_batches,
    "spatial_batchnorm_forward": in_batches,
    "layernorm_forward": lambda g: (layernorm, g["x"], of(g, "gamma", "beta", "eps")),
    "spatial_groupnorm_forward": in_groups,
    "conv_forward_naive": convolved,
    "max_pool_forward_naive": pooled,
    "word_embedding_forward": lambda g: (embedding, g["x"], of(g, "w")),
    "rnn_step_forward": recurrent(rnn, "prev_h"),
    "lstm_step_forward": recurrent(lstm, "prev_h", "prev_c"),
    "rnn_forward": recurrent(rnn, "h0"),
    "lstm_forward": recurrent(lstm, "h0"),
    "softmax_loss": loss(cross_entropy),
    "svm_loss": loss(svm),
    "temporal_softmax_loss": loss(cross_entropy),
}


def answered(pair, point, seed=0, smooth=None):
    """Return the question of a point, and the truth of it."""
    given = dict(point.given)
    if pair.forward == "dropout_forward":
        given["on"] = np.random.default_rng(seed).random(given["x"].shape) < given["keep"]
    vary = tuple(name[1:] for name in pair.grads)
    smooth = smooth or pair.gives
    question = Question(point.setting, point.trait, given, vary, smooth, pair.reference)
    return question, truth(question, np.random.default_rng(seed))


def refused(pair, point) -> bool:
    """Return whether this project refuses what the course allows: a variance of one number."""
    x, train = point.given["x"], point.given.get("train", True)
    n = {"batchnorm_forward": len(x), "layernorm_forward": x.shape[-1]}.get(pair.forward, 2)
    return n < 2 and train


@pytest.mark.parametrize("name", OURS)
def test_a_reference_agrees_with_the_layer_in_value_and_gradient(name):
    pair = BY_NAME[name]
    for point in pair.sweep(Draw(0)):
        if refused(pair, point):
            continue
        right = answered(pair, point, smooth=pair.gives[:1])[1]  # next_h, and not next_c
        layer, x, cache = OURS[name](point.given)
        out, (dout,) = layer.forward(x, cache), right.douts.values()
        share = point.given["mask"].sum() / len(x) if "mask" in point.given else 1
        assert_allclose(right.outs[pair.gives[0]].reshape(out.shape), share * out, **EXACTLY)
        dx = layer.backward(share * dout.reshape(out.shape), cache)
        found = list(dx) if isinstance(dx, tuple) else [dx]
        for key, true in right.grads.items():
            ours = cache[key] if key in cache else found.pop(0)
            size = np.abs(true).max(initial=1)
            assert_allclose(true.reshape(ours.shape) / size, ours / size, **EXACTLY)
        if "next_c" in right.outs:
            assert_allclose(right.outs["next_c"], cache["c"], **EXACTLY)


@pytest.mark.parametrize("name", ["batchnorm_forward", "spatial_batchnorm_forward"])
def test_running_averages_are_the_layers_but_for_n_minus_1(name):
    pair = BY_NAME[name]
    for point in pair.sweep(Draw(0)):
        g, kept = point.given, pair.kept(point.given)
        if refused(pair, point):
            continue
        layer, x, cache = in_batches(g)
        layer.forward(x, cache)
        n, old = x.size // x.shape[1], g["momentum"] * g["running_var"]
        assert_allclose(kept["running_mean"], cache["running_mean"], **EXACTLY)
        if g["train"]:
            assert_allclose(
                kept["running_var"] - old, (cache["running_var"] - old) * (n - 1) / n
            )
        else:
            assert_array_equal(kept["running_var"], cache["running_var"])


def test_dropout_is_the_layers_for_the_same_draw():
    pair = BY_NAME["dropout_forward"]
    for point in pair.sweep(Draw(0)):
        question, right = answered(pair, point)
        x, on, keep = (question.given[key] for key in ("x", "on", "keep"))
        train, dout = question.given["train"], right.douts["out"]
        assert_allclose(right.outs["out"], dropout.dropped(x, on, keep) if train else x)
        assert_allclose(right.grads["dx"], dropout.dropped(dout, on, keep) if train else dout)


STATES = {
    "sgd": (sgd, ("lr",)),
    "sgd_momentum": (momentum, ("lr", "mu")),
    "rmsprop": (rmsprop, ("lr", "decay", "eps")),
    "adam": (adam, ("lr", "beta1", "beta2", "eps")),
}


@each_rule
def test_a_rule_agrees_with_the_projects(rule):
    module, names = STATES[rule.name]
    for steps in rule.sweep(Draw(0)):
        w, settings = steps.w.copy(), steps.settings
        state = module.init(w, **{name: settings[name] for name in names})
        state |= of(settings, *(state.keys() & settings.keys()))
        right = rule.reference({"w": steps.w, "dw": steps.dw, **settings})["w"]
        for dw, w_after in zip(steps.dw, right, strict=True):
            module.update(w, dw, state)
            assert_allclose(w_after, w, rtol=1e-10)


@pytest.mark.parametrize("name, defaults", [
    ("sgd", {"lr": 1e-2}),
    ("sgd_momentum", {"lr": 1e-2, "mu": 0.9}),
    ("rmsprop", {"lr": 1e-2, "decay": 0.99, "eps": 1e-8}),
    ("adam", {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}),
])  # fmt: skip
def test_an_empty_config_stands_for_the_courses_defaults(name, defaults):
    rule = next(rule for rule in RULES if rule.name == name)
    empty = [s for s in rule.sweep(Draw(0)) if not rule.config(s.settings)]
    assert [s.settings for s in empty] == [defaults | {"defaults": True}]


def test_every_name_of_the_contract_is_there_once():
    assert sorted(pair.forward for pair in PAIRS) == sorted(NAMES.split())
    assert sorted(rule.name for rule in RULES) == ["adam", "rmsprop", "sgd", "sgd_momentum"]


@each_pair
def test_sweeps_hold_for_other_seeds_and_start_plain(pair):
    for seed in range(1, 5):
        points = pair.sweep(Draw(seed))
        assert not points[0].trait
        assert all(point.trait in {"", *TRAITS} for point in points)
        for point in points:
            given = point.given | {"on": np.ones(np.shape(point.given["x"]), bool)}
            for value in (pair.reference(given) | pair.kept(given)).values():
                assert np.isfinite(value).all()


@each_pair
def test_params_are_new_at_every_call(pair):
    for point in pair.sweep(Draw(0)):
        first, second = pair.args(point.given), pair.args(point.given)
        for a, b in zip(first, second, strict=True):
            if isinstance(a, dict):
                assert a is not b
                assert not any(a[key] is b[key] for key in a if isinstance(a[key], np.ndarray))


OWN = ["rnn_step_forward", "lstm_step_forward", "temporal_softmax_loss"]


@pytest.mark.parametrize("name", OWN)
def test_each_mistake_is_one_at_the_plain_setting_and_no_two_are_the_same(name):
    pair = BY_NAME[name]
    question, right = answered(pair, pair.sweep(Draw(0))[0])
    t, seen = view(question, right), []
    for mistake in pair.mistakes:
        wrong, true = mistake.wrong(t), (right.outs | right.grads)[mistake.of]
        assert np.shape(wrong) == np.shape(true)
        others = [true, *(a for of, a in seen if of == mistake.of)]
        for other in others:
            assert np.linalg.norm(wrong - other) > 1e-3 * np.linalg.norm(true), mistake.name
        seen.append((mistake.of, wrong))


def test_a_running_variance_of_n_minus_1_is_a_mistake():
    pair = BY_NAME["batchnorm_forward"]
    given = pair.sweep(Draw(0))[0].given
    name = "running_var takes the unbiased variance"
    (mistake,) = [m for m in pair.mistakes if m.name == name]
    cache = in_batches(given)[2]
    batchnorm.forward(given["x"], cache)
    assert_allclose(mistake.wrong(SimpleNamespace(**given)), cache["running_var"])
