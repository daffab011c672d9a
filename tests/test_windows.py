"""Windows: how many fit, where their taps lie, what they hold. test_adjoints.py has more."""

import numpy as np
import pytest
from drawn import filters, images, often
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from arrays import windows
from arrays.sliding import pair

COUNTED = [  # H, HH, stride, pad, H'
    (5, 3, 1, 0, 3),
    (5, 3, 1, 1, 5),
    (5, 3, 2, 1, 3),
    (6, 3, 2, 0, 2),
    (3, 3, 7, 0, 1),
    (2, 4, 2, 2, 2),
]


@pytest.mark.parametrize("H, HH, stride, pad, expected", COUNTED)
def test_as_many_windows_fit_as_by_hand(H, HH, stride, pad, expected):
    assert windows.count(H, 9, HH, 2, (stride, 4), (pad, 0)) == (expected, 2)
    assert windows.count(9, H, 2, HH, (4, stride), (0, pad)) == (2, expected)


@pytest.mark.parametrize("H, HH, stride, pad, counted", COUNTED)
def test_covered_is_the_least_side_that_count_takes_back(H, HH, stride, pad, counted):
    side, _ = windows.covered(counted, 1, HH, 1, (stride, 1), (pad, 0))
    assert side <= H
    assert windows.count(side, 1, HH, 1, (stride, 1), (pad, 0)) == (counted, 1)
    if counted > 1:
        assert windows.count(side - 1, 1, HH, 1, (stride, 1), (pad, 0)) == (counted - 1, 1)


def test_windows_by_hand():
    x = np.arange(6.0).reshape(1, 1, 2, 3)
    cols = windows.im2col(x, 2, 2, (2, 1), (0, 1))
    assert_array_equal(
        cols, [[[[[[0, 0], [0, 3]], [[0, 1], [3, 4]], [[1, 2], [4, 5]], [[2, 0], [5, 0]]]]]]
    )


def test_without_padding_windows_are_a_read_only_view(rng):
    x = rng.standard_normal((2, 3, 5, 6))
    cols = windows.im2col(x, 2, 3, (2, 1))
    assert np.shares_memory(cols, x)
    assert not cols.flags.writeable


@often
@given(st.data())
def test_taps_say_where_every_number_of_every_window_is(data):
    drawn = data.draw(filters())
    HH, WW, stride, pad = drawn["HH"], drawn["WW"], drawn["stride"], drawn["pad"]
    x = data.draw(images(1, HH, WW, pad))
    slide = HH, WW, pair("stride", stride, 1), pair("pad", pad, 0)
    cols = windows.im2col(x, *slide)
    found = np.zeros(cols.shape)  # padding is what no tap speaks of
    for (i, j), at, pixels in windows.taps(*x.shape[2:], *slide):
        found[..., i, j][at] = x[pixels]
    assert_array_equal(found, cols)


def test_a_pixel_in_several_windows_is_summed():
    ones = np.ones((1, 1, 2, 2, 2, 2))
    assert_array_equal(windows.col2im(ones, 3, 3), [[[[1, 2, 1], [2, 4, 2], [1, 2, 1]]]])


def test_a_tap_off_the_image_is_not_taken_for_a_pixel():
    cols = np.array([7.0, 8]).reshape(1, 1, 2, 1, 1, 1)  # on pixels -1 and 1
    assert_array_equal(windows.col2im(cols, 3, 1, (2, 1), (1, 0)), [[[[0], [8], [0]]]])


def test_the_way_back_lies_in_memory_as_the_windows_do(rng):
    x = np.moveaxis(rng.standard_normal((2, 4, 5, 3)), -1, 1)
    cols = np.moveaxis(np.moveaxis(windows.im2col(x, 2, 2), 1, -1).copy(), -1, 1)
    assert np.moveaxis(windows.col2im(cols, 4, 5), 1, -1).flags.c_contiguous


@pytest.mark.parametrize("padded", [windows.im2col, lambda x, *rest: windows.taps(4, 3, *rest)])
def test_a_window_too_large_is_refused_with_the_arithmetic(padded):
    with pytest.raises(ValueError) as refused:
        list(padded(np.zeros((1, 1, 4, 3)), 2, 6, (1, 2), (0, 1)))
    assert str(refused.value) == (
        "a 2 x 6 window does not fit in 4 x 3 with pad 1: 1 + (3 + 2*1 - 6) / 2 < 1"
    )
