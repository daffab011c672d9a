"""Winograd: the same maps as the plain way's, to rounding, where they apply."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from arrays import convolving, correlation, unfolding, winograd

ONE = (1, 1)
CASES = [  # N, C, H, W, F, pad
    (2, 32, 8, 8, 32, (1, 1)),
    (3, 33, 7, 10, 40, (1, 1)),
    (2, 32, 6, 6, 33, (0, 0)),
    (2, 40, 3, 5, 32, (2, 1)),
    (1, 32, 1, 1, 32, (1, 1)),
    (1, 32, 4, 9, 32, (0, 2)),
    (9, 32, 32, 32, 32, (1, 1)),
    (0, 32, 8, 8, 32, (1, 1)),
]
each_case = pytest.mark.parametrize("N, C, H, W, F, pad", CASES)


def drawn(rng, N, C, H, W, F, pad):
    """Return x, w and dout in float32; an out of theirs has a variance of 1."""
    x = rng.standard_normal((N, C, H, W)).astype(np.float32)
    w = (rng.standard_normal((F, C, 3, 3)) / np.sqrt(9 * C)).astype(np.float32)
    sides = H + 2 * pad[0] - 2, W + 2 * pad[1] - 2
    return x, w, rng.standard_normal((N, F, *sides)).astype(np.float32)


def test_in_one_direction_it_is_a_correlation_of_3_taps_to_the_last_digit(rng):
    x, w = rng.standard_normal(6), rng.standard_normal(3)
    A, B, G = (np.array(m, float) for m in (winograd.A, winograd.B, winograd.G))
    assert_allclose(A.T @ ((G @ w) * (B.T @ x)), np.correlate(x, w), atol=1e-13)


@each_case
def test_out_is_off_by_rounding(N, C, H, W, F, pad, rng):
    x, w, _ = drawn(rng, N, C, H, W, F, pad)
    out = correlation.correlate(x.astype(float), w.astype(float), ONE, pad)
    assert_allclose(winograd.correlate(x, w, pad), out, rtol=0, atol=1e-4)


@each_case
def test_dx_is_off_by_rounding(N, C, H, W, F, pad, rng):
    x, w, dout = drawn(rng, N, C, H, W, F, pad)
    dx = correlation.adjoint_in_x(dout.astype(float), w.astype(float), H, W, ONE, pad)
    assert_allclose(winograd.adjoint_in_x(dout, w, pad), dx, rtol=0, atol=1e-4)


@each_case
def test_dw_is_off_by_rounding(N, C, H, W, F, pad, rng):
    x, w, dout = drawn(rng, N, C, H, W, F, pad)
    dw = correlation.adjoint_in_w(dout.astype(float), x.astype(float), 3, 3, ONE, pad)
    found = winograd.adjoint_in_w(dout, x, pad)
    assert_allclose(found, dw, rtol=0, atol=1e-4 * max(1, np.abs(dw).max()))


@each_case
def test_what_comes_back_is_float32_and_contiguous_channels_last(N, C, H, W, F, pad, rng):
    x, w, dout = drawn(rng, N, C, H, W, F, pad)
    out, dw = winograd.correlate(x, w, pad), winograd.adjoint_in_w(dout, x, pad)
    assert out.dtype == dw.dtype == np.float32
    assert np.moveaxis(out, 1, -1).flags.c_contiguous and dw.flags.c_contiguous
    assert out.shape == dout.shape and dw.shape == w.shape


def test_nothing_that_was_passed_is_written(rng):
    x, w, dout = drawn(rng, 2, 32, 7, 7, 32, ONE)
    kept = x.copy(), w.copy(), dout.copy()
    winograd.correlate(x, w, ONE), winograd.adjoint_in_w(dout, x, ONE)
    for a, b in zip(kept, (x, w, dout), strict=True):
        assert_array_equal(a, b)


@pytest.mark.parametrize(
    "why, dtype, shape, stride, groups",
    [
        ("another dtype", np.float64, (32, 32, 3, 3), ONE, 1),
        ("complex numbers", np.complex128, (32, 32, 3, 3), ONE, 1),
        ("another window", np.float32, (32, 32, 3, 5), ONE, 1),
        ("a stride", np.float32, (32, 32, 3, 3), (2, 1), 1),
        ("groups", np.float32, (64, 32, 3, 3), ONE, 2),
        ("few filters", np.float32, (16, 32, 3, 3), ONE, 1),
        ("few channels", np.float32, (32, 16, 3, 3), ONE, 1),
    ],
)
def test_it_leaves_to_the_unfolding(why, dtype, shape, stride, groups, rng):
    x = rng.standard_normal((2, shape[1] * groups, 8, 8)).astype(dtype)
    assert not winograd.suits(x, shape, stride, groups)
    w = rng.standard_normal(shape).astype(dtype)
    found = convolving.correlate(x, w, stride, ONE, groups)
    assert_array_equal(found, unfolding.correlate(x, w, stride, ONE, groups))


def test_float32_on_enough_channels_goes_this_way(rng):
    x, w, dout = drawn(rng, 2, 32, 8, 8, 32, ONE)
    settings = ONE, ONE
    out = convolving.correlate(x, w, *settings)
    dx = convolving.adjoint_in_x(dout, w, 8, 8, *settings)
    dw = convolving.adjoint_in_w(dout, x, 3, 3, *settings)
    assert_array_equal(out, winograd.correlate(x, w, ONE))
    assert_array_equal(dx, winograd.adjoint_in_x(dout, w, ONE))
    assert_array_equal(dw, winograd.adjoint_in_w(dout, x, ONE))


def test_a_pad_of_more_than_two_finds_its_way_back(rng):
    x, w, dout = drawn(rng, 2, 32, 5, 5, 32, (3, 3))
    dx = correlation.adjoint_in_x(dout.astype(float), w.astype(float), 5, 5, ONE, (3, 3))
    assert_allclose(convolving.adjoint_in_x(dout, w, 5, 5, ONE, (3, 3)), dx, rtol=0, atol=1e-4)


@pytest.mark.parametrize("F, C, stride", [(32, 32, 1), (16, 16, 1), (8, 16, 2), (24, 3, 1)])
def test_b_is_added_in_every_way(F, C, stride, rng):
    x, w = rng.standard_normal((3, C, 7, 6)), rng.standard_normal((F, C, 3, 3)) / C
    x, w, b = x.astype(np.float32), w.astype(np.float32), np.arange(F, dtype=np.float32)
    settings = (stride, stride), ONE
    out = convolving.correlate(x, w, *settings)
    assert_allclose(
        convolving.correlate(x, w, *settings, b=b), out + b[:, None, None], atol=1e-4
    )
