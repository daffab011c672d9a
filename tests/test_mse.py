"""Mean squared error by hand, and its best constant. Its targets are in test_targets.py."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from layers import mse


def test_by_hand():
    cache = mse.init() | {"y": np.array([[1.0, 2.0], [3.0, 4.0]])}
    x = np.array([[1.0, 4.0], [0.0, 5.0]])  # off by 0, 2, -3, 1
    assert mse.forward(x, cache) == (0 + 4 + 9 + 1) / 4
    assert_array_equal(mse.backward(2.0, cache), [[0, 2], [-3, 1]])


def test_a_mask_by_hand():
    cache = mse.init() | {"y": np.array([1.0, 2.0, 3.0])}
    cache["mask"] = np.array([True, False, True])
    assert mse.forward(np.array([2.0, 100.0, 6.0]), cache) == (1 + 9) / 2
    assert_array_equal(mse.backward(1.0, cache), [1, 0, 3])


def test_the_best_constant_is_the_mean(rng):
    cache = mse.init() | {"y": rng.standard_normal(101)}
    mse.forward(np.full(101, cache["y"].mean()), cache)
    assert_allclose(mse.backward(1.0, cache).sum(), 0, atol=1e-15)


def test_gradient_grows_with_the_error():
    cache = mse.init() | {"y": np.zeros(3, np.float32)}
    mse.forward(np.array([1, 10, 1000], np.float32), cache)
    assert_allclose(mse.backward(1.5, cache), [1, 10, 1000], rtol=1e-6)
