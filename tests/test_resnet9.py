"""ResNet-9: its sizes, its gradients, beside PyTorch, learning, refusals."""

import numpy as np
import pytest
from beside_torch import assert_same
from numpy.testing import assert_allclose

from data import digits
from diagnose import gradcheck
from layers import batchnorm, cross_entropy, tanh
from nets import checkpoint, resnet9, sequential, walk
from optim import nesterov
from optim.fit import fit


def stir(net, rng) -> None:
    """Move every learned array from its start, where a zero or a one could hide a mistake."""
    for _, inner, key in walk.learned(net):
        inner[key] += 0.3 * rng.standard_normal(inner[key].shape)


def test_the_net_of_width_64_has_nine_layers_with_weights_and_their_parameters(rng):
    net = resnet9.init((3, 32, 32), 10, rng)
    assert sum("w" in inner for _, inner in walk.layers(net)) == 9
    filters = [(3, 64), (64, 128), (128, 128), (128, 128), (128, 256), (256, 512)]
    filters += [(512, 512), (512, 512)]
    convolved = sum(9 * C * F + 3 * F for C, F in filters)  # with b, gamma and beta
    assert sum(inner[key].size for _, inner, key in walk.learned(net)) == convolved + 5130


def test_the_docstring_tells_the_parameters_of_width_32(rng):
    net = resnet9.init((3, 32, 32), 10, rng, width=32)
    parameters = sum(inner[key].size for _, inner, key in walk.learned(net))
    assert f"{parameters:,} parameters" in resnet9.__doc__


def test_stages_halve_the_image_rounded_down_and_double_the_channels(rng):
    net = resnet9.init((3, 17, 8), 10, rng, width=4, residuals=(1, 0, 2))
    table = walk.table(net, np.zeros((2, 3, 17, 8), np.float32))
    shapes = dict(line.split(maxsplit=1) for line in table.splitlines())
    for path, shape in {
        "2.relu": "(2, 4, 17, 8)",
        "6.relu": "(2, 8, 8, 4)",
        "7.residual/part/2.relu": "(2, 8, 8, 4)",
        "11.relu": "(2, 16, 4, 2)",
        "16.residual/part/5.relu": "(2, 32, 2, 1)",
        "18.affine": "(2, 10)",
    }.items():
        assert shapes[path].startswith(shape)


@pytest.mark.parametrize("norm", [batchnorm, None])
def test_gradients_are_the_slopes(norm, rng):
    settings = {"width": 1, "residuals": (2, 1), "activation": tanh, "norm": norm}
    net = resnet9.init((2, 4, 5), 3, rng, dtype=np.float64, **settings)
    stir(net, rng)
    walk.set_training(net, False)  # in training a bias before a norm has gradient 0
    errors = gradcheck.errors(resnet9, net, rng.standard_normal((2, 2, 4, 5)))
    assert max(errors.values()) <= 1e-6


def reference(torch, x, weights, residuals):
    """Return what the net makes of x in PyTorch, its weights in our order."""
    F, w = torch.nn.functional, iter(weights)

    def filtered(x, pool=1):
        x = F.max_pool2d(F.conv2d(x, next(w), next(w), padding=1), pool)
        return F.relu(F.batch_norm(x, None, None, next(w), next(w), training=True))

    x = filtered(x)
    for around in residuals:
        x = part = filtered(x, pool=2)
        for _ in range(around):
            part = filtered(part)
        x = x + part if around else x
    return F.linear(x.mean((2, 3)), next(w).T, next(w))


@pytest.mark.parametrize("residuals", [(2, 0, 2), (1, 1, 1)])
def test_agrees_with_torch(residuals, rng, torch):
    settings = {"width": 3, "residuals": residuals, "dtype": np.float64}
    net = resnet9.init((2, 9, 8), 5, rng, **settings)
    stir(net, rng)
    weights = [torch.tensor(inner[key]) for _, inner, key in walk.learned(net)]
    x, dout = torch.tensor(rng.standard_normal((4, 2, 9, 8))), rng.standard_normal((4, 5))
    for a in (x, *weights):
        a.requires_grad_()
    expected = reference(torch, x, weights, residuals)
    expected.backward(torch.tensor(dout))
    assert_same(resnet9.forward(x.detach().numpy(), net), expected.detach())
    assert_same(resnet9.backward(dout, net), x.grad)
    for (_, inner, key), theirs in zip(walk.learned(net), weights, strict=True):
        assert_same(inner["d" + key], theirs.grad)


def test_it_learns_a_few_digits_by_heart(rng):
    x, y = digits.draw(32, rng)
    x = np.ascontiguousarray(x[:, :, ::2, ::2], np.float32) / 128 - 0.5
    net = resnet9.init((1, 14, 14), 10, rng, width=4)
    more = {"lr": 0.05, "epochs": 40, "batch_size": 16, "rng": rng, "show": None}
    history = fit(resnet9, net, cross_entropy, nesterov, (x, y), **more)
    assert_allclose(history[0]["train_loss"], np.log(10), rtol=0.2)
    assert history[-1]["train_loss"] < 0.1 and history[-1]["train_accuracy"] == 1


def test_a_saved_net_computes_the_same(rng, tmp_path):
    net, x = resnet9.init((1, 8, 8), 3, rng, width=2), rng.standard_normal((2, 1, 8, 8))
    stir(net, rng)
    checkpoint.save(tmp_path / "net.npz", resnet9, net)
    module, again, _, _ = checkpoint.load(tmp_path / "net.npz")
    assert module is sequential
    walk.set_training(net, False)
    assert_allclose(module.forward(x, again), resnet9.forward(x, net))


def test_an_image_too_small_to_be_halved_is_refused(rng):
    with pytest.raises(ValueError, match="at least 8 pixels a side, not one of 7 x 9"):
        resnet9.init((3, 7, 9), 10, rng)
