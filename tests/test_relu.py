"""ReLU: by hand, beside PyTorch, and at its kink."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_array_equal

from layers import relu


def test_by_hand():
    cache = relu.init()
    assert_array_equal(
        relu.forward(np.array([[-2.0, 3.0], [0.5, -0.0]]), cache), [[0, 3], [0.5, 0]]
    )
    dx = relu.backward(np.array([[10.0, 20.0], [30.0, 40.0]]), cache)
    assert_array_equal(dx, [[0, 20], [30, 0]])


@pytest.mark.parametrize("shape", [(), (7,), (4, 3), (2, 3, 4, 5), (0, 3)])
def test_agrees_with_torch_at_the_kink_too(shape, rng, torch):
    x = rng.standard_normal(shape).round(1) + 0.0  # a tenth of a normal draw is often 0
    assert_agrees(torch, relu, relu.init(), np.asarray(x), torch.nn.functional.relu)


def test_at_0_the_slope_is_taken_as_0():
    cache = relu.init()
    relu.forward(np.zeros(3), cache)
    assert_array_equal(relu.backward(np.ones(3), cache), 0)


def test_what_is_saved_is_a_byte_an_entry(rng):
    cache = relu.init()
    relu.forward(rng.standard_normal((4, 3)), cache)
    assert sum(a.nbytes for a in cache.values()) == 12


def test_a_nan_is_not_hidden():
    assert np.isnan(relu.forward(np.array([np.nan, -1.0]), relu.init()))[0]
