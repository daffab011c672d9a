"""Square: by hand, beside PyTorch, and as a product with itself."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import fork, multiply, square


def test_by_hand():
    cache = square.init()
    assert_array_equal(square.forward(np.array([3.0, -2.0, 0.0]), cache), [9, 4, 0])
    assert_array_equal(square.backward(np.array([1.0, 10.0, 5.0]), cache), [6, -40, 0])


@pytest.mark.parametrize("shape", [(), (4, 3), (0, 3)])
def test_agrees_with_torch(shape, torch, rng):
    x = np.asarray(rng.standard_normal(shape))
    assert_agrees(torch, square, square.init(), x, torch.square)


def test_it_is_a_fork_into_a_product(rng):
    x, dout = rng.standard_normal((2, 5))
    whole, two, product = {}, fork.init(2), {}
    out = multiply.forward(fork.forward(x, two), product)
    assert_array_equal(square.forward(x, whole), out)
    dx = fork.backward(multiply.backward(dout, product), two)
    assert_allclose(square.backward(dout, whole), dx, rtol=1e-12)
