"""Reciprocal: by hand, beside PyTorch, on both sides of 0 and at it."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_array_equal

from layers import reciprocal


def test_by_hand():
    cache = reciprocal.init()
    assert_array_equal(reciprocal.forward(np.array([1.0, 4.0, -0.5]), cache), [1, 0.25, -2])
    assert_array_equal(reciprocal.backward(np.array([1.0, 16.0, 3.0]), cache), [-1, -1, -12])


@pytest.mark.parametrize("shape", [(), (4, 3), (0, 3)])
def test_agrees_with_torch(shape, torch, rng):
    x = np.asarray(rng.standard_normal(shape))
    assert_agrees(torch, reciprocal, reciprocal.init(), x, torch.reciprocal)


def test_division_by_0_is_told_by_numpy():
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        assert reciprocal.forward(np.zeros(1), {}) == np.inf
