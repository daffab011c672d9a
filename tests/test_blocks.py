"""Blocks: every entry once, in views that can be written to."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

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
