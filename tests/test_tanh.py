"""Tanh: by hand, beside PyTorch, and its kinship with the sigmoid."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import sigmoid, tanh


def test_by_hand():
    cache = tanh.init()
    out = tanh.forward(np.log([1.0, 2.0, 1 / 2]), cache)  # (2 - 1/2) / (2 + 1/2) = 3/5
    assert_allclose(out, [0, 3 / 5, -3 / 5])
    assert_allclose(tanh.backward(np.array([7.0, 25.0, 50.0]), cache), [7, 16, 32])


@pytest.mark.parametrize("shape", [(), (7,), (4, 3), (2, 3, 4, 5), (0, 3)])
def test_agrees_with_torch(shape, rng, torch):
    x = np.asarray(3 * rng.standard_normal(shape))
    assert_agrees(torch, tanh, tanh.init(), x, torch.tanh)


def test_it_is_a_sigmoid_stretched_about_0():
    x = np.linspace(-20, 20, 101)
    stretched = 2 * sigmoid.forward(2 * x, sigmoid.init()) - 1
    assert_allclose(tanh.forward(x, tanh.init()), stretched, atol=1e-15)


def test_a_saturated_unit_passes_no_gradient():
    cache = tanh.init()
    assert_array_equal(tanh.forward(np.array([-1000.0, 1000.0]), cache), [-1, 1])
    assert_array_equal(tanh.backward(np.ones(2), cache), 0)
