"""Leaky ReLU: by hand, beside PyTorch, at its kink, and the slopes it refuses."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_array_equal

from layers import leaky_relu, relu


def test_by_hand():
    cache = leaky_relu.init(0.25)
    assert_array_equal(
        leaky_relu.forward(np.array([-4.0, -1.0, 0.0, 3.0]), cache), [-1, -0.25, 0, 3]
    )
    dx = leaky_relu.backward(np.array([4.0, 8.0, 12.0, 16.0]), cache)
    assert_array_equal(dx, [1, 2, 3, 16])  # at 0 the slope is taken as 0.25


@pytest.mark.parametrize("slope", [0.0, 0.01, 0.5, 0.99])
@pytest.mark.parametrize("shape", [(7,), (4, 3), (2, 3, 4, 5)])
def test_agrees_with_torch_at_the_kink_too(shape, slope, rng, torch):
    x = rng.standard_normal(shape).round(1)
    theirs = torch.nn.LeakyReLU(slope)
    assert_agrees(torch, leaky_relu, leaky_relu.init(slope), x, theirs)


def test_of_slope_0_it_is_a_relu(rng):
    x, dout = rng.standard_normal((2, 5, 3))
    leaky, plain = leaky_relu.init(0), relu.init()
    assert_array_equal(leaky_relu.forward(x, leaky), relu.forward(x, plain))
    assert_array_equal(leaky_relu.backward(dout, leaky), relu.backward(dout, plain))


def test_a_unit_that_is_off_still_passes_a_gradient():
    cache = leaky_relu.init()
    leaky_relu.forward(np.full(3, -1e30), cache)
    assert_array_equal(leaky_relu.backward(np.ones(3), cache), 0.01)


@pytest.mark.parametrize("slope", [-0.1, 1, 2.5, np.nan])
def test_init_names_the_slope_it_refuses(slope):
    with pytest.raises(ValueError, match=f"slope={slope}"):
        leaky_relu.init(slope)
