"""Multiply: by hand, beside PyTorch, and where an input is 0."""

import math

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import multiply


def test_by_hand():
    cache = multiply.init()
    a, b = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([10.0, 20.0])
    assert_array_equal(multiply.forward((a, b, 2.0), cache), [[20, 80], [60, 160]])
    da, db, dc = multiply.backward(np.array([[1.0, -1.0], [2.0, 1.0]]), cache)
    assert_array_equal(da, [[20, -40], [40, 40]])
    assert_array_equal(db, [14, 4])  # 2 (1 * 1 + 3 * 2), 2 (2 * -1 + 4 * 1)
    assert_array_equal(dc, 10 - 40 + 60 + 80)


def test_two_numbers_are_switched():
    cache = {}
    assert multiply.forward((3.0, -4.0), cache) == -12
    assert multiply.backward(1.0, cache) == (-4, 3)


def test_zeros_have_a_gradient():
    cache = {}
    assert multiply.forward((0.0, 3.0, 5.0), cache) == 0
    assert multiply.backward(2.0, cache) == (30, 0, 0)


def test_larger_data_make_larger_gradients_of_the_weights(rng):
    x, w, dout = rng.standard_normal((3, 8))
    small, large = {}, {}
    multiply.forward((x, w), small)
    multiply.forward((1000 * x, w), large)
    dw = multiply.backward(dout, small)[1]
    assert_allclose(multiply.backward(dout, large)[1], 1000 * dw)


@pytest.mark.parametrize("shapes", [((4, 3), (3,)), ((), (2, 1), (1, 3)), ((2, 3), (2, 3))])
def test_agrees_with_torch(shapes, torch, rng):
    x = tuple(np.asarray(rng.standard_normal(shape)) for shape in shapes)
    assert_agrees(torch, multiply, multiply.init(), x, lambda *x: math.prod(x))


def test_a_lone_array_is_not_taken_for_a_tuple_of_its_rows():
    with pytest.raises(TypeError, match="as a tuple of arrays, not as ndarray"):
        multiply.forward(np.ones((2, 3)), {})
