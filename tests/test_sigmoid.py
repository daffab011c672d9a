"""Sigmoid: by hand, beside PyTorch, its symmetry and its tails."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import sigmoid


def test_by_hand():
    cache = sigmoid.init()
    out = sigmoid.forward(np.log([1.0, 3.0, 1 / 3]), cache)
    assert_allclose(out, [1 / 2, 3 / 4, 1 / 4])
    assert_allclose(sigmoid.backward(np.array([16.0, 16.0, 32.0]), cache), [4, 3, 6])


@pytest.mark.parametrize("shape", [(), (7,), (4, 3), (2, 3, 4, 5), (0, 3)])
def test_agrees_with_torch(shape, rng, torch):
    x = np.asarray(10 * rng.standard_normal(shape))
    assert_agrees(torch, sigmoid, sigmoid.init(), x, torch.sigmoid)


def test_what_x_leaves_to_1_minus_x_takes():
    x = np.linspace(-30, 30, 101)
    assert_allclose(
        sigmoid.forward(-x, sigmoid.init()), 1 - sigmoid.forward(x, sigmoid.init()), atol=1e-15
    )


def test_small_tails_keep_their_digits_in_float32():
    x = np.linspace(-87, 0, 500, dtype=np.float32)  # to 1e-38, the smallest normal float32
    cache = sigmoid.init()
    exact = 1 / (1 + np.exp(-x.astype(np.float64)))
    assert_allclose(sigmoid.forward(x, cache), exact, rtol=1e-6)
    assert_allclose(sigmoid.backward(np.ones_like(x), cache), exact * (1 - exact), rtol=1e-6)


def test_a_saturated_unit_passes_no_gradient():
    cache = sigmoid.init()
    assert_array_equal(sigmoid.forward(np.array([-1000.0, 1000.0]), cache), [0, 1])
    assert_array_equal(sigmoid.backward(np.ones(2), cache), 0)
