"""Scale: by hand, many in a row, and NumPy's numbers as settings."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_array_equal

from layers import scale


def test_by_hand():
    cache = scale.init(-2)
    assert_array_equal(scale.forward(np.array([1.0, -3.0]), cache), [-2, 6])
    assert_array_equal(scale.backward(np.array([5.0, 0.5]), cache), [-10, -1])


def test_agrees_with_torch(torch, rng):
    x = rng.standard_normal((4, 3))
    assert_agrees(torch, scale, scale.init(0.3), x, lambda x: 0.3 * x)


def test_many_in_a_row_vanish_or_explode():
    for a, end in (0.5, 0.5**30), (2.0, 2.0**30):
        dout = 1.0
        for _ in range(30):
            dout = scale.backward(dout, scale.init(a))
        assert dout == end


def test_a_number_of_numpys_does_not_widen_float32():
    cache, x = scale.init(1 / np.sqrt(7)), np.ones(3, np.float32)
    assert scale.forward(x, cache).dtype == np.float32
    assert scale.backward(x, cache).dtype == np.float32


@pytest.mark.parametrize("a", [np.nan, np.inf])
def test_init_names_the_setting_it_refuses(a):
    with pytest.raises(ValueError, match=f"a={a}"):
        scale.init(a)
