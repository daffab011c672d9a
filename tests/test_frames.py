"""Frames: im2col of some images at a time, whatever was in the frame before."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from arrays import frames
from arrays.windows import count, im2col


@pytest.mark.parametrize("planes", [False, True])
@pytest.mark.parametrize(
    "window, stride, pad",
    [((3, 2), (1, 1), (1, 0)), ((2, 2), (2, 3), (0, 0)), ((1, 3), (1, 2), (2, 4))],
)
def test_each_call_is_im2col_of_those_images(window, stride, pad, planes, rng):
    x = rng.standard_normal((5, 3, 7, 6))
    counts = count(7, 6, *window, stride, pad)
    cols = frames.Frames(x, 2, window, stride, pad, counts, planes)
    for some in (slice(0, 2), slice(2, 4), slice(4, 5), slice(0, 1)):
        assert_array_equal(cols(some), im2col(x[some], *window, stride, pad))


def test_windows_that_do_not_fit_see_zeros(rng):
    x = rng.standard_normal((1, 2, 3, 3))
    cols = frames.Frames(x, 1, (2, 2), (2, 2), (0, 0), (3, 2))(slice(0, 1))
    wide = np.pad(x, [(0, 0), (0, 0), (0, 3), (0, 1)])
    assert_array_equal(cols, im2col(wide, 2, 2, (2, 2)))
