"""Autoencoder: its sizes, its gradients, beside PyTorch, what it learns, refusals."""

import numpy as np
import pytest
from beside_torch import assert_same
from numpy.testing import assert_allclose, assert_array_equal

from data import digits
from diagnose import gradcheck
from layers import mse, tanh
from nets import autoencoder, checkpoint, sequential, walk
from optim import adam
from optim.fit import fit


def error(net, x) -> float:
    return float(mse.forward(autoencoder.forward(x, net), mse.init() | {"y": x}))


def test_it_has_as_many_weights_each_way_and_the_biases_of_what_each_gives(rng):
    net = autoencoder.init((3, 8, 12), 5, rng, filters=(4, 6))
    w = 4 * 4 * (3 * 4 + 4 * 6) + 6 * 2 * 3 * 5
    sizes = [
        sum(inner[key].size for _, inner, key in walk.learned(part))
        for _, _, part in net["layers"]
    ]
    assert sizes == [w + 4 + 6 + 5, w + 6 + 4 + 3]


@pytest.mark.parametrize(
    "shape, filters",
    [((1, 4, 4), (2, 3)), ((3, 8, 20), (2, 3)), ((2, 5, 3), ()), ((1, 14, 6), (2,))],
)
def test_an_image_comes_back_in_its_own_shape_through_code_numbers(shape, filters, rng):
    net = autoencoder.init(shape, 7, rng, filters=filters)
    x = rng.standard_normal((2, *shape), np.float32)
    (_, _, encoder), (_, _, decoder) = net["layers"]
    code = sequential.forward(x, encoder)
    assert code.shape == (2, 7, 1, 1)
    out = sequential.forward(code, decoder)
    assert out.shape == x.shape
    assert_array_equal(autoencoder.forward(x, net), out)


@pytest.mark.parametrize("filters", [(), (16, 32)])
def test_the_first_loss_is_near_that_of_answering_0(filters, rng):
    net = autoencoder.init((3, 16, 16), 8, rng, filters=filters)
    x = rng.standard_normal((50, 3, 16, 16), np.float32)
    assert_allclose(error(net, x), (x**2).mean(), rtol=0.1)


def test_gradients_are_the_slopes(rng):
    settings = {"filters": (2, 3), "activation": tanh, "dtype": np.float64}
    net = autoencoder.init((1, 4, 8), 2, rng, **settings)
    for _, inner, key in walk.learned(net):
        inner[key] += 0.1 * rng.standard_normal(inner[key].shape)
    errors = gradcheck.errors(autoencoder, net, rng.standard_normal((2, 1, 4, 8)))
    assert max(errors.values()) <= 1e-6


def test_agrees_with_torch(rng, torch):
    net = autoencoder.init((3, 8, 12), 5, rng, filters=(4, 6), dtype=np.float64)
    for _, inner, key in walk.learned(net):
        inner[key] += 0.1 * rng.standard_normal(inner[key].shape)
    weights = [torch.tensor(inner[key]) for _, inner, key in walk.learned(net)]
    x, dout = (rng.standard_normal((4, 3, 8, 12)) for _ in range(2))
    tx = torch.tensor(x)
    for a in (tx, *weights):
        a.requires_grad_()
    F, w = torch.nn.functional, iter(weights)
    h = F.relu(F.conv2d(tx, next(w), next(w), 2, 1))
    h = F.relu(F.conv2d(h, next(w), next(w), 2, 1))
    code = F.conv2d(h, next(w), next(w))
    h = F.relu(F.conv_transpose2d(code, next(w), next(w)))
    h = F.relu(F.conv_transpose2d(h, next(w), next(w), 2, 1))
    expected = F.conv_transpose2d(h, next(w), next(w), 2, 1)
    expected.backward(torch.tensor(dout))
    assert_same(autoencoder.forward(x, net), expected.detach())
    assert_same(autoencoder.backward(dout, net), tx.grad)
    for (_, inner, key), theirs in zip(walk.learned(net), weights, strict=True):
        assert_same(inner["d" + key], theirs.grad)


def test_digits_it_has_not_seen_come_back_nearer_than_their_mean_from_a_saved_one_too(
    rng, tmp_path
):
    x = digits.draw(500, rng)[0].astype(np.float32) / 255
    x, unseen = x[:400], x[400:]
    net = autoencoder.init((1, 28, 28), 16, rng, filters=(8, 16))
    more = {"lr": 5e-3, "epochs": 8, "batch_size": 20, "rng": rng, "show": None}
    fit(autoencoder, net, mse, adam, (x, x), **more)
    variance = ((unseen - x.mean(axis=0)) ** 2).mean()  # the loss of the best constant
    assert error(net, unseen) < 0.6 * variance

    checkpoint.save(tmp_path / "net.npz", autoencoder, net)
    module, again, _, _ = checkpoint.load(tmp_path / "net.npz")
    assert module is sequential
    assert_array_equal(module.forward(unseen, again), autoencoder.forward(unseen, net))


def test_without_filters_it_finds_the_principal_components(rng):
    x = rng.standard_normal((200, 12)) * ([2, 1.5, 1] + [0.3] * 9)
    x = (x @ np.linalg.qr(rng.standard_normal((12, 12)))[0] + 0.5).reshape(200, 1, 3, 4)
    net = autoencoder.init((1, 3, 4), 3, rng, filters=(), dtype=np.float64)
    more = {"lr": 3e-2, "epochs": 300, "batch_size": 200, "rng": rng, "show": None}
    fit(autoencoder, net, mse, adam, (x, x), **more)
    spread = np.linalg.svd((x - x.mean(axis=0)).reshape(200, 12), compute_uv=False) ** 2
    least = spread[3:].sum() / x.size
    assert least <= error(net, x) < 1.02 * least


def test_one_seed_gives_one_net_of_one_dtype():
    x = np.ones((2, 1, 4, 4), np.float64)
    one, same = (
        autoencoder.init((1, 4, 4), 3, np.random.default_rng(1), dtype=np.float64)
        for _ in range(2)
    )
    out = autoencoder.forward(x, one)
    assert_array_equal(out, autoencoder.forward(x, same))
    dx = autoencoder.backward(out, one)
    gradients = [inner["d" + key] for _, inner, key in walk.learned(one)]
    assert {a.dtype for a in (out, dx, *gradients)} == {np.dtype(np.float64)}


@pytest.mark.parametrize(
    "shape, filters, told",
    [
        ((1, 28, 28), (4, 4, 4), r"divisible by 2 \*\* 3 = 8, as 32 x 32 are and 28 x 28 are"),
        ((1, 8, 9), (4,), r"2 \*\* 1 = 2, as 8 x 10 are and 8 x 9 are not"),
        ((1, 2, 8), (4, 4), "as 4 x 8 are and 2 x 8 are not"),
    ],
)
def test_images_that_cannot_be_halved_so_often_are_refused(shape, filters, told, rng):
    with pytest.raises(ValueError, match=told):
        autoencoder.init(shape, 3, rng, filters=filters)


@pytest.mark.parametrize("code", [0, -1])
def test_a_code_of_no_numbers_is_refused(code, rng):
    with pytest.raises(ValueError, match=f"code must be >= 1 numbers for an image, not {code}"):
        autoencoder.init((1, 4, 4), code, rng)
