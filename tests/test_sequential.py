"""Sequential: the chain rule, nets in nets, and where an error was."""

import numpy as np
import pytest
from beside_torch import EXACTLY
from numpy.testing import assert_allclose, assert_array_equal

from diagnose import gradcheck
from layers import affine, batchnorm, relu, sigmoid, tanh
from nets import sequential, walk


@pytest.fixture
def net(rng):
    block = sequential.init(
        (affine, affine.init(3, 5, rng, dtype=np.float64)),
        (batchnorm, batchnorm.init(5, dtype=np.float64)),
        (tanh, tanh.init()),
    )
    return sequential.init(
        (sequential, block), (affine, affine.init(5, 2, rng, dtype=np.float64))
    )


def test_by_hand():
    first = {"w": np.array([[2.0]]), "b": np.array([1.0])}
    second = {"w": np.array([[10.0]]), "b": np.array([0.0])}
    net = sequential.init((affine, first), (relu, {}), (affine, second))
    x = np.array([[3.0], [-1.0]])  # 2 x + 1 is 7 and -1, of which relu lets 7 through
    assert_array_equal(sequential.forward(x, net), [[70], [0]])
    assert_array_equal(sequential.backward(np.array([[1.0], [1.0]]), net), [[20], [0]])
    assert first["dw"] == 30 and first["db"] == 10 and second["dw"] == 7 and second["db"] == 2


def test_gradients_of_a_net_in_a_net_are_the_slopes(net, rng):
    errors = gradcheck.errors(sequential, net, rng.standard_normal((6, 3)))
    learned = [path.rpartition(".") for path, _, _ in walk.learned(net)]
    assert errors.keys() == {"dx", *(f"{path}.d{key}" for path, _, key in learned)}
    del errors["0.sequential/0.affine.db"]  # 0 but for rounding, as batchnorm takes b off again
    assert max(errors.values()) < 1e-8


def test_agrees_with_torch(rng, torch):
    first, second = (affine.init(*sizes, rng, dtype=np.float64) for sizes in ((3, 5), (5, 2)))
    net = sequential.init(
        (affine, first),
        (batchnorm, batchnorm.init(5, dtype=np.float64)),
        (sigmoid, sigmoid.init()),
        (affine, second),
    )
    twin = torch.nn.Sequential(
        torch.nn.Linear(3, 5),
        torch.nn.BatchNorm1d(5),
        torch.nn.Sigmoid(),
        torch.nn.Linear(5, 2),
    ).double()
    for p, (_, inner, key) in zip(twin.parameters(), walk.learned(net), strict=True):
        p.data = torch.tensor(inner[key].T)
    x, dout = rng.standard_normal((8, 3)), rng.standard_normal((8, 2))
    tx = torch.tensor(x, requires_grad=True)
    expected = twin(tx)
    expected.backward(torch.tensor(dout))
    assert_allclose(sequential.forward(x, net), expected.detach(), **EXACTLY)
    assert_allclose(sequential.backward(dout, net), tx.grad, **EXACTLY)
    for p, (_, inner, key) in zip(twin.parameters(), walk.learned(net), strict=True):
        assert_allclose(inner["d" + key].T, p.grad, **EXACTLY)


def test_parts_are_named_by_their_place_and_layer(net):
    assert [name for name, _, _ in net["layers"]] == ["0.sequential", "1.affine"]


def test_a_net_of_no_layers_is_the_identity():
    net, x = sequential.init(), np.arange(6.0).reshape(2, 3)
    assert sequential.forward(x, net) is x
    assert sequential.backward(x, net) is x


def test_the_way_back_ends_where_dx_is_not_wanted(net, rng):
    sequential.forward(rng.standard_normal((6, 3)), net)
    dout = rng.standard_normal((6, 2))
    sequential.backward(dout, net)
    expected = [inner["d" + key] for _, inner, key in walk.learned(net)]
    first = next(walk.learned(net))[1]
    first["need_dx"] = False
    assert sequential.backward(dout, net) is None
    for a, (_, inner, key) in zip(expected, walk.learned(net), strict=True):
        assert_array_equal(inner["d" + key], a)


def test_layers_before_the_one_without_a_dx_are_not_reached(rng):
    first, second = affine.init(3, 4, rng), affine.init(4, 2, rng)
    net = sequential.init((affine, first), (affine, second | {"need_dx": False}))
    sequential.forward(np.ones((6, 3), np.float32), net)
    assert sequential.backward(np.ones((6, 2), np.float32), net) is None
    assert not first["dw"].any()


def test_one_cache_at_two_places_is_refused(rng):
    shared = affine.init(3, 3, rng)
    with pytest.raises(ValueError, match=r"a cache of its own .*: dict\(cache\)"):
        sequential.init((affine, shared), (relu, relu.init()), (affine, shared))


def test_dout_of_another_shape_is_refused(net):
    with pytest.raises(ValueError, match="call forward first"):
        sequential.backward(np.zeros((6, 2)), net)
    sequential.forward(np.zeros((6, 3)), net)
    with pytest.raises(ValueError, match=r"\(6, 2\), not \(1, 2\)"):
        sequential.backward(np.zeros((1, 2)), net)
    with pytest.raises(ValueError, match=r"\(6, 2\), not \(\)"):
        sequential.backward(1.0, net)


def test_an_error_is_marked_with_every_layer_it_passed(net):
    with pytest.raises(ValueError) as caught:
        sequential.forward(np.zeros((6, 4)), net)
    assert caught.value.__notes__ == [
        "in 0.affine.forward, given float64 of shape (6, 4)",
        "in 0.sequential.forward, given float64 of shape (6, 4)",
    ]


def test_an_error_on_the_way_back_is_marked_too(net):
    sequential.forward(np.zeros((6, 3)), net)
    net["layers"][1][2]["w"] = np.zeros((7, 3))
    with pytest.raises(ValueError) as caught:
        sequential.backward(np.zeros((6, 2)), net)
    assert caught.value.__notes__ == ["in 1.affine.backward, given float64 of shape (6, 2)"]


def test_of_a_tuple_all_shapes_are_given():
    net = sequential.init((relu, relu.init()))
    with pytest.raises(TypeError) as caught:
        sequential.forward((np.zeros((6, 4)), np.zeros(2, np.float32)), net)
    assert caught.value.__notes__ == [
        "in 0.relu.forward, given float64 of shape (6, 4) and float32 of shape (2,)"
    ]
