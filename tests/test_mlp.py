"""MLP: what it is built of, how it starts, and beside PyTorch."""

import numpy as np
import pytest
from beside_torch import EXACTLY
from numpy.testing import assert_allclose, assert_array_equal

from layers import batchnorm, cross_entropy, leaky_relu, relu, sigmoid, tanh
from nets import mlp, sequential, walk


def names(net) -> list[str]:
    return [path.partition(".")[2] for path, _ in walk.layers(net)]


def test_a_block_is_affine_norm_activation_dropout(rng):
    net = mlp.init((8, 6, 5, 3), rng, activation=tanh, norm=batchnorm, keep=0.5)
    block = ["affine", "batchnorm", "tanh", "dropout"]
    assert names(net) == ["flatten", *block, *block, "affine"]


def test_what_is_not_asked_for_is_left_out(rng):
    assert names(mlp.init((8, 6, 3), rng)) == ["flatten", "affine", "relu", "affine"]
    assert names(mlp.init((8, 3), rng, norm=batchnorm, keep=0.5)) == ["flatten", "affine"]


def test_weights_are_of_the_sizes(rng):
    net = mlp.init((8, 6, 3), rng)
    shapes = [inner[key].shape for _, inner, key in walk.learned(net)]
    assert shapes == [(8, 6), (6,), (6, 3), (3,)]


@pytest.mark.parametrize(
    "activation, variance",
    [
        (relu, 2 / 400),
        (leaky_relu, 2 / 400),
        (sigmoid, 2 / (400 + 300)),
        (tanh, 2 / (400 + 300)),
    ],
)
def test_hidden_weights_suit_the_activation_and_the_last_are_small(activation, variance, rng):
    net = mlp.init((400, 300, 200), rng, activation=activation)
    first, last = (inner["w"] for _, inner in walk.layers(net) if "w" in inner)
    assert_allclose(first.std(), np.sqrt(variance), rtol=0.02)
    assert_allclose(last.std(), 0.01, rtol=0.02)


def test_the_first_loss_is_near_ln_K(rng):
    net = mlp.init((100, 200, 10), rng)
    x, y = rng.standard_normal((500, 100)).astype(np.float32), rng.integers(10, size=500)
    loss = cross_entropy.forward(mlp.forward(x, net), cross_entropy.init() | {"y": y})
    assert_allclose(loss, np.log(10), rtol=0.02)


def test_images_are_flattened_and_dx_has_their_shape(rng):
    net = mlp.init((3 * 4 * 4, 6, 2), rng)
    images = rng.standard_normal((5, 3, 4, 4)).astype(np.float32)
    out = mlp.forward(images, net)
    assert_array_equal(out, mlp.forward(images.reshape(5, 48), net))
    mlp.forward(images, net)
    assert mlp.backward(np.ones_like(out), net).shape == images.shape


def test_it_is_a_sequential_net():
    assert mlp.forward is sequential.forward and mlp.backward is sequential.backward


def test_one_seed_gives_one_net_with_dropouts_that_draw_apart():
    x = np.ones((5, 8), np.float32)
    one, same, other = (
        mlp.init((8, 6, 6, 3), np.random.default_rng(s), keep=0.5) for s in (1, 1, 2)
    )
    out = mlp.forward(x, one)
    assert_array_equal(mlp.forward(x, same), out)
    assert (mlp.forward(x, other) != out).any()
    first, second = (inner["rng"] for _, inner in walk.layers(one) if "rng" in inner)
    state = second.bit_generator.state
    drawn = first.random(5)
    assert second.bit_generator.state == state
    assert (second.random(5) != drawn).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_all_of_it_has_one_dtype(dtype, rng):
    net = mlp.init((8, 6, 3), rng, norm=batchnorm, keep=0.5, dtype=dtype)
    out = mlp.forward(np.ones((5, 8), dtype), net)
    dx = mlp.backward(np.ones_like(out), net)
    gradients = [inner["d" + key] for _, inner, key in walk.learned(net)]
    assert {a.dtype for a in (out, dx, *gradients)} == {np.dtype(dtype)}


def test_agrees_with_torch(rng, torch):
    net = mlp.init((12, 6, 5, 3), rng, activation=tanh, dtype=np.float64)
    linear, bend = torch.nn.Linear, torch.nn.Tanh
    twin = torch.nn.Sequential(
        torch.nn.Flatten(), linear(12, 6), bend(), linear(6, 5), bend(), linear(5, 3)
    ).double()
    for p, (_, inner, key) in zip(twin.parameters(), walk.learned(net), strict=True):
        p.data = torch.tensor(inner[key].T)
    x, dout = rng.standard_normal((7, 3, 2, 2)), rng.standard_normal((7, 3))
    tx = torch.tensor(x, requires_grad=True)
    expected = twin(tx)
    expected.backward(torch.tensor(dout))
    assert_allclose(mlp.forward(x, net), expected.detach(), **EXACTLY)
    assert_allclose(mlp.backward(dout, net), tx.grad, **EXACTLY)
    for p, (_, inner, key) in zip(twin.parameters(), walk.learned(net), strict=True):
        assert_allclose(inner["d" + key].T, p.grad, **EXACTLY)


@pytest.mark.parametrize("sizes", [(), (8,)])
def test_fewer_than_two_sizes_are_refused(sizes, rng):
    with pytest.raises(ValueError, match="2 or more"):
        mlp.init(sizes, rng)


@pytest.mark.parametrize("sizes, named", [((8, 0, 3), "M=0"), ((-1, 3), "D=-1")])
def test_a_size_below_1_is_refused_by_the_layer(sizes, named, rng):
    with pytest.raises(ValueError, match=named):
        mlp.init(sizes, rng)
