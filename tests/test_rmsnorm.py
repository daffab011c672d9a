"""RMS normalization: by hand, beside PyTorch and its eps, and what a row's stretch changes."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import layernorm, rmsnorm

SHAPES = [(8, 4), (4,), (1, 4), (2, 3, 4), (2, 3, 5, 4), (0, 4)]


def test_by_hand():
    cache = rmsnorm.init(2, eps=3.5, dtype=np.float64)
    cache["gamma"][:] = 2, 4
    x = np.array([[3.0, 4.0]])  # mean square 25/2, rrms 1 / sqrt(25/2 + 7/2) = 1/4
    assert_allclose(rmsnorm.forward(x, cache), [[2 * 3 / 4, 4 * 1]])
    dx = rmsnorm.backward(np.array([[8.0, 0.0]]), cache)  # dxhat = 16, 0; mean(dxhat xhat) = 6
    assert_allclose(dx, [[1 / 4 * (16 - 3 / 4 * 6), 1 / 4 * (0 - 1 * 6)]])
    assert_allclose(cache["dgamma"], [8 * 3 / 4, 0])


@pytest.mark.parametrize("eps", [1e-6, 1e-3, 1.0])
@pytest.mark.parametrize("shape", SHAPES)
def test_agrees_with_torch(shape, eps, rng, torch):
    cache = rmsnorm.init(4, eps=eps, dtype=np.float64)
    cache["gamma"][:] = rng.standard_normal(4)

    def theirs(x, gamma):
        return torch.nn.functional.rms_norm(x, (4,), gamma, eps)

    assert_agrees(torch, rmsnorm, cache, rng.standard_normal(shape), theirs)
    strided = rng.standard_normal((4, *shape[1:], 3))[..., ::2].T
    assert_agrees(torch, rmsnorm, cache, strided, theirs)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_torchs_own_eps_is_the_dtypes(dtype, torch):
    x = np.array([[1e-4, -2e-4], [3e-8, 1e-8]], dtype)  # small enough for eps to tell
    cache = rmsnorm.init(2, eps=np.finfo(dtype).eps, dtype=dtype)
    theirs = torch.nn.functional.rms_norm(torch.tensor(x), (2,)).numpy()
    out = rmsnorm.forward(x, cache)
    assert out.dtype == dtype
    assert_allclose(out, theirs, rtol=1e-6)


def test_float32_agrees_with_float64(rng):
    x, dout = rng.standard_normal((2, 64, 256))
    narrow, wide = rmsnorm.init(256), rmsnorm.init(256, dtype=np.float64)
    out = rmsnorm.forward(x.astype(np.float32), narrow)
    assert_allclose(out, rmsnorm.forward(x, wide), rtol=2e-6)
    dx = rmsnorm.backward(dout.astype(np.float32), narrow)
    assert dx.dtype == np.float32
    assert_allclose(dx, rmsnorm.backward(dout, wide), atol=3e-6)


@pytest.mark.parametrize("shape", SHAPES)
def test_each_row_leaves_with_mean_square_1(shape, rng):
    cache = rmsnorm.init(4, eps=1e-12, dtype=np.float64)
    out = rmsnorm.forward(7 + 5 * rng.standard_normal(shape), cache)
    assert_allclose((out**2).mean(-1), 1)


def test_a_stretch_of_a_row_changes_nothing_and_a_shift_does(rng):
    cache, x = rmsnorm.init(4, eps=1e-12, dtype=np.float64), rng.standard_normal((8, 4))
    out = rmsnorm.forward(x, cache)
    assert_allclose(rmsnorm.forward((rng.random((8, 1)) + 0.5) * x, cache), out, rtol=1e-9)
    assert abs(rmsnorm.forward(x + 1, cache) - out).max() > 0.1


def test_gradient_has_no_part_along_the_row(rng):
    cache = rmsnorm.init(16, eps=1e-12, dtype=np.float64)
    cache["gamma"][:] = rng.standard_normal(16)
    x, dout = rng.standard_normal((2, 3, 16))
    rmsnorm.forward(x, cache)
    assert_allclose((rmsnorm.backward(dout, cache) * x).sum(-1), 0, atol=1e-10)


def test_of_rows_with_mean_0_it_is_layernorm(rng):
    x = rng.standard_normal((8, 4))
    x -= x.mean(-1, keepdims=True)
    settings = {"eps": 1e-3, "dtype": np.float64}
    assert_allclose(
        rmsnorm.forward(x, rmsnorm.init(4, **settings)),
        layernorm.forward(x, layernorm.init(4, **settings)),
    )


def test_a_row_of_zeros_stays_so_and_its_slope_is_finite():
    cache = rmsnorm.init(3, eps=1e-4)
    assert_array_equal(rmsnorm.forward(np.zeros((2, 3), np.float32), cache), 0)
    assert_allclose(rmsnorm.backward(np.ones((2, 3), np.float32), cache), 100, rtol=1e-6)


@pytest.mark.parametrize("shape", [(5, 1), (5, 3), (4, 5)])
def test_x_of_another_number_of_features_is_refused_though_it_broadcasts(shape):
    with pytest.raises(ValueError, match="rmsnorm of 4 features was given x of shape"):
        rmsnorm.forward(np.zeros(shape), rmsnorm.init(4))


@pytest.mark.parametrize("bad", [{"D": 0}, {"D": 3, "eps": 0}, {"D": 3, "eps": np.inf}])
def test_init_names_the_setting_it_refuses(bad):
    key, value = list(bad.items())[-1]
    with pytest.raises(ValueError, match=f"{key}={value}"):
        rmsnorm.init(**bad)
