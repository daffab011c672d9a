"""Group normalization: by hand, beside PyTorch, beside its neighbours, and what it refuses."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import batchnorm, groupnorm, layernorm


def drawn(C, G, rng, **settings) -> dict:
    """Return a cache in float64 with gamma and beta at random."""
    cache = groupnorm.init(C, G, dtype=np.float64, **settings)
    cache["gamma"][:], cache["beta"][:] = rng.standard_normal((2, C))
    return cache


def test_by_hand():
    cache = groupnorm.init(4, 2, eps=1.0, dtype=np.float64)
    cache["gamma"][:] = 1, 2, 3, 4
    cache["beta"][:] = 5, 6, 7, 8
    x = np.array([[0.0, 2 * np.sqrt(3), 9.0, 9.0]])  # in pairs: variance 3, variance 0
    xhat = np.sqrt(3) / 2
    assert_allclose(groupnorm.forward(x, cache), [[5 - xhat, 6 + 2 * xhat, 7, 8]])
    dx = groupnorm.backward(np.array([[2.0, 0.0, 2.0, 0.0]]), cache)  # dxhat = 2, 0 and 6, 0
    assert_allclose(dx, [[1 / 2 * (1 - 3 / 4), -1 / 2 * (1 - 3 / 4), 3, -3]])
    assert_allclose(cache["dgamma"], [-2 * xhat, 0, 0, 0])
    assert_allclose(cache["dbeta"], [2, 0, 2, 0])


@pytest.mark.parametrize("eps", [1e-5, 1.0])
@pytest.mark.parametrize("G", [1, 2, 3])
@pytest.mark.parametrize("shape", [(5, 6), (1, 6), (4, 6, 5), (2, 6, 3, 4), (2, 6, 2, 3, 2)])
def test_agrees_with_torch(shape, G, eps, rng, torch):
    def theirs(x, gamma, beta):
        return torch.nn.functional.group_norm(x, G, gamma, beta, eps)

    x = rng.standard_normal(shape)
    assert_agrees(torch, groupnorm, drawn(6, G, rng, eps=eps), x, theirs)


@pytest.mark.parametrize("shape", [(4, 6, 5), (1, 6, 2), (2, 6, 3, 4), (2, 6, 2, 3, 2)])
def test_with_a_channel_a_group_it_is_torchs_instance_norm(shape, rng, torch):
    def theirs(x, gamma, beta):
        return torch.nn.functional.instance_norm(x, weight=gamma, bias=beta)

    assert_agrees(torch, groupnorm, drawn(6, 6, rng), rng.standard_normal(shape), theirs)


def test_agrees_with_torch_with_channels_last_in_memory(rng, torch):
    x = np.moveaxis(rng.standard_normal((2, 3, 8, 6))[:, :, ::2], -1, 1)

    def theirs(x, gamma, beta):
        return torch.nn.functional.group_norm(x, 3, gamma, beta)

    assert_agrees(torch, groupnorm, drawn(6, 3, rng), x, theirs)


def test_float32_agrees_with_float64(rng):
    x, dout = rng.standard_normal((2, 4, 8, 16, 16))
    narrow, wide = groupnorm.init(8, 2), groupnorm.init(8, 2, dtype=np.float64)
    out = groupnorm.forward(x.astype(np.float32), narrow)
    assert_allclose(out, groupnorm.forward(x, wide), atol=2e-6)
    dx = groupnorm.backward(dout.astype(np.float32), narrow)
    assert dx.dtype == narrow["dgamma"].dtype == np.float32
    assert_allclose(dx, groupnorm.backward(dout, wide), atol=3e-6)


@pytest.mark.parametrize("G", [1, 2, 6])
def test_each_group_leaves_with_mean_0_and_deviation_1(G, rng):
    cache = groupnorm.init(6, G, eps=1e-12, dtype=np.float64)
    out = groupnorm.forward(7 + 5 * rng.standard_normal((4, 6, 5)), cache)
    groups = out.reshape(4, G, -1)
    assert_allclose(groups.mean(-1), 0, atol=1e-12)
    assert_allclose(groups.std(-1), 1)


def test_gradient_has_no_part_along_a_shift_or_a_stretch_of_a_group(rng):
    cache = drawn(6, 2, rng, eps=1e-12)
    x, dout = rng.standard_normal((2, 3, 6, 5))
    groupnorm.forward(x, cache)
    dx = groupnorm.backward(dout, cache)
    assert_allclose(dx.reshape(3, 2, -1).sum(-1), 0, atol=1e-12)
    assert_allclose((dx * x).reshape(3, 2, -1).sum(-1), 0, atol=1e-10)


def test_one_group_of_features_is_layernorm(rng):
    x, dout = rng.standard_normal((2, 5, 6))
    group, layer = drawn(6, 1, rng), layernorm.init(6, dtype=np.float64)
    layer |= {"gamma": group["gamma"], "beta": group["beta"]}
    assert_allclose(groupnorm.forward(x, group), layernorm.forward(x, layer))
    assert_allclose(groupnorm.backward(dout, group), layernorm.backward(dout, layer))
    assert_allclose(group["dgamma"], layer["dgamma"])


def test_with_a_channel_a_group_one_image_is_a_batch_of_one(rng):
    x, dout = rng.standard_normal((2, 1, 3, 4, 5))
    group, batch = groupnorm.init(3, 3, dtype=np.float64), batchnorm.init(3, dtype=np.float64)
    assert_allclose(groupnorm.forward(x, group), batchnorm.forward(x, batch))
    assert_allclose(groupnorm.backward(dout, group), batchnorm.backward(dout, batch))


def test_one_image_does_not_see_another(rng):
    cache, x = drawn(6, 2, rng), rng.standard_normal((5, 6, 3))
    together = groupnorm.forward(x, cache)
    assert_array_equal(together, np.concatenate([groupnorm.forward(a[None], cache) for a in x]))


@pytest.mark.parametrize(
    "C, G, shape",
    [
        (6, 2, (5, 1, 4)),  # would broadcast
        (6, 2, (5, 4, 4)),
        (6, 2, (5, 12, 4)),
        (1, 1, (5, 3, 4)),
        (6, 6, (5, 6)),  # one entry a group: all would leave as beta
        (6, 6, (5, 6, 1, 1)),
    ],
)
def test_x_of_other_channels_or_of_groups_of_one_is_refused(C, G, shape):
    with pytest.raises(ValueError, match=f"needs {C} channels in {G} groups of 2 or") as caught:
        groupnorm.forward(np.zeros(shape), groupnorm.init(C, G))
    assert str(caught.value).endswith(f"not x of shape {shape}")


@pytest.mark.parametrize(
    "bad", [{"C": 0, "G": 1}, {"C": 6, "G": 0}, {"C": 6, "G": 4}, {"C": 6, "G": 2, "eps": 0}]
)
def test_init_names_the_setting_it_refuses(bad):
    said = ", ".join(f"{key}={value}" for key, value in bad.items())
    with pytest.raises(ValueError, match=said):
        groupnorm.init(**bad)
