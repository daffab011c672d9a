"""Flatten: the order of the features, beside PyTorch, and the way back."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_array_equal

from layers import flatten


def test_by_hand():
    x = np.arange(8).reshape(2, 2, 2)
    cache = flatten.init()
    assert_array_equal(flatten.forward(x, cache), [[0, 1, 2, 3], [4, 5, 6, 7]])
    assert_array_equal(flatten.backward(np.arange(8).reshape(2, 4), cache), x)


@pytest.mark.parametrize("shape", [(2, 3, 4, 5), (2, 3), (1, 7, 2), (0, 3, 2)])
def test_agrees_with_torch(shape, rng, torch):
    x = rng.standard_normal(shape)
    assert_agrees(torch, flatten, flatten.init(), x, torch.nn.Flatten())


def test_feature_d_is_pixel_d_modulo_the_size_of_a_channel():
    image = np.arange(3 * 4 * 5).reshape(1, 3, 4, 5)
    out = flatten.forward(image, flatten.init())
    assert out[0, 27] == image[0, 27 // 20, (27 % 20) // 5, 27 % 5]


def test_an_example_that_is_one_number_is_one_feature():
    cache = flatten.init()
    assert_array_equal(flatten.forward(np.arange(3), cache), [[0], [1], [2]])
    assert_array_equal(flatten.backward(np.array([[7], [8], [9]]), cache), [7, 8, 9])


def test_nothing_is_copied_where_memory_lies_in_order(rng):
    x = rng.standard_normal((2, 3, 4))
    assert np.shares_memory(x, flatten.forward(x, flatten.init()))
