"""GELU: by hand, beside PyTorch, its symmetry, its tails, and the mean that it is."""

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import gelu

phi_1, Phi_1 = math.exp(-1 / 2) / math.sqrt(2 * math.pi), (1 + math.erf(1 / math.sqrt(2))) / 2


def test_by_hand():
    cache = gelu.init()
    out = gelu.forward(np.array([-1.0, 0.0, 1.0]), cache)
    assert_allclose(out, [Phi_1 - 1, 0, Phi_1])
    dx = gelu.backward(np.array([1.0, 6.0, 10.0]), cache)
    assert_allclose(dx, [1 - Phi_1 - phi_1, 3, 10 * (Phi_1 + phi_1)])


@pytest.mark.parametrize("shape", [(), (7,), (4, 3), (2, 3, 4, 5), (0, 3)])
def test_agrees_with_torch(shape, rng, torch):
    x = np.asarray(4 * rng.standard_normal(shape))
    assert_agrees(torch, gelu, gelu.init(), x, torch.nn.GELU())


def test_agrees_with_torch_on_a_strided_view(rng, torch):
    x = rng.standard_normal((6, 5, 4))[::2, :, 1::2].T
    assert_agrees(torch, gelu, gelu.init(), x, torch.nn.GELU())


def test_the_tanh_of_others_is_off_by_up_to_5e_4(torch):
    x = np.linspace(-5, 5, 10_001)
    theirs = torch.nn.functional.gelu(torch.tensor(x), approximate="tanh").numpy()
    assert 4e-4 < abs(gelu.forward(x, {}) - theirs).max() < 5e-4


def test_it_is_the_mean_of_x_where_a_normal_stays_below_x(rng):
    x, z = np.array([-1.0, 0.5, 2.0]), rng.standard_normal((100_000, 1))
    assert_allclose(gelu.forward(x, {}), (x * (z <= x)).mean(axis=0), atol=0.01)


def test_out_of_x_and_minus_x_are_x_apart():
    x = np.linspace(-8, 8, 101)
    assert_allclose(gelu.forward(x, {}) - gelu.forward(-x, {}), x, atol=1e-15)


def test_out_is_least_where_the_slope_is_0():
    x, cache = np.linspace(-3, 3, 6001), gelu.init()
    least = gelu.forward(x, cache).argmin()
    assert_allclose(x[least], -0.752, atol=1e-3)
    assert_allclose(gelu.forward(x, {})[least], -0.17, atol=1e-4)
    assert abs(gelu.backward(np.ones_like(x), cache)[least]) < 1e-3


def test_the_left_tail_keeps_its_digits_in_float32():
    x = np.linspace(-13, 0, 500, dtype=np.float32)  # Phi(-13) = 6e-39
    cache, exact = gelu.init(), [math.erfc(-v / math.sqrt(2)) / 2 for v in x.tolist()]
    assert_allclose(gelu.forward(x, cache), x * np.array(exact), rtol=2e-5)
    slope = exact + x * np.exp(-(x.astype(float) ** 2) / 2) / math.sqrt(2 * math.pi)
    assert_allclose(gelu.backward(np.ones_like(x), cache), slope, rtol=2e-5, atol=1e-7)
    far = x < -1
    assert_allclose(gelu.backward(np.ones_like(x), cache)[far], slope[far], rtol=2e-5)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extremes_do_not_overflow(dtype):
    x, cache = np.array([-1e30, -1e3, -1e-30, 1e-30, 1e3, 1e30], dtype), gelu.init()
    with np.errstate(over="raise", invalid="raise"):
        out = gelu.forward(x, cache)
        dx = gelu.backward(np.ones_like(x), cache)
    assert out.dtype == dx.dtype == dtype
    assert_allclose(out, x * np.array([0, 0, 0.5, 0.5, 1, 1], dtype))
    assert_array_equal(dx, np.array([0, 0, 0.5, 0.5, 1, 1], dtype))


def test_scipy_is_not_imported_before_it_is_needed():
    code = "import sys; from layers import gelu; gelu.init(); assert 'scipy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])
