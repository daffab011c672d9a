"""Softmax: by hand, beside PyTorch, and that it cannot see a shift of all scores."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import softmax

SHAPES = [(3,), (5, 3), (4, 1), (2, 3, 4), (0, 3)]


def test_by_hand():
    cache = softmax.init()
    out = softmax.forward(np.log([[1.0, 2.0, 5.0]]), cache)
    assert_allclose(out, [[1 / 8, 2 / 8, 5 / 8]])
    dx = softmax.backward(np.array([[8.0, 0.0, 0.0]]), cache)  # dout's mean under out is 1
    assert_allclose(dx, [[7 / 8, -2 / 8, -5 / 8]])


@pytest.mark.parametrize("shape", SHAPES)
def test_agrees_with_torch(shape, rng, torch):
    x = 5 * rng.standard_normal(shape)
    assert_agrees(torch, softmax, softmax.init(), x, lambda x: torch.softmax(x, -1))


@pytest.mark.parametrize("shape", SHAPES)
def test_out_sums_to_1_and_dx_to_0(shape, rng):
    cache = softmax.init()
    x, dout = 5 * rng.standard_normal((2, *shape))
    assert_allclose(softmax.forward(x, cache).sum(-1), 1)
    assert_allclose(softmax.backward(dout, cache).sum(-1), 0, atol=1e-14)


def test_a_shift_of_a_rows_scores_changes_nothing(rng):
    x = rng.integers(-9, 9, (5, 3)).astype(float)  # integers, so that the shift is exact
    shifted = x + rng.integers(-999, 999, (5, 1))
    out = softmax.forward(x, softmax.init())
    assert_array_equal(softmax.forward(shifted, softmax.init()), out)


def test_a_dout_of_ones_gives_no_gradient(rng):
    cache = softmax.init()
    softmax.forward(rng.standard_normal((5, 3)), cache)
    assert_allclose(softmax.backward(np.ones((5, 3)), cache), 0, atol=1e-15)
