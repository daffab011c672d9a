"""Gradient check: it passes what is right, sees what is wrong, and leaves no trace."""

from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from diagnose import gradcheck
from layers import affine, batchnorm, cross_entropy, dropout, relu, softmax, tanh
from nets import sequential, walk

both_ways = pytest.mark.parametrize("method, bound", [("difference", 1e-8), ("complex", 1e-14)])


def layer(forward, backward):
    """A toy layer that learns nothing: out = forward(x), dx = backward(dout, x)."""

    def save(x, cache):
        cache["x"] = x
        return forward(x)

    return SimpleNamespace(
        forward=save, backward=lambda dout, cache: backward(dout, cache["x"])
    )


cube = layer(lambda x: x**3, lambda dout, x: dout * 3 * x**2)


@both_ways
@pytest.mark.parametrize("shape", [(), (3,), (2, 3, 4), (0, 3)])
def test_a_right_gradient_has_no_error(shape, method, bound, rng):
    errors = gradcheck.errors(cube, {}, rng.standard_normal(shape), method=method)
    assert errors.keys() == {"dx"} and errors["dx"] <= bound


@both_ways
def test_the_size_of_an_error_is_told(method, bound, rng):
    x = rng.standard_normal((4, 3))
    for share in (0.5, 0.001, 1e-6):
        less = layer(lambda x: x**3, lambda dout, x, s=1 - share: dout * 3 * x**2 * s)
        assert abs(gradcheck.errors(less, {}, x, method=method)["dx"] - share) <= bound
    none = layer(lambda x: x**3, lambda dout, x: np.zeros_like(x))
    assert gradcheck.errors(none, {}, x, method=method)["dx"] == 1
    opposite = layer(lambda x: x**3, lambda dout, x: -dout * 3 * x**2)
    assert abs(gradcheck.errors(opposite, {}, x, method=method)["dx"] - 2) <= bound


@both_ways
def test_one_wrong_entry_of_many_is_seen(method, bound, rng):
    def backward(dout, x):
        dx = dout * 3 * x**2
        dx[1, 2] *= 1.001
        return dx

    one = layer(lambda x: x**3, backward)
    assert gradcheck.errors(one, {}, rng.standard_normal((5, 6)), method=method)["dx"] > 1e-5


def test_the_dout_it_draws_sees_a_softmax_which_one_of_ones_could_not(rng):
    def backward(dout, cache):
        return 0.999 * softmax.backward(dout, cache)

    wrong = SimpleNamespace(forward=softmax.forward, backward=backward)
    x = rng.standard_normal((4, 3))
    assert gradcheck.errors(softmax, {}, x)["dx"] <= 1e-8
    assert abs(gradcheck.errors(wrong, {}, x)["dx"] - 0.001) <= 1e-8


@both_ways
def test_every_learned_array_is_checked_by_name(method, bound, rng):
    def backward(dout, cache):
        dx = affine.backward(dout, cache)
        cache["db"] = dout.mean(axis=0)
        return dx

    wrong = SimpleNamespace(forward=affine.forward, backward=backward)
    cache = affine.init(3, 4, rng, dtype=np.float64)
    errors = gradcheck.errors(wrong, cache, rng.standard_normal((5, 3)), method=method)
    assert errors.keys() == {"dx", "dw", "db"}
    assert max(errors["dx"], errors["dw"]) <= bound
    assert abs(errors["db"] - 0.8) <= bound  # a mean over 5, where a sum should be


@both_ways
def test_of_several_inputs_each_is_checked(method, bound, rng):
    right = layer(lambda x: x[0] * x[1], lambda dout, x: (dout * x[1], dout * x[0]))
    wrong = layer(lambda x: x[0] * x[1], lambda dout, x: (dout * x[1], dout * x[1]))
    x = rng.standard_normal((4, 3)), rng.standard_normal((4, 3))
    errors = gradcheck.errors(right, {}, x, method=method)
    assert errors.keys() == {"dx[0]", "dx[1]"} and max(errors.values()) <= bound
    errors = gradcheck.errors(wrong, {}, x, method=method)
    assert errors["dx[0]"] <= bound and errors["dx[1]"] > 0.1


@both_ways
def test_of_several_outputs_all_are_summed(method, bound, rng):
    right = layer(lambda x: (x**2, 3 * x), lambda dout, x: 2 * x * dout[0] + 3 * dout[1])
    wrong = layer(lambda x: (x**2, 3 * x), lambda dout, x: 2 * x * dout[0])
    x = rng.standard_normal((4, 3))
    assert gradcheck.errors(right, {}, x, method=method)["dx"] <= bound
    assert gradcheck.errors(wrong, {}, x, method=method)["dx"] > 0.1


@both_ways
def test_integers_are_handed_on_without_a_gradient(method, bound, rng):
    def forward(x, cache):
        cache["index"] = x
        return cache["w"][x]

    def backward(dout, cache):
        cache["dw"] = np.zeros_like(cache["w"])
        np.add.at(cache["dw"], cache["index"], dout)

    embedding = SimpleNamespace(forward=forward, backward=backward)
    w = rng.standard_normal((5, 3))
    errors = gradcheck.errors(
        embedding, {"w": w, "dw": None}, np.array([1, 4, 1]), method=method
    )
    assert errors.keys() == {"dw"} and errors["dw"] <= bound


@both_ways
def test_a_loss_is_checked_as_a_layer(method, bound, rng):
    cache = cross_entropy.init(0.1) | {"y": np.array([0, 2, 1])}
    errors = gradcheck.errors(cross_entropy, cache, rng.standard_normal((3, 4)), method=method)
    assert errors["dx"] <= bound


@both_ways
def test_in_a_net_each_array_has_its_path_and_tied_ones_one_each(method, bound, rng):
    first, second = (affine.init(3, 3, rng, dtype=np.float64) for _ in range(2))
    second["w"] = first["w"]
    net = sequential.init((affine, first), (tanh, tanh.init()), (affine, second))
    errors = gradcheck.errors(sequential, net, rng.standard_normal((5, 3)), method=method)
    assert errors.keys() == {"dx", "0.affine.dw", "0.affine.db", "2.affine.dw", "2.affine.db"}
    assert max(errors.values()) <= bound
    assert second["w"] is first["w"]


@both_ways
def test_a_wrong_layer_deep_in_a_net_is_seen(method, bound, rng):
    bad = layer(np.tanh, lambda dout, x: 0.999 * dout * (1 - np.tanh(x) ** 2))
    bad.__name__ = "layers.bad"
    net = sequential.init(
        (affine, affine.init(3, 3, rng, dtype=np.float64)),
        (bad, {}),
        (affine, affine.init(3, 2, rng, dtype=np.float64)),
    )
    errors = gradcheck.errors(sequential, net, rng.standard_normal((5, 3)), method=method)
    assert max(errors["2.affine.dw"], errors["2.affine.db"]) <= bound
    for name in ("dx", "0.affine.dw", "0.affine.db"):
        assert abs(errors[name] - 0.001) <= 2 * bound


@both_ways
def test_everything_is_left_as_it_was(method, bound, rng):
    norm = batchnorm.init(3, dtype=np.float64)
    net = sequential.init(
        (affine, affine.init(3, 3, rng, dtype=np.float64)),
        (batchnorm, norm),
        (dropout, dropout.init(0.5, np.random.default_rng(1))),
    )
    sequential.forward(rng.standard_normal((6, 3)), net)
    before = [(inner, dict(inner)) for _, inner in walk.layers(net)]
    values = [inner[key].copy() for _, inner, key in walk.lasting(net)]
    state = net["layers"][2][2]["rng"].bit_generator.state
    x = rng.standard_normal((6, 3))
    given = x.copy()

    errors = gradcheck.errors(sequential, net, x, method=method)
    del errors["0.affine.db"]  # 0 but for rounding, as batchnorm takes b off again
    assert max(errors.values()) <= 10 * bound
    for inner, kept in before:
        assert inner.keys() == kept.keys()
        assert all(inner[key] is kept[key] for key in kept if not key.startswith("running_"))
    for a, (_, inner, key) in zip(values, walk.lasting(net), strict=True):
        assert_array_equal(inner[key], a)
        assert inner[key].dtype == np.float64
    assert net["layers"][2][2]["rng"].bit_generator.state == state
    assert_array_equal(x, given)


def test_after_an_error_too_everything_is_left_as_it_was(rng):
    def fail(dout, cache):
        raise RuntimeError

    cache = affine.init(3, 3, rng, dtype=np.float64)
    before = dict(cache)
    with pytest.raises(RuntimeError):
        gradcheck.errors(
            SimpleNamespace(forward=affine.forward, backward=fail), cache, np.ones((2, 3))
        )
    assert cache.keys() == before.keys() and all(cache[key] is before[key] for key in before)


def test_a_gradient_of_another_shape_is_refused(rng):
    wrong = layer(lambda x: x**3, lambda dout, x: (dout * 3 * x**2).sum(0))
    with pytest.raises(ValueError, match=r"shape is \(3,\), and should be \(4, 3\)"):
        gradcheck.errors(wrong, {}, rng.standard_normal((4, 3)))


def test_float32_is_refused_with_its_name(rng):
    with pytest.raises(ValueError, match="the array of dx is float32"):
        gradcheck.errors(relu, {}, np.ones((2, 3), np.float32))
    with pytest.raises(ValueError, match="the array of dw is float32.*np.float64"):
        gradcheck.errors(affine, affine.init(3, 4, rng), np.ones((2, 3)))


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="difference, complex, not 'forward'"):
        gradcheck.errors(relu, {}, np.ones(3), method="forward")


def test_a_cast_to_float_on_the_way_is_no_silent_pass_of_the_complex_step():
    cast = layer(lambda x: x.astype(float) ** 3, lambda dout, x: dout * 3 * x**2)
    with pytest.raises(np.exceptions.ComplexWarning):
        gradcheck.errors(cast, {}, np.ones(3), method="complex")
