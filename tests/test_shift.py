"""Shift: by hand, and NumPy's numbers as settings."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_array_equal

from layers import shift


def test_by_hand():
    cache, dout = shift.init(-2), np.array([5.0, 0.5])
    assert_array_equal(shift.forward(np.array([1.0, -3.0]), cache), [-1, -5])
    assert shift.backward(dout, cache) is dout


def test_agrees_with_torch(torch, rng):
    x = rng.standard_normal((4, 3))
    assert_agrees(torch, shift, shift.init(0.3), x, lambda x: x + 0.3)


def test_a_number_of_numpys_does_not_widen_float32():
    assert shift.forward(np.ones(3, np.float32), shift.init(np.sqrt(7))).dtype == np.float32


@pytest.mark.parametrize("c", [np.nan, -np.inf])
def test_init_names_the_setting_it_refuses(c):
    with pytest.raises(ValueError, match=f"c={c}"):
        shift.init(c)
