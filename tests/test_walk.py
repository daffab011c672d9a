"""Walk: the order and the paths of layers, tied arrays, modes, inputs, twins and the table."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from layers import affine, batchnorm, dropout, flatten, relu
from nets import sequential, walk


@pytest.fixture
def net(rng):
    block = sequential.init(
        (affine, affine.init(4, 3, rng, dtype=np.float64)),
        (batchnorm, batchnorm.init(3, dtype=np.float64)),
        (dropout, dropout.init(0.5, rng)),
    )
    return sequential.init(
        (flatten, flatten.init()),
        (sequential, block),
        (affine, affine.init(3, 2, rng, dtype=np.float64)),
    )


@pytest.fixture
def tied(rng):
    """Two affine layers of one w, each with a b of its own."""
    first, second = (affine.init(3, 3, rng, dtype=np.float64) for _ in range(2))
    second["w"] = first["w"]
    return sequential.init((affine, first), (relu, relu.init()), (affine, second))


def test_layers_come_in_the_order_of_forward_with_their_paths(net):
    assert [path for path, _ in walk.layers(net)] == [
        "0.flatten",
        "1.sequential/0.affine",
        "1.sequential/1.batchnorm",
        "1.sequential/2.dropout",
        "2.affine",
    ]


def test_learned_arrays_are_those_with_a_gradient_beside_them(net):
    assert [path for path, _, _ in walk.learned(net)] == [
        "1.sequential/0.affine.w",
        "1.sequential/0.affine.b",
        "1.sequential/1.batchnorm.gamma",
        "1.sequential/1.batchnorm.beta",
        "2.affine.w",
        "2.affine.b",
    ]
    for path, inner, key in walk.learned(net):
        assert path.endswith("." + key) and inner[key].shape == inner["d" + key].shape


def test_running_averages_last_too(net):
    learned = [path for path, _, _ in walk.learned(net)]
    assert [path for path, _, _ in walk.lasting(net)][len(learned) :] == [
        "1.sequential/1.batchnorm.running_mean",
        "1.sequential/1.batchnorm.running_var",
    ]


def test_a_tied_array_comes_once_at_its_first_holder(tied):
    assert [path for path, _, _ in walk.learned(tied)] == [
        "0.affine.w",
        "0.affine.b",
        "2.affine.b",
    ]
    holders = [[path for path, _, _ in places] for places in walk.holders(tied)]
    assert holders == [["0.affine.w", "2.affine.w"], ["0.affine.b"], ["2.affine.b"]]


def test_a_tied_arrays_gradient_is_the_sum_over_its_places(tied, rng):
    x = rng.standard_normal((5, 3))
    sequential.forward(x, tied)
    sequential.backward(np.ones((5, 3)), tied)
    (_, first), _, (_, second) = walk.layers(tied)
    before, other = first["dw"].copy(), second["dw"].copy()
    walk.add_tied(tied)
    assert_allclose(first["dw"], before + other)
    assert_array_equal(second["dw"], other)


def test_add_tied_leaves_untied_gradients_as_they_are(net, rng):
    sequential.forward(rng.standard_normal((5, 4)), net)
    sequential.backward(np.ones((5, 2)), net)
    before = [inner["d" + key].copy() for _, inner, key in walk.learned(net)]
    walk.add_tied(net)
    for a, (_, inner, key) in zip(before, walk.learned(net), strict=True):
        assert_array_equal(inner["d" + key], a)


@pytest.mark.parametrize("train", [False, True])
def test_training_is_set_where_it_acts_and_nowhere_else(net, train):
    walk.set_training(net, train)
    modes = {path: inner.get("train") for path, inner in walk.layers(net)}
    assert modes == {
        "0.flatten": None,
        "1.sequential/0.affine": None,
        "1.sequential/1.batchnorm": train,
        "1.sequential/2.dropout": train,
        "2.affine": None,
    }


def test_an_input_is_put_in_every_layer_and_none_takes_it_out(net):
    mask = np.array([True, False])
    walk.put(net, "mask", mask)
    assert all(inner["mask"] is mask for _, inner in walk.layers(net))
    walk.put(net, "mask", None)
    assert not any("mask" in inner for _, inner in walk.layers(net))


def test_what_a_recurrent_layer_ended_with_it_starts_from(net):
    (_, plain), (_, lstm), (_, rnn), *_ = walk.layers(net)
    plain["c"] = 3.0  # a constant, in a layer that has no h
    lstm |= {"h": np.array([1.0]), "c": np.array([2.0])}
    rnn["h"] = np.array([4.0])
    walk.carry(net)
    assert lstm["h0"] is lstm["h"] and lstm["c0"] is lstm["c"]
    assert rnn["h0"] is rnn["h"]
    assert "c0" not in rnn and "c0" not in plain


def test_a_twin_has_the_same_arrays_and_saves_apart(net, rng):
    twin = walk.twin(net)
    for (_, inner, key), (_, other, _) in zip(
        walk.lasting(net), walk.lasting(twin), strict=True
    ):
        assert inner is not other and inner[key] is other[key]
    walk.set_training(net, False)
    assert {inner["train"] for _, inner in walk.layers(twin) if "train" in inner} == {True}
    walk.set_training(twin, False)

    x, other, dout = (rng.standard_normal((2, d)) for d in (4, 4, 2))
    out = sequential.forward(x, net)
    alone = sequential.backward(dout, net)
    sequential.forward(x, net)
    sequential.forward(other, twin)
    assert_array_equal(sequential.backward(dout, net), alone)
    assert_array_equal(sequential.forward(x, twin), out)


def test_one_cache_at_two_places_is_refused_with_the_way_to_tie(rng):
    shared = affine.init(3, 3, rng)
    inner = sequential.init((relu, relu.init()), (affine, shared))
    with pytest.raises(
        ValueError, match="0.affine and 1.sequential/1.affine are the same cache"
    ):
        sequential.init((affine, shared), (sequential, inner))
    sequential.init((affine, shared), (affine, dict(shared)))


def test_a_table_has_a_line_a_layer_and_a_total(net):
    assert walk.table(net, np.zeros((7, 2, 2))).splitlines() == [
        "layer                     output shape  parameters",
        "0.flatten                 (7, 4)                 0",
        "1.sequential/0.affine     (7, 3)                15",
        "1.sequential/1.batchnorm  (7, 3)                 6",
        "1.sequential/2.dropout    (7, 3)                 0",
        "2.affine                  (7, 2)                 8",
        "total                                           29",
    ]


def test_a_table_counts_a_tied_array_once(tied):
    assert walk.table(tied, np.zeros((1, 3))).splitlines()[-1].split() == ["total", "15"]


def test_a_table_leaves_the_net_as_it_was(net, rng):
    before = [(inner, dict(inner)) for _, inner in walk.layers(net)]
    averages = net["layers"][1][2]["layers"][1][2]["running_mean"].copy()
    state = rng.bit_generator.state
    walk.table(net, np.ones((7, 4)))
    for inner, kept in before:
        assert inner.keys() == kept.keys()
        assert all(inner[key] is kept[key] for key in kept)
    assert_array_equal(net["layers"][1][2]["layers"][1][2]["running_mean"], averages)
    assert rng.bit_generator.state == state


def test_a_watched_net_tells_of_every_output_and_computes_the_same(net, rng):
    walk.set_training(net, False)
    x = rng.standard_normal((5, 4))
    told = {}
    watched = walk.watched(net, lambda path, out: told.update({path: out}))
    out = sequential.forward(x, watched)
    assert [*told] == [path for path, _ in walk.layers(net)]
    assert told["2.affine"] is out
    assert_array_equal(out, sequential.forward(x, net))
