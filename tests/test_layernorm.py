"""Layer normalization: by hand, beside PyTorch, and what a row's shift and stretch change."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import batchnorm, layernorm

SHAPES = [(8, 4), (4,), (1, 4), (2, 3, 4), (2, 3, 5, 4), (0, 4)]


def test_by_hand():
    cache = layernorm.init(2, eps=1.0, dtype=np.float64)
    cache["gamma"][:] = 2, 4
    cache["beta"][:] = 5, 6
    x = np.array([[0.0, 2 * np.sqrt(3)]])  # mean sqrt 3, variance 3, rstd 1 / sqrt(3 + 1)
    xhat = np.sqrt(3) / 2
    assert_allclose(layernorm.forward(x, cache), [[5 - 2 * xhat, 6 + 4 * xhat]])
    dx = layernorm.backward(np.array([[1.0, 0.0]]), cache)  # dxhat = 2, 0, less its mean: 1, -1
    assert_allclose(dx, [[1 / 2 * (1 - 3 / 4), -1 / 2 * (1 - 3 / 4)]])  # less xhat xhat = 3/4
    assert_allclose(cache["dgamma"], [-xhat, 0])
    assert_allclose(cache["dbeta"], [1, 0])


@pytest.mark.parametrize("eps", [1e-5, 1e-3, 1.0])
@pytest.mark.parametrize("shape", SHAPES)
def test_agrees_with_torch(shape, eps, rng, torch):
    cache = layernorm.init(4, eps=eps, dtype=np.float64)
    cache["gamma"][:], cache["beta"][:] = rng.standard_normal((2, 4))

    def theirs(x, gamma, beta):
        return torch.nn.functional.layer_norm(x, (4,), gamma, beta, eps)

    assert_agrees(torch, layernorm, cache, rng.standard_normal(shape), theirs)
    strided = rng.standard_normal((4, *shape[1:], 3))[..., ::2].T
    assert_agrees(torch, layernorm, cache, strided, theirs)


def test_float32_agrees_with_float64(rng):
    x, dout = rng.standard_normal((2, 64, 256))
    narrow, wide = layernorm.init(256), layernorm.init(256, dtype=np.float64)
    out = layernorm.forward(x.astype(np.float32), narrow)
    assert_allclose(out, layernorm.forward(x, wide), atol=2e-6)
    dx = layernorm.backward(dout.astype(np.float32), narrow)
    assert dx.dtype == np.float32
    assert_allclose(dx, layernorm.backward(dout, wide), atol=3e-6)


@pytest.mark.parametrize("shape", SHAPES)
def test_each_row_leaves_with_mean_0_and_deviation_1(shape, rng):
    cache = layernorm.init(4, eps=1e-12, dtype=np.float64)
    out = layernorm.forward(7 + 5 * rng.standard_normal(shape), cache)
    assert_allclose(out.mean(-1), 0, atol=1e-12)
    assert_allclose(out.std(-1), 1)


def test_a_shift_and_a_stretch_of_a_row_change_nothing(rng):
    cache, x = layernorm.init(4, eps=1e-12, dtype=np.float64), rng.standard_normal((8, 4))
    cache["gamma"][:], cache["beta"][:] = rng.standard_normal((2, 4))
    out = layernorm.forward(x, cache)
    each = rng.random((8, 1)) + 0.5
    assert_allclose(layernorm.forward(100 * each + 7 * each * x, cache), out, rtol=1e-8)


def test_gradient_has_no_part_along_a_shift_or_a_stretch_of_a_row(rng):
    cache = layernorm.init(16, eps=1e-12, dtype=np.float64)
    cache["gamma"][:] = rng.standard_normal(16)
    x, dout = rng.standard_normal((2, 3, 16))
    layernorm.forward(x, cache)
    dx = layernorm.backward(dout, cache)
    assert_allclose(dx.sum(-1), 0, atol=1e-12)
    assert_allclose((dx * x).sum(-1), 0, atol=1e-10)


def test_one_example_does_not_see_another(rng):
    cache, x = layernorm.init(4, dtype=np.float64), rng.standard_normal((5, 3, 4))
    together = layernorm.forward(x, cache)
    assert_array_equal(together, np.stack([layernorm.forward(a, cache) for a in x]))


def test_of_few_rows_it_is_the_batchnorm_of_the_transposed_array(rng):
    x = rng.standard_normal((6, 4))
    over_rows = batchnorm.forward(x.T, batchnorm.init(6, dtype=np.float64))
    over_columns = layernorm.forward(x, layernorm.init(4, dtype=np.float64))
    assert_allclose(over_columns, over_rows.T)


def test_a_constant_row_leaves_as_beta():
    cache = layernorm.init(3)
    cache["beta"][:] = 3, 4, 5
    assert_array_equal(
        layernorm.forward(np.full((2, 3), 7, np.float32), cache), [[3, 4, 5]] * 2
    )
    assert_array_equal(layernorm.backward(np.ones((2, 3), np.float32), cache), 0)


def test_a_large_mean_does_not_swallow_the_variance_in_float32(rng):
    x = rng.standard_normal((1, 1000)).astype(np.float32)
    out = layernorm.forward(x + 1024, layernorm.init(1000))
    assert_allclose(out.std(), 1, rtol=1e-3)


@pytest.mark.parametrize("shape", [(5, 1), (5, 3), (4, 5)])
def test_x_of_another_number_of_features_is_refused_though_it_broadcasts(shape):
    with pytest.raises(ValueError, match="layernorm of 4 features was given x of shape"):
        layernorm.forward(np.zeros(shape), layernorm.init(4))


@pytest.mark.parametrize(
    "bad", [{"D": 0}, {"D": 1}, {"D": 3, "eps": 0}, {"D": 3, "eps": np.nan}]
)
def test_init_names_the_setting_it_refuses(bad):
    key, value = list(bad.items())[-1]
    with pytest.raises(ValueError, match=f"{key}={value}"):
        layernorm.init(**bad)
