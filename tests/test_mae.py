"""Mean absolute error by hand, at its kink, at its extremes, and its best constant.

Its targets are in test_targets.py.
"""

import numpy as np
from numpy.testing import assert_array_equal

from layers import mae


def test_by_hand():
    cache = mae.init() | {"y": np.array([[1.0, 2.0], [3.0, 4.0]])}
    x = np.array([[1.5, 4.0], [0.0, 5.0]])  # off by 1/2, 2, -3, 1
    assert mae.forward(x, cache) == (0.5 + 2 + 3 + 1) / 4
    assert_array_equal(mae.backward(4.0, cache), [[1, 1], [-1, 1]])


def test_at_the_target_the_slope_is_taken_as_0_as_in_torch(torch):
    cache, x = mae.init() | {"y": np.array([2.0, -1.0])}, np.array([2.0, -1.0])
    assert mae.forward(x, cache) == 0
    tensor = torch.tensor(x, requires_grad=True)
    torch.nn.functional.l1_loss(tensor, torch.tensor(cache["y"])).backward()
    assert_array_equal(mae.backward(1.0, cache), 0)
    assert_array_equal(tensor.grad, 0)


def test_the_best_constant_is_the_median(rng):
    cache = mae.init() | {"y": rng.standard_normal(101)}
    mae.forward(np.full(101, np.median(cache["y"])), cache)
    assert abs(mae.backward(101.0, cache).sum()) < 1e-12


def test_an_outlier_pulls_like_any_other():
    cache = mae.init() | {"y": np.zeros(4, np.float32)}
    with np.errstate(over="raise", invalid="raise"):
        out = mae.forward(np.array([1e-30, -1, 1e30, -1e30], np.float32), cache)
        dx = mae.backward(4.0, cache)
    assert out == np.float32(5e29)
    assert_array_equal(dx, [1, -1, 1, -1])
