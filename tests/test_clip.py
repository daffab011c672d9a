"""Clip: by hand, beside PyTorch, at its bounds, and why it does not belong in a loss."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import clip, square


def test_by_hand():
    cache = clip.init(-1, 2)
    x = np.array([-3.0, -1.0, 0.5, 2.0, 2.5])
    assert_array_equal(clip.forward(x, cache), [-1, -1, 0.5, 2, 2])
    assert_array_equal(clip.backward(np.array([1.0, 2, 3, 4, 5]), cache), [0, 2, 3, 4, 0])


def test_agrees_with_torch_at_the_bounds_too(torch, rng):
    x = 2 * rng.standard_normal((4, 5))
    x[0, :2] = -0.5, 1
    assert_agrees(torch, clip, clip.init(-0.5, 1), x, lambda x: torch.clamp(x, -0.5, 1))


def test_a_clipped_error_teaches_nothing_where_it_is_largest():
    bounds, loss = clip.init(-1, 1), {}
    delta = np.array([0.1, 0.9, 3.0, -50.0])
    square.forward(clip.forward(delta, bounds), loss)
    assert_allclose(clip.backward(square.backward(np.ones(4), loss), bounds), [0.2, 1.8, 0, 0])


def test_the_clip_belongs_on_the_gradient_which_is_the_huber_loss():
    delta, h = np.array([0.1, 0.9, 3.0, -50.0]), 1e-6

    def huber(d):
        return np.where(abs(d) <= 1, d * d / 2, abs(d) - 1 / 2)

    slopes = (huber(delta + h) - huber(delta - h)) / (2 * h)
    assert_allclose(clip.forward(delta, clip.init(-1, 1)), slopes, rtol=1e-7)


@pytest.mark.parametrize("low, high", [(1, 1), (2, 1), (np.nan, 1), (0, np.inf)])
def test_init_names_the_bounds_it_refuses(low, high):
    with pytest.raises(ValueError, match=f"low={low}, high={high}"):
        clip.init(low, high)
