"""Layout: however images lie, the view is of them, and sums and broadcasts are a channel's."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from arrays import layout

SHAPES = [(2, 3), (4, 6, 5), (2, 3, 4, 7), (3, 2, 40, 33), (2, 5, 2, 3, 2), (0, 3, 4, 4)]


def lying(shape, last: bool, rng) -> np.ndarray:
    """Return images of that shape, with their channels last in memory or not."""
    if not last:
        return rng.standard_normal(shape)
    N, C, *places = shape
    return np.moveaxis(rng.standard_normal((N, *places, C)), -1, 1)


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_view_goes_back_to_the_images(shape, last, rng):
    x = lying(shape, last, rng)
    lies = layout.Layout(x)
    assert_array_equal(lies.back(lies.view(x)), x)
    assert np.shares_memory(lies.view(x), x) or x.size == 0


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_totals_are_over_the_places(shape, last, rng):
    x = lying(shape, last, rng)
    lies = layout.Layout(x)
    assert_allclose(lies.total(lies.view(x)), x.sum(tuple(range(2, x.ndim))), atol=1e-9)


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_along_channels_broadcasts_with_the_view(shape, last, rng):
    x = lying(shape, last, rng)
    lies, ones = layout.Layout(x), [1] * (x.ndim - 2)
    for a in (rng.standard_normal(shape[:2]), rng.standard_normal(shape[1])):
        expected = x + (a if a.ndim == 2 else a[None]).reshape(*np.atleast_2d(a).shape, *ones)
        assert_array_equal(lies.back(lies.view(x) + lies.along(a)), expected)


def test_a_row_takes_several_places_where_channels_are_last_and_few(rng):
    view = layout.Layout(lying((3, 2, 40, 33), True, rng)).shape
    assert view[2] > 2 and view[1] * view[2] == 2 * 40 * 33
