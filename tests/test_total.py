"""Total: by hand, beside PyTorch, and as a product with ones."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import matmul, total


def test_by_hand():
    cache = total.init()
    assert_array_equal(total.forward(np.array([[1.0, 2.0], [3.0, -5.0]]), cache), [4, -3])
    assert_array_equal(total.backward(np.array([7.0, 9.0]), cache), [[7, 9], [7, 9]])


@pytest.mark.parametrize("shape", [(4,), (4, 3), (0, 3), (2, 3, 4)])
def test_agrees_with_torch(shape, torch, rng):
    x = rng.standard_normal(shape)
    assert_agrees(torch, total, total.init(), x, lambda x: x.sum(0))


def test_it_is_a_product_with_a_row_of_ones(rng):
    x, dout = rng.standard_normal((5, 3)), rng.standard_normal(3)
    sum_of, product = {}, {}
    assert_allclose(total.forward(x, sum_of), matmul.forward((np.ones((1, 5)), x), product)[0])
    _, dx = matmul.backward(dout[None], product)
    assert_allclose(total.backward(dout, sum_of), dx)


def test_a_float_as_dout_leaves_float32_as_it_is():
    cache = total.init()
    total.forward(np.ones(3, np.float32), cache)
    assert total.backward(1.0, cache).dtype == np.float32
