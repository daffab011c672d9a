"""Evidence: what one look at a net keeps, and that it leaves the net as it was."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from diagnose.evidence import gather, rms
from layers import affine, batchnorm, cross_entropy, dropout, mse, relu, rnn
from nets import mlp, residual, sequential, walk
from optim import adam, momentum
from optim.fit import fit
from optim.step import gradients, move


@pytest.fixture
def net(rng):
    return mlp.init((4, 6, 3), rng, norm=batchnorm, keep=0.5, dtype=np.float64)


@pytest.fixture
def batch(rng):
    return rng.standard_normal((8, 4)), rng.integers(3, size=8)


def test_what_a_layer_gives_is_what_the_next_takes_and_so_are_the_gradients(net, batch):
    e = gather(mlp, net, *batch, cross_entropy)
    assert [layer.path for layer in e.seen] == [path for path, _ in walk.layers(net)]
    assert [layer.name for layer in e.seen[:3]] == ["flatten", "affine", "batchnorm"]
    assert e.seen[0].x is batch[0]
    for before, after in zip(e.seen, e.seen[1:], strict=False):
        assert after.x is before.out
        assert before.dout is after.dx
    assert e.scores is e.seen[-1].out
    assert e.dscores is e.seen[-1].dout
    assert e.seen[0].dx.shape == batch[0].shape


def test_the_look_is_a_step_of_training(net, batch):
    e = gather(mlp, net, *batch, cross_entropy)
    walk.set_training(net, True)
    loss, _ = gradients(mlp, net, cross_entropy, cross_entropy.init(), *batch)
    assert e.loss == loss  # with the same draw of dropout
    for layer, (_, inner) in zip(e.seen, walk.layers(net), strict=True):
        for key in inner.keys() & {"dw", "db", "dgamma", "dbeta"}:
            assert_array_equal(layer.cache[key], inner[key])


def test_a_look_moves_nothing_of_the_net(net, batch):
    mlp.forward(batch[0], net)
    net["layers"][1][2]["need_dx"] = False
    before = [(inner, dict(inner)) for _, inner in walk.layers(net)]
    averages = net["layers"][2][2]["running_mean"].copy()
    draws = net["layers"][4][2]["rng"].bit_generator.state
    weights = [inner[key].copy() for _, inner, key in walk.learned(net)]
    gather(mlp, net, *batch, cross_entropy, rule=adam, lr=0.1)
    for inner, kept in before:
        assert inner.keys() == kept.keys()
        assert all(inner[key] is kept[key] for key in kept)
    assert_array_equal(net["layers"][2][2]["running_mean"], averages)
    assert net["layers"][4][2]["rng"].bit_generator.state == draws
    for w, (_, inner, key) in zip(weights, walk.learned(net), strict=True):
        assert_array_equal(inner[key], w)


def test_the_updates_are_those_of_the_step_that_would_follow(net, batch):
    net = mlp.init((4, 6, 3), np.random.default_rng(1), dtype=np.float64)
    run, start = {}, dict(lr=0.1, batch_size=8, rng=np.random.default_rng(0), show=None)
    fit(mlp, net, cross_entropy, momentum, batch, epochs=3, run=run, **start)
    states = {path: dict(state) for path, state in run["states"].items()}
    e = gather(mlp, net, *batch, cross_entropy, rule=momentum, states=run["states"], lr=0.3)
    before = {path: inner[key].copy() for path, inner, key in walk.learned(net)}
    gradients(mlp, net, cross_entropy, cross_entropy.init(), *batch)
    move(net, momentum, states, 0.3)
    assert e.updates.keys() == before.keys()
    for path, inner, key in walk.learned(net):
        change = rms(inner[key] - before[path]) / rms(before[path])
        assert_allclose(e.updates[path], change, rtol=1e-9)


def test_states_and_rule_are_not_moved_by_a_look(batch):
    net, run = mlp.init((4, 3), np.random.default_rng(1)), {}
    x = batch[0].astype(np.float32)
    more = dict(lr=0.1, batch_size=8, rng=np.random.default_rng(0), show=None, run=run)
    fit(mlp, net, cross_entropy, adam, (x, batch[1]), epochs=2, **more)
    kept = {
        path: {key: np.copy(v) for key, v in state.items()}
        for path, state in run["states"].items()
    }
    gather(mlp, net, x, batch[1], cross_entropy, rule=adam, states=run["states"], lr=0.3)
    for path, state in run["states"].items():
        assert state.keys() == kept[path].keys()
        for key, v in state.items():
            assert_array_equal(v, kept[path][key])


def test_layers_in_nested_nets_are_seen_under_their_paths(rng):
    inner = sequential.init((affine, affine.init(4, 4, rng)), (relu, relu.init()))
    net = sequential.init((residual, residual.init((sequential, inner))))
    x = rng.standard_normal((3, 4)).astype(np.float32)
    e = gather(sequential, net, x, np.zeros_like(x), mse)
    assert [layer.path for layer in e.seen] == [path for path, _ in walk.layers(net)]
    assert e.seen[1].dout.shape == (3, 4)


def test_an_evaluating_net_is_seen_in_the_modes_it_is_in(batch, rng):
    net = sequential.init((dropout, dropout.init(0.5, rng)), (affine, affine.init(4, 3, rng)))
    walk.set_training(net, False)
    e = gather(sequential, net, *batch, cross_entropy, evaluating=True)
    assert_array_equal(e.seen[0].out, batch[0])
    e = gather(sequential, net, *batch, cross_entropy)
    assert not e.seen[0].out.all()


def test_a_carried_state_of_another_batch_is_left_out(rng):
    net = sequential.init((rnn, rnn.init(2, 3, rng, dtype=np.float64)))
    net["layers"][0][2]["h0"] = np.ones((5, 3))
    x = rng.standard_normal((4, 6, 2))
    e = gather(sequential, net, x, np.zeros((4, 6, 3)), mse)
    assert_array_equal(e.seen[0].out, sequential.forward(x, sequential.init(
        (rnn, {k: v for k, v in net["layers"][0][2].items() if k != "h0"}))))  # fmt: skip
    assert net["layers"][0][2]["h0"].shape == (5, 3)


def test_a_look_at_nothing_is_refused(net, batch):
    x, y = batch
    with pytest.raises(
        ValueError, match=r"needs examples, and a y for each, not x of \(0, 4\)"
    ):
        gather(mlp, net, x[:0], y[:0], cross_entropy)
    with pytest.raises(ValueError, match=r"not x of \(8, 4\) and y of \(7,\)"):
        gather(mlp, net, x, y[:7], cross_entropy)


def test_rms_is_that_of_all_entries_also_of_a_tuple():
    assert rms(np.array([3.0, -3.0])) == 3
    assert_allclose(rms((np.array([1.0]), np.array([1.0, 2.0]))), np.sqrt(2))
    assert rms(np.zeros(0)) == 0
    assert_allclose(rms(np.full(4, 1e30, np.float32)), 1e30)


def test_what_cannot_be_looked_at_is_refused_in_words(net, batch):
    x, y = batch
    for args, more, said in (
        ((mlp, net, (x, x), y), {}, "takes one array x and one array y"),
        ((sequential, sequential.init(), x, y), {}, "needs a net with layers"),
        ((mlp, net, x, y), {"rule": adam}, "lr must be a number"),
        ((mlp, net, x, y), {"rule": adam, "lr": lambda step: 0.1}, "lr must be a number"),
        ((mlp, net, x, y), {"rule": adam, "lr": 0.1, "states": {}}, "states has nothing for"),
        ((mlp, net, x, y), {"data": (x, y, y)}, "takes one array x and one array y"),
        ((mlp, net, x, y), {"data": (x, y[:3])}, "and a y for each"),
    ):
        with pytest.raises(ValueError, match=said):
            gather(*args, cross_entropy, **more)
