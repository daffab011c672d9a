"""ResNet: its sizes, its gradients, beside PyTorch, learning, refusals."""

import numpy as np
import pytest
from beside_torch import assert_same
from numpy.testing import assert_allclose, assert_array_equal

from data import digits
from diagnose import gradcheck
from layers import batchnorm, cross_entropy, tanh
from nets import checkpoint, resnet, sequential, walk
from optim import adam
from optim.fit import fit


def parameters(net) -> int:
    return sum(inner[key].size for _, inner, key in walk.learned(net))


def stir(net, rng) -> None:
    """Move every learned array from its start, where a zero or a one could hide a mistake."""
    for _, inner, key in walk.learned(net):
        inner[key] += 0.3 * rng.standard_normal(inner[key].shape)


def test_resnet_20_has_the_parameters_of_the_paper_but_for_shortcuts_and_biases(rng):
    net = resnet.init((3, 32, 32), 10, rng)
    filters = 16 * 3 * 9 + 9 * (6 * 16**2 + (16 + 5 * 32) * 32 + (32 + 5 * 64) * 64)
    paper = filters + 2 * (7 * 16 + 6 * 32 + 6 * 64) + 64 * 10 + 10
    assert paper == 269_722  # 0.27 million
    biases = 7 * 16 + 6 * 32 + 6 * 64
    shortcuts = (16 + 1 + 2) * 32 + (32 + 1 + 2) * 64  # w, b, gamma and beta
    assert parameters(net) == paper + biases + shortcuts == 273_258


@pytest.mark.parametrize("depth", [8, 14, 20])
def test_the_longest_way_has_depth_layers_with_weights(depth, rng):
    net = resnet.init((3, 8, 8), 10, rng, depth=depth, width=2)
    paths = [path for path, inner in walk.layers(net) if "w" in inner]
    assert sum("/shortcut/" not in path for path in paths) == depth
    assert sum("/shortcut/" in path for path in paths) == 2


def test_stages_halve_the_image_rounded_up_and_double_the_channels(rng):
    net = resnet.init((3, 9, 6), 10, rng, depth=14, width=4)
    table = walk.table(net, np.zeros((2, 3, 9, 6), np.float32))
    shapes = dict(line.split(maxsplit=1) for line in table.splitlines())
    for path, shape in {
        "0.conv": "(2, 4, 9, 6)",
        "5.residual/part/4.batchnorm": "(2, 4, 9, 6)",
        "7.residual/part/0.conv": "(2, 8, 5, 3)",
        "7.residual/shortcut/1.batchnorm": "(2, 8, 5, 3)",
        "9.residual/part/4.batchnorm": "(2, 8, 5, 3)",
        "14.relu": "(2, 16, 3, 2)",
        "16.affine": "(2, 10)",
    }.items():
        assert shapes[path].startswith(shape)


def test_after_a_pool_images_are_smaller_rounded_down(rng):
    net = resnet.init((3, 9, 6), 10, rng, depth=8, width=4, pool=2)
    table = walk.table(net, np.zeros((2, 3, 9, 6), np.float32))
    shapes = dict(line.split(maxsplit=1) for line in table.splitlines())
    assert shapes["0.conv"].startswith("(2, 4, 9, 6)")
    assert shapes["1.maxpool"].startswith("(2, 4, 4, 3)")
    assert shapes["9.relu"].startswith("(2, 16, 1, 1)")


@pytest.mark.parametrize("norm, pool", [(batchnorm, 1), (None, 1), (batchnorm, 2)])
def test_gradients_are_the_slopes(norm, pool, rng):
    settings = {"depth": 8, "width": 1, "pool": pool, "activation": tanh, "norm": norm}
    net = resnet.init((2, 3, 4), 3, rng, dtype=np.float64, **settings)
    stir(net, rng)
    walk.set_training(net, False)  # in training a bias before a norm has gradient 0
    errors = gradcheck.errors(resnet, net, rng.standard_normal((2, 2, 3, 4)))
    assert max(errors.values()) <= 1e-6


def reference(torch, x, weights, n: int, pool: int):
    """Return what He et al.'s net makes of x in PyTorch, its weights in our order."""
    F, w = torch.nn.functional, iter(weights)

    def filtered(x, stride=1, pad=1, pool=1):
        x = F.max_pool2d(F.conv2d(x, next(w), next(w), stride, pad), pool)
        return F.batch_norm(x, None, None, next(w), next(w), training=True)

    x = F.relu(filtered(x, pool=pool))
    for stride in (1, *[1] * (n - 1), 2, *[1] * (n - 1), 2, *[1] * (n - 1)):
        part = filtered(F.relu(filtered(x, stride)))
        x = F.relu(part + (x if stride == 1 else filtered(x, stride, 0)))
    return F.linear(x.mean((2, 3)), next(w).T, next(w))


@pytest.mark.parametrize("pool", [1, 2])
def test_agrees_with_torch(pool, rng, torch):
    net = resnet.init((2, 7, 6), 5, rng, depth=14, width=3, pool=pool, dtype=np.float64)
    stir(net, rng)
    weights = [torch.tensor(inner[key]) for _, inner, key in walk.learned(net)]
    x, dout = torch.tensor(rng.standard_normal((4, 2, 7, 6))), rng.standard_normal((4, 5))
    for a in (x, *weights):
        a.requires_grad_()
    expected = reference(torch, x, weights, 2, pool)
    expected.backward(torch.tensor(dout))
    assert_same(resnet.forward(x.detach().numpy(), net), expected.detach())
    assert_same(resnet.backward(dout, net), x.grad)
    for (_, inner, key), theirs in zip(walk.learned(net), weights, strict=True):
        assert_same(inner["d" + key], theirs.grad)


@pytest.mark.parametrize("norm", [batchnorm, None])
def test_the_first_loss_is_near_chance_however_deep(norm, rng):
    net = resnet.init((3, 16, 16), 10, rng, depth=56, width=4, norm=norm)
    x = rng.standard_normal((20, 3, 16, 16), np.float32)
    loss = cross_entropy.init() | {"y": rng.integers(10, size=20)}
    assert_allclose(cross_entropy.forward(resnet.forward(x, net), loss), np.log(10), rtol=0.1)


def test_without_norms_a_block_starts_as_the_way_around_it(rng):
    net = resnet.init((1, 6, 6), 2, rng, depth=8, width=4, norm=None)
    _, _, block = net["layers"][2]
    x = rng.standard_normal((2, 4, 6, 6), np.float32)
    assert_array_equal(net["layers"][2][1].forward(x, block), x)


def drawn(rng) -> tuple[np.ndarray, np.ndarray]:
    x, y = digits.draw(32, rng)
    return np.ascontiguousarray(x[:, :, ::2, ::2], np.float32) / 128 - 0.5, y


@pytest.mark.parametrize("norm, lr", [(batchnorm, 1e-2), (None, 5e-3)])
def test_it_learns_a_few_digits_by_heart(norm, lr, rng):
    x, y = drawn(rng)
    net = resnet.init((1, 14, 14), 10, rng, depth=8, width=8, norm=norm)
    more = {"lr": lr, "epochs": 40, "batch_size": 16, "rng": rng, "show": None}
    history = fit(resnet, net, cross_entropy, adam, (x, y), **more)
    assert history[0]["train_loss"] > 2
    assert history[-1]["train_loss"] < 0.1 and history[-1]["train_accuracy"] == 1


def test_one_seed_gives_one_net_and_a_saved_one_computes_the_same(rng, tmp_path):
    x, _ = drawn(rng)
    one, same = (
        resnet.init((1, 14, 14), 10, np.random.default_rng(1), depth=8, width=4)
        for _ in range(2)
    )
    assert_array_equal(resnet.forward(x, one), resnet.forward(x, same))
    checkpoint.save(tmp_path / "net.npz", resnet, one)
    module, again, _, _ = checkpoint.load(tmp_path / "net.npz")
    assert module is sequential
    walk.set_training(one, False)
    assert_array_equal(module.forward(x, again), resnet.forward(x, one))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_all_of_it_has_one_dtype(dtype, rng):
    net = resnet.init((3, 8, 8), 10, rng, depth=8, width=2, dtype=dtype)
    out = resnet.forward(np.ones((2, 3, 8, 8), dtype), net)
    dx = resnet.backward(np.ones_like(out), net)
    gradients = [inner["d" + key] for _, inner, key in walk.learned(net)]
    assert {a.dtype for a in (out, dx, *gradients)} == {np.dtype(dtype)}


@pytest.mark.parametrize(
    "depth, fits",
    [
        (18, "14 or 20, not 18"),
        (21, "20 or 26, not 21"),
        (20.5, "20 or 26, not 20.5"),
        (2, "8 or more, not 2"),
        (-4, "8 or more, not -4"),
    ],
)
def test_a_depth_that_is_not_6_n_plus_2_is_refused(depth, fits, rng):
    with pytest.raises(ValueError, match=r"6 n \+ 2, and so " + fits):
        resnet.init((3, 32, 32), 10, rng, depth=depth)


def test_an_error_inside_a_block_says_where(rng):
    net = resnet.init((3, 8, 8), 10, rng, depth=8, width=2)
    net["layers"][3][2]["layers"][0][2]["layers"][0][2]["b"] = np.zeros(5, np.float32)
    with pytest.raises(ValueError) as caught:
        resnet.forward(np.zeros((2, 3, 8, 8), np.float32), net)
    notes = " ".join(caught.value.__notes__)
    assert "in 3.residual.forward" in notes and "in part.forward" in notes
