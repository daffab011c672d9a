"""Square root: by hand, beside PyTorch, as the way back of a square, and at 0."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import sqrt, square


def test_by_hand():
    cache = sqrt.init()
    assert_array_equal(sqrt.forward(np.array([4.0, 9.0, 0.25]), cache), [2, 3, 0.5])
    assert_array_equal(sqrt.backward(np.array([1.0, 12.0, 3.0]), cache), [0.25, 2, 3])


@pytest.mark.parametrize("shape", [(), (4, 3), (0, 3)])
def test_agrees_with_torch(shape, torch, rng):
    x = np.asarray(rng.uniform(0.1, 2, shape))
    assert_agrees(torch, sqrt, sqrt.init(), x, torch.sqrt)


def test_after_a_square_it_changes_nothing_where_x_is_positive(rng):
    x, dout = rng.uniform(0.1, 2, 5), rng.standard_normal(5)
    first, last = {}, {}
    assert_allclose(sqrt.forward(square.forward(x, first), last), x, rtol=1e-15)
    assert_allclose(square.backward(sqrt.backward(dout, last), first), dout, rtol=1e-15)


def test_the_slope_at_0_is_infinite_as_numpy_tells():
    cache = sqrt.init()
    assert sqrt.forward(np.zeros(1), cache) == 0
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        assert sqrt.backward(np.ones(1), cache) == np.inf


def test_the_root_of_a_negative_number_is_told_by_numpy():
    with pytest.warns(RuntimeWarning, match="invalid value"):
        assert np.isnan(sqrt.forward(np.array([-1.0]), {}))
