"""Normal: Phi beside math.erfc over the whole range, its ends, and its slope."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from arrays import normal

KINDS = [(np.float32, 2e-7), (np.float64, 3e-13)]


@pytest.mark.parametrize("dtype, rtol", KINDS)
def test_both_keep_their_digits_over_the_whole_range(dtype, rtol):
    x = np.linspace(-13, 13, 100_001).astype(dtype)
    Phi, phi = normal.distribution(x)
    exact = [math.erfc(-v / math.sqrt(2)) / 2 for v in x.tolist()]
    slope = [math.exp(-v * v / 2) / math.sqrt(2 * math.pi) for v in x.tolist()]
    assert Phi.dtype == phi.dtype == dtype
    lost = x.astype(float) ** 2 / 2  # digits that its rounding costs exp
    assert (abs(Phi - exact) <= rtol * (3 + lost * (x < 0)) * exact).all()
    assert (abs(phi - slope) <= rtol * (1 + lost) * slope).all()


@pytest.mark.parametrize("dtype, rtol", KINDS)
def test_the_ends_are_0_and_1(dtype, rtol):
    most = np.finfo(dtype).max
    x = np.array([-np.inf, -most, -40, -0.0, 0, 40, most, np.inf, np.nan], dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        Phi, phi = normal.distribution(x)
    assert_allclose(Phi, [0, 0, 0, 0.5, 0.5, 1, 1, 1, np.nan], rtol=rtol, atol=1e-300)
    middle = 1 / math.sqrt(2 * math.pi)
    assert_allclose(phi, [0, 0, 0, middle, middle, 0, 0, 0, np.nan], rtol=rtol, atol=1e-300)


def test_where_float32_ends_there_is_no_jump():
    x = np.linspace(-15.5, -12.5, 10_001, dtype=np.float32)
    Phi, _ = normal.distribution(x)
    exact = [math.erfc(-v / math.sqrt(2)) / 2 for v in x.tolist()]
    assert_allclose(Phi, exact, rtol=2e-5, atol=3e-45)  # two of the least steps there are
    assert (np.diff(Phi) >= 0).all()


@pytest.mark.parametrize("shape", [(), (0, 3), (2, 3), (3, 40_000)])
def test_a_shape_in_any_order_of_memory_is_kept(shape, rng):
    x = rng.standard_normal(shape).astype(np.float32)
    for Phi, phi in (normal.distribution(x), normal.distribution(np.asarray(x, order="F"))):
        assert Phi.shape == phi.shape == shape
        assert_allclose(Phi, normal.distribution(x.astype(float))[0], rtol=6e-7)
    kept = x.copy()
    normal.distribution(x)
    assert_array_equal(x, kept)


def test_phi_is_the_slope_of_Phi():
    x, step = np.linspace(-6, 6, 101), 1e-4
    right, left = normal.distribution(x + step)[0], normal.distribution(x - step)[0]
    assert_allclose((right - left) / (2 * step), normal.distribution(x)[1], atol=1e-8)
