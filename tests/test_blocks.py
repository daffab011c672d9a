"""Blocks: every entry once, in views that can be written to."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from arrays import blocks as module
from arrays.blocks import blocks


@pytest.mark.parametrize("shape", [(), (7,), (3, 4), (0, 3), (2, 1, 5)])
@pytest.mark.parametrize("size", [1, 4, 12, 100])
def test_every_entry_is_met_once_and_moved_in_place(shape, size):
    a, b = np.zeros(shape), np.arange(np.prod(shape, dtype=int)).reshape(shape)
    for some, others in blocks(a, b, size=size):
        assert some.shape == others.shape and len(some) <= size
        some += others + 1
    assert_array_equal(a, b + 1)


def test_an_array_that_would_be_moved_in_a_copy_is_refused():
    with pytest.raises(ValueError, match="copy"):
        next(blocks(np.ones((2, 3)).T))


def test_arrays_of_other_shapes_are_refused():
    with pytest.raises(ValueError, match=r"one shape .* not \(3, 2\) and \(2, 3\)"):
        next(blocks(np.ones((3, 2)), np.ones((2, 3))))


@pytest.mark.parametrize("n", [0, 1, 5, 6])
def test_slices_take_every_row_once_and_in_order(n):
    parts = list(module.slices(n, 3, block=7))
    assert [i for some in parts for i in range(n)[some]] == list(range(n))
    assert {some.stop - some.start for some in parts[:-1]} <= {2} and len(parts) >= 1


def test_a_slice_has_the_least_number_of_rows():
    assert [*module.slices(5, 100, block=7)] == [slice(i, i + 1) for i in range(5)]
    assert [*module.slices(5, 100, block=7, least=3)] == [slice(0, 3), slice(3, 5)]
    assert [*module.slices(2, 0, block=7)] == [slice(0, 2)]
