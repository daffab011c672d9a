"""Wide: the same maps as the plain way's, where filters and channels are few."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from arrays import convolving, correlation, unfolding, wide
from arrays.blocks import slices

ONE = (1, 1)
CASES = [  # N, C, H, W, F, HH, WW, pad
    (2, 8, 6, 6, 16, 3, 3, (1, 1)),
    (3, 6, 7, 9, 6, 5, 5, (0, 2)),
    (2, 16, 5, 4, 8, 2, 3, (0, 1)),
    (1, 8, 2, 2, 8, 3, 3, (1, 1)),
    (1, 8, 3, 3, 8, 3, 3, (0, 0)),
    (40, 16, 16, 16, 16, 3, 3, (1, 1)),
    (0, 8, 6, 6, 8, 3, 3, (1, 1)),
]
each_case = pytest.mark.parametrize("N, C, H, W, F, HH, WW, pad", CASES)


def drawn(rng, N, C, H, W, F, HH, WW, pad):
    x, w = rng.standard_normal((N, C, H, W)), rng.standard_normal((F, C, HH, WW))
    sides = H + 2 * pad[0] - HH + 1, W + 2 * pad[1] - WW + 1
    return x, w, rng.standard_normal((N, F, *sides))


@each_case
def test_the_three_maps_are_the_plain_ones(N, C, H, W, F, HH, WW, pad, rng):
    x, w, dout = drawn(rng, N, C, H, W, F, HH, WW, pad)
    assert_allclose(
        wide.correlate(x, w, pad), correlation.correlate(x, w, ONE, pad), atol=1e-10
    )
    dx = correlation.adjoint_in_x(dout, w, H, W, ONE, pad)
    assert_allclose(wide.adjoint_in_x(dout, w, pad), dx, atol=1e-10)
    dw = correlation.adjoint_in_w(dout, x, HH, WW, ONE, pad)
    assert_allclose(wide.adjoint_in_w(dout, x, HH, WW, pad), dw, atol=1e-9)


def test_the_largest_case_takes_several_blocks():
    N, C, H, W, *_ = CASES[-2]
    assert len([*slices(N, 4 * 4 * C * H * W // 4, unfolding.BLOCK // 8)]) > 1


@each_case
def test_what_comes_back_is_contiguous_channels_last(N, C, H, W, F, HH, WW, pad, rng):
    x, w, dout = drawn(rng, N, C, H, W, F, HH, WW, pad)
    out, dw = wide.correlate(x, w, pad), wide.adjoint_in_w(dout, x, HH, WW, pad)
    assert np.moveaxis(out, 1, -1).flags.c_contiguous and dw.flags.c_contiguous
    assert out.shape == dout.shape and dw.shape == w.shape


def test_widened_filters_and_the_sum_over_their_places_are_adjoint(rng):
    w = rng.standard_normal((4, 8, 3, 3))
    x, dout = rng.standard_normal((1, 8, 4, 4)), rng.standard_normal((1, 4, 2, 2))
    cols, d = x.transpose(0, 2, 3, 1).reshape(1, -1), dout.transpose(0, 2, 3, 1).reshape(1, -1)
    total = np.sum(wide.widened(w) * (cols.T @ d))
    assert_allclose(total, np.sum(w * wide.adjoint_in_w(dout, x, 3, 3, (0, 0))))


@pytest.mark.parametrize(
    "why, shape, stride, groups",
    [
        ("many filters", (32, 16, 3, 3), ONE, 1),
        ("many channels", (16, 32, 3, 3), ONE, 1),
        ("a row of hardly any numbers", (16, 1, 5, 5), ONE, 1),
        ("a stride", (16, 16, 3, 3), (2, 1), 1),
        ("groups", (16, 8, 3, 3), ONE, 2),
        ("one tap", (16, 16, 1, 1), ONE, 1),
    ],
)
def test_it_leaves_to_the_unfolding(why, shape, stride, groups, rng):
    assert not wide.suits(shape, stride, groups)
    x, w = rng.standard_normal((2, shape[1] * groups, 8, 8)), rng.standard_normal(shape)
    found = convolving.correlate(x, w, stride, ONE, groups)
    assert_array_equal(found, unfolding.correlate(x, w, stride, ONE, groups))


def test_few_filters_on_few_channels_go_this_way(rng):
    x, w, dout = drawn(rng, *CASES[0])
    assert_array_equal(convolving.correlate(x, w, ONE, ONE), wide.correlate(x, w, ONE))
    dx = convolving.adjoint_in_x(dout, w, 6, 6, ONE, ONE)
    assert_array_equal(dx, wide.adjoint_in_x(dout, w, ONE))
    dw = convolving.adjoint_in_w(dout, x, 3, 3, ONE, ONE)
    assert_array_equal(dw, wide.adjoint_in_w(dout, x, 3, 3, ONE))
