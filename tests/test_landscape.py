"""The loss around a net's weights."""

import numpy as np
import pytest

from diagnose import landscape
from layers import cross_entropy
from nets import charlm, convnet, mlp, transformer, walk
from nets.sequential import forward


@pytest.fixture
def batch(rng):
    return rng.standard_normal((20, 3, 8, 8)).astype(np.float32), rng.integers(0, 4, 20)


@pytest.fixture
def net(rng):
    return convnet.init((3, 8, 8), ((6,), (5,)), 4, rng)


def norms(a, units):
    return np.sqrt((np.moveaxis(a, units, 0).reshape(a.shape[units], -1) ** 2).sum(axis=1))


def test_a_filters_and_a_units_part_of_a_direction_is_as_long_as_itself(net, rng):
    found = landscape.direction(net, rng)
    arrays = {path: inner[key] for path, inner, key in walk.learned(net)}
    assert {path for path, w in arrays.items() if w.ndim > 1} == found.keys()
    for path, d in found.items():
        units = 0 if "conv" in path else 1
        np.testing.assert_allclose(norms(d, units), norms(arrays[path], units), rtol=1e-5)
        assert d.dtype == arrays[path].dtype


def test_a_words_features_are_a_unit_of_an_embedding(rng):
    found = landscape.direction(charlm.init(7, 3, 5, rng), rng)
    net = charlm.init(7, 3, 5, rng)
    w = net["layers"][0][2]["w"]
    d = landscape.direction(net, rng)[f"{net['layers'][0][0]}.w"]
    np.testing.assert_allclose(norms(d, 0), norms(w, 0), rtol=1e-5)
    assert found.keys() == landscape.direction(net, rng).keys()


def test_the_centre_is_the_loss_at_the_weights_to_the_bit(net, batch):
    x, y = batch
    walk.set_training(net, False)
    found = landscape.surface(convnet, net, x, y, cross_entropy, seconds=0.2)
    wanted = cross_entropy.forward(forward(x, walk.twin(net)), cross_entropy.init() | {"y": y})
    n = len(found["at"]) // 2
    assert found["at"][n] == 0 and found["at"][0] == -1 and found["at"][-1] == 1
    assert found["losses"][n, n] == float(wanted)
    assert np.unique(found["losses"]).size > n


def test_the_net_is_as_it_was_bit_for_bit_and_still_in_training(rng, batch):
    x, y = batch
    net = mlp.init((192, 6, 4), rng, keep=0.5)
    walk.set_training(net, True)
    before = {(path, key): inner[key] for path, inner, key in walk.learned(net)}
    copies = {place: a.copy() for place, a in before.items()}
    modes = [inner.get("train") for _, inner in walk.layers(net)]
    landscape.surface(mlp, net, x, y, cross_entropy, seconds=0.1)
    for path, inner, key in walk.learned(net):
        assert inner[key] is before[path, key]
        np.testing.assert_array_equal(inner[key], copies[path, key])
    assert [inner.get("train") for _, inner in walk.layers(net)] == modes


def test_the_same_net_with_its_weights_shared_out_otherwise_has_the_same_landscape(rng, batch):
    x, y = batch
    net = mlp.init((192, 6, 4), rng, dtype=np.float64)
    x = x.astype(np.float64)
    first = landscape.surface(mlp, net, x, y, cross_entropy, seconds=0.2)
    one, *_, two = [inner for _, inner, key in walk.learned(net) if key == "w"]
    one["w"] *= 8  # a relu between: the next layer's eighth undoes it
    two["w"] /= 8
    again = landscape.surface(mlp, net, x, y, cross_entropy, seconds=0.2)
    n, m = len(first["at"]) // 2, len(again["at"]) // 2
    corners = [-1, 0]
    np.testing.assert_allclose(
        first["losses"][np.ix_(corners, corners)], again["losses"][np.ix_(corners, corners)]
    )
    np.testing.assert_allclose(first["losses"][n, n], again["losses"][m, m])


def test_a_tied_array_moves_in_both_its_places(rng):
    net = transformer.init(9, 6, 8, 2, rng, depth=1, tied=True)
    x = rng.integers(0, 9, (4, 6))
    found = landscape.surface(transformer, net, x, x, cross_entropy, seconds=0.1)
    assert np.isfinite(found["losses"]).all() and np.ptp(found["losses"]) > 0
    assert sum(path.startswith("0.embedding") for path in landscape.direction(net, rng)) == 1


def test_less_time_means_fewer_points_and_then_fewer_examples():
    def at(a, b, few):
        end = landscape.time.perf_counter() + few * 2e-5
        while landscape.time.perf_counter() < end:
            pass

    n, few = landscape.affordable(at, 200, 0.1)
    assert n % 2 == 1 and n < 25 and 32 <= few < 200


def test_the_words_say_the_loss_at_the_centre_and_where_it_doubles():
    at = np.linspace(-1, 1, 5)
    losses = 1 + 2 * np.hypot(*np.meshgrid(at, at))
    text = landscape.said({"at": at, "losses": losses, "examples": 30})
    assert "the loss is 1 on 30 examples, the lowest of the plane" in text
    assert "At a distance of 0.5 it has doubled" in text
    losses[0, 0] = np.inf
    assert landscape.figure({"at": at, "losses": losses, "examples": 30}).axes
