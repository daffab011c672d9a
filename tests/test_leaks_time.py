"""Leaks through time: gradients that explode or vanish on their way back over the steps."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from diagnose import through_time
from diagnose.evidence import gather
from diagnose.leaks import through_time as rule
from layers import affine, cross_entropy, gru, lstm, mse, rnn
from nets import bidirectional, charlm, mlp, sequential

CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}


@pytest.fixture
def text(rng):
    tokens = rng.integers(12, size=(8, 65))
    return tokens[:, :-1], tokens[:, 1:]


def look(text, *, cell=rnn, depth=1, scale=(), keeping=None, seed=1, dtype=np.float32):
    """Return the evidence of a charlm whose layers' wh are scaled, by path."""
    net = charlm.init(
        12, 16, 32, np.random.default_rng(seed), cell=cell, depth=depth, dtype=dtype
    )
    for name, _, inner in net["layers"]:
        if name in dict(scale):
            inner["wh"] = inner["wh"] * inner["wh"].dtype.type(dict(scale)[name])
        if keeping is not None and "wh" in inner:
            block = 1  # an LSTM's f, a GRU's z
            inner["b"][block * 32 : (block + 1) * 32] = keeping
    return gather(charlm, net, *text, cross_entropy)


def alarms(e):
    return {found.where: found for found in rule.measure(e) if found.alarm}


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("masked", [False, True])
def test_norms_are_those_of_the_layers_own_backward(name, nonlinearity, masked, rng):
    cell, settings = CELLS[name], {"nonlinearity": nonlinearity} if name == "rnn" else {}
    cache = cell.init(3, 4, rng, dtype=np.float64, **settings)
    x, states = rng.standard_normal((5, 6, 3)), [rng.standard_normal((5, 4)) for _ in range(2)]
    dh = rng.standard_normal((5, 4))
    for k in range(1, 7):
        if masked:
            cache["mask"] = np.arange(k) < rng.integers(0, k + 1, size=(5, 1))
        given = x[:, -k:], *(states if name == "lstm" else states[:1])
        out = cell.forward(given, cache)
        dout = np.zeros_like(out)
        dout[:, -1] = dh
        _, *dstates = cell.backward(dout, cache)
        norms = through_time.norms(name, cache, dh)
        whole = through_time.length(tuple(dstates)) / np.linalg.norm(dh)
        assert norms[0] == 1
        assert_allclose(norms[k], whole, rtol=1e-12)


def test_a_linear_chain_grows_by_what_its_matrix_says(rng):
    turn = rnn.init(2, 4, rng, nonlinearity="relu", dtype=np.float64)
    turn["wh"], turn["b"] = 1.5 * np.eye(4), np.ones(4)
    x = np.zeros((3, 20, 2))
    net = sequential.init((rnn, turn))
    e = gather(sequential, net, x, rng.standard_normal((3, 20, 4)), mse)
    [found] = rule.measure(e)
    assert_allclose(found.more["norms"], 1.5 ** np.arange(21))
    assert_allclose(found.more["growth"], 1.5)
    assert_allclose(found.more["by_radius"], found.more["norms"], rtol=0.1)
    assert_allclose(found.more["stretch"], 1.5, rtol=0.01)
    assert found.alarm and found.figure == pytest.approx(1.5**20)
    turn["wh"] = 0.1 * np.eye(4)
    [found] = rule.measure(gather(sequential, net, x, rng.standard_normal((3, 20, 4)), mse))
    assert found.more["horizon"] == 7  # 1e-6 is above 1.2e-7, 1e-7 is not
    assert not found.alarm  # 20 / 7 is below 4.75
    turn["wh"] = 0.01 * np.eye(4)  # a horizon of 4, as 1e-8 is below and 1e-6 is not
    for T in (18, 19):
        x, y = np.zeros((3, T, 2)), rng.standard_normal((3, T, 4))
        [found] = rule.measure(gather(sequential, net, x, y, mse))
        assert found.figure == T / 4
        assert found.alarm == (T == 19)


def test_a_horizon_beyond_the_sequence_is_drawn_out():
    assert_allclose(rule.horizon(0.5 ** np.arange(9.0)), math.log2(1 / rule.RESOLUTION))
    assert rule.horizon(np.ones(5)) == math.inf
    assert rule.horizon(np.array([1.0, 0.5])) == pytest.approx(23)


def test_the_radius_is_that_of_the_eigenvalues(rng):
    for H in (1, 8, 64):
        w = rng.standard_normal((H, H))
        true = abs(np.linalg.eigvals(w)).max()
        assert true * (1 - 1e-9) <= through_time.radius(w) <= true * 1.01
    assert through_time.radius(np.zeros((3, 3))) == 0
    assert through_time.radius(np.triu(np.ones((4, 4)), 1)) == 0


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_fresh_net_has_no_alarm(name, dtype, text):
    [found] = rule.measure(look(text, cell=CELLS[name], dtype=dtype))
    assert found.where == f"1.{name}" and not found.alarm
    assert found.more["norms"].shape == (65,)


@pytest.mark.parametrize("scale, cure", [(0.3, "LSTM"), (2.5, "Clip")])
@pytest.mark.parametrize("where", ["1.rnn", "2.rnn"])
def test_a_scaled_wh_is_named_where_it_is(scale, cure, where, text):
    found = alarms(look(text, depth=2, scale={where: scale}))
    assert found.keys() == {where}
    assert cure in found[where].remedy and found[where].said in str(found[where])


@pytest.mark.parametrize("name", ["lstm", "gru"])
def test_a_gate_that_keeps_nothing_is_named(name, text):
    scale = {f"1.{name}": 0.3}  # by which wh alone would not do for an alarm
    assert not alarms(look(text, cell=CELLS[name], scale=scale))
    found = alarms(look(text, cell=CELLS[name], scale=scale, keeping=-6.0))
    assert found.keys() == {f"1.{name}"}
    assert "bias" in found[f"1.{name}"].remedy
    kept = found[f"1.{name}"].more["kept"]
    assert kept[0] == 1 and (np.diff(kept) < 0).all()


def test_the_clip_that_is_named_is_the_usual_norm(text):
    e = look(text, scale={"1.rnn": 2.5})
    grads = [
        inner["d" + key]
        for part in e.seen
        for inner in [part.cache]
        for key in inner
        if "d" + key in inner
    ]
    whole = math.sqrt(sum(float((g.astype(np.float64) ** 2).sum()) for g in grads))
    assert_allclose(rule.usual(e), whole, rtol=1e-6)
    assert f"{whole:.2g}" in alarms(e)["1.rnn"].remedy


def test_both_ways_of_a_bidirectional_net_are_looked_at(rng):
    caches = [rnn.init(3, 16, rng) for _ in range(2)]
    caches[1]["wh"] *= np.float32(0.1)
    both = bidirectional.init(rnn, caches[0], rnn, caches[1])
    net = sequential.init((bidirectional, both), (affine, affine.init(32, 2, rng)))
    x = rng.standard_normal((4, 60, 3)).astype(np.float32)
    e = gather(sequential, net, x, rng.integers(2, size=(4, 60)), cross_entropy)
    assert len(rule.measure(e)) == 2
    assert alarms(e).keys() == {"0.bidirectional/backward.rnn"}


def test_a_net_without_recurrence_or_with_one_step_has_nothing_to_say(rng, text):
    net = mlp.init((4, 5, 3), rng)
    x = rng.standard_normal((6, 4)).astype(np.float32)
    assert rule.measure(gather(mlp, net, x, rng.integers(3, size=6), cross_entropy)) == []
    assert rule.measure(look((text[0][:, :1], text[1][:, :1]))) == []


def test_where_the_last_step_gets_no_gradient_a_random_one_is_followed(text):
    net = charlm.init(12, 16, 32, np.random.default_rng(1), cell=rnn)
    mask = np.ones((8, 64), bool)
    mask[:, -1] = False
    counted = cross_entropy.init() | {"mask": mask}
    e = gather(charlm, net, *text, cross_entropy, loss_cache=counted)
    assert not e.of("rnn")[0].dout[:, -1].any()
    [found] = rule.measure(e)
    assert 0 < found.more["norms"][-1] < 1


def test_one_example_and_a_net_that_has_diverged_are_survived(text):
    one = tuple(a[:1] for a in text)
    assert not alarms(look(one))
    for bad in (np.nan, np.inf, 0.0):
        for cell in CELLS.values():
            name = cell.__name__.rpartition(".")[2]
            with np.errstate(all="ignore"):
                found = rule.measure(look(text, cell=cell, scale={f"1.{name}": bad}))
            assert len(found) == 1
