"""L2 decay: the penalty and its gradient, on weights alone."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from layers import affine, batchnorm, relu
from nets import sequential, walk
from optim import decay


@pytest.fixture
def net(rng):
    net = sequential.init(
        (affine, affine.init(4, 3, rng, dtype=np.float64)),
        (batchnorm, batchnorm.init(3, dtype=np.float64)),
        (relu, relu.init()),
        (affine, affine.init(3, 2, rng, dtype=np.float64)),
    )
    for _, inner, key in walk.learned(net):
        inner[key][...] = rng.standard_normal(inner[key].shape)
    return net


def test_by_hand():
    cache = {"w": np.array([[1.0, 2.0], [2.0, 4.0]]), "b": np.array([7.0, 7.0])}
    cache |= {"dw": np.ones((2, 2)), "db": np.ones(2)}
    net = sequential.init((affine, cache))
    assert decay.penalty(net, 0.2) == 0.2 / 2 * (1 + 4 + 4 + 16)
    decay.add_l2(net, 0.5)
    assert_array_equal(cache["dw"], [[1.5, 2], [2, 3]])
    assert_array_equal(cache["db"], 1)


def test_only_arrays_whose_key_begins_with_w_decay(net):
    assert [key for _, key in decay.weights(net)] == ["w", "w"]
    for _, inner, key in walk.learned(net):
        if not key.startswith("w"):
            inner[key][...] = 1e9
    few = sum((inner["w"] ** 2).sum() for _, inner in walk.layers(net) if "w" in inner)
    assert_allclose(decay.penalty(net, 1.0), few / 2)


def test_recurrent_weights_wx_and_wh_decay_too():
    cache = {key: np.ones(2) for key in ("wx", "wh", "b", "dwx", "dwh", "db")}
    assert [key for _, key in decay.weights(sequential.init((affine, cache)))] == ["wx", "wh"]


def test_what_is_added_is_the_slope_of_the_penalty(net):
    for _, inner, key in walk.learned(net):
        inner["d" + key][...] = 0
    decay.add_l2(net, 0.3)
    for _, inner, key in walk.learned(net):
        a, h = inner[key], 1e-5
        for i in np.ndindex(a.shape):
            kept = a[i]
            a[i] = kept + h
            above = decay.penalty(net, 0.3)
            a[i] = kept - h
            below = decay.penalty(net, 0.3)
            a[i] = kept
            assert_allclose(inner["d" + key][i], (above - below) / (2 * h), atol=1e-8)


def test_a_tied_weight_decays_once(rng):
    first = affine.init(3, 3, rng, dtype=np.float64)
    second = first | {"dw": np.zeros((3, 3))}
    net = sequential.init((affine, first), (affine, second))
    assert_allclose(decay.penalty(net, 2.0), (first["w"] ** 2).sum())
    decay.add_l2(net, 2.0)
    assert_allclose(first["dw"], 2 * first["w"])
    assert not second["dw"].any()


def test_the_penalty_is_a_python_number(net):
    assert type(decay.penalty(net, 0.1)) is float


def test_float32_stays(rng):
    cache = affine.init(3, 2, rng)
    decay.add_l2(sequential.init((affine, cache)), 0.1)
    assert cache["dw"].dtype == np.float32


def test_shrinking_brings_small_weights_to_0_and_spares_biases(rng):
    net = sequential.init((affine, affine.init(4, 1, rng)))
    _, inner, _ = next(walk.learned(net))
    inner["w"][:, 0] = 0.3, -0.3, 0.05, -0.05
    inner["b"][:] = 0.05
    decay.shrink(net, 0.1)
    assert_allclose(inner["w"][:, 0], [0.2, -0.2, 0, 0])
    assert inner["w"][2, 0] == 0 == inner["w"][3, 0]
    assert_allclose(inner["b"], 0.05)
    assert inner["w"].dtype == np.float32


def test_the_proximal_step_is_the_minimum_of_its_objective(rng):
    net = sequential.init((affine, affine.init(1, 1, rng, dtype=np.float64)))
    _, inner, _ = next(walk.learned(net))
    lr, l1 = 0.5, 0.6
    for w in (-2.0, -0.31, -0.1, 0.0, 0.29, 1.0):
        inner["w"][:] = w
        decay.shrink(net, lr * l1)
        u = np.linspace(-2, 2, 4001)
        best = u[np.argmin(l1 * abs(u) + (u - w) ** 2 / (2 * lr))]
        assert_allclose(inner["w"], best, atol=1e-3)


def test_the_penalty_has_both_parts():
    net = sequential.init(
        (affine, {"w": np.array([[3.0], [-4.0]]), "dw": 0, "b": 9.0, "db": 0})
    )
    assert decay.penalty(net, 0.1, 0.5) == 0.1 / 2 * 25 + 0.5 * 7
