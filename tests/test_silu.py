"""SiLU: by hand, beside PyTorch, its symmetry, its least value and its tails."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import silu


def test_by_hand():
    cache, ln3 = silu.init(), np.log(3)  # s = 1/2, 3/4, 1/4
    out = silu.forward(np.array([0.0, ln3, -ln3]), cache)
    assert_allclose(out, [0, 3 / 4 * ln3, -ln3 / 4])
    dx = silu.backward(np.array([2.0, 16.0, 16.0]), cache)
    assert_allclose(dx, [1, 12 + 3 * ln3, 4 - 3 * ln3])  # s (1 - s) = 3/16


@pytest.mark.parametrize("shape", [(), (7,), (4, 3), (2, 3, 4, 5), (0, 3)])
def test_agrees_with_torch(shape, rng, torch):
    x = np.asarray(10 * rng.standard_normal(shape))
    assert_agrees(torch, silu, silu.init(), x, torch.nn.SiLU())


def test_agrees_with_torch_on_a_strided_view(rng, torch):
    x = rng.standard_normal((6, 5, 4))[::2, :, 1::2].T
    assert_agrees(torch, silu, silu.init(), x, torch.nn.SiLU())


def test_out_of_x_and_minus_x_are_x_apart():
    x = np.linspace(-30, 30, 101)
    assert_allclose(silu.forward(x, {}) - silu.forward(-x, {}), x, atol=1e-14)


def test_out_is_least_where_the_slope_is_0():
    x, cache = np.linspace(-4, 4, 8001), silu.init()
    out = silu.forward(x, cache)
    least = out.argmin()
    assert_allclose((x[least], out[least]), (-1.278, -0.2785), atol=1e-3)
    assert abs(silu.backward(np.ones_like(x), cache)[least]) < 1e-3


def test_the_left_tail_keeps_its_digits_in_float32():
    x = np.linspace(-87, -2, 500, dtype=np.float32)
    wide, cache = x.astype(np.float64), silu.init()
    s = 1 / (1 + np.exp(-wide))
    assert_allclose(silu.forward(x, cache), wide * s, rtol=1e-6)
    dx = silu.backward(np.ones_like(x), cache)
    assert_allclose(dx, s * (1 + wide * (1 - s)), rtol=2e-6)


def test_extremes_do_not_overflow():
    x, cache = np.array([-1e30, -1000, 0, 1000, 1e30], np.float32), silu.init()
    with np.errstate(over="raise", invalid="raise"):
        assert_array_equal(silu.forward(x, cache), x.clip(0))
        assert_array_equal(silu.backward(np.ones_like(x), cache), [0, 0, 0.5, 1, 1])
