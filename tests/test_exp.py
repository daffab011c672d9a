"""Exponential: by hand, beside PyTorch, and at its edges."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import exp


def test_by_hand():
    cache = exp.init()
    assert_allclose(exp.forward(np.log([1.0, 2.0, 5.0]), cache), [1, 2, 5])
    assert_allclose(exp.backward(np.array([1.0, -1.0, 10.0]), cache), [1, -2, 50])


@pytest.mark.parametrize("shape", [(), (4, 3), (0, 3)])
def test_agrees_with_torch(shape, torch, rng):
    x = np.asarray(rng.standard_normal(shape))
    assert_agrees(torch, exp, exp.init(), x, torch.exp)


def test_far_below_0_out_and_slope_are_0():
    cache, x = {}, np.array([-np.inf, -1e5])
    assert_array_equal(exp.forward(x, cache), [0, 0])
    assert_array_equal(exp.backward(np.ones(2), cache), [0, 0])


def test_overflow_is_told_by_numpy():
    with pytest.warns(RuntimeWarning, match="overflow"):
        assert exp.forward(np.float32(89), {}) == np.inf
    assert np.isfinite(exp.forward(np.float32(88.7), {}))
