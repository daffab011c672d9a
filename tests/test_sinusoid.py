"""Sinusoid: its waves by hand and by the formula, and what they are for."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from layers import sinusoid


def waves(T, D):
    return sinusoid.forward(np.zeros((1, T, D)), sinusoid.init(D))[0]


def test_by_hand():
    assert_allclose(
        waves(2, 4), [[0, 1, 0, 1], [np.sin(1), np.cos(1), np.sin(0.01), np.cos(0.01)]]
    )


@pytest.mark.parametrize("D", [1, 2, 3, 6, 7])
def test_each_entry_is_that_of_the_formula(D):
    p = waves(5, D)
    for t in range(5):
        for i in range(D):
            angle = t / 10000 ** ((i - i % 2) / D)
            assert_allclose(p[t, i], math.cos(angle) if i % 2 else math.sin(angle), rtol=1e-12)


@pytest.mark.parametrize("D", [2, 8])
def test_the_product_of_two_rows_tells_how_far_apart_they_are(D):
    p = waves(50, D)
    products = p @ p.T
    for apart in (1, 7):
        assert_allclose(np.diagonal(products, apart), products[0, apart])


def test_a_long_sequence_is_as_exact_in_float32():
    x = np.zeros((1, 100_000, 4), np.float32)
    out = sinusoid.forward(x, sinusoid.init(4))
    assert_allclose(out[0, -1], waves(100_000, 4)[-1], atol=1e-7)


def test_x_is_added_to_and_dout_goes_through(rng):
    x, cache = rng.standard_normal((2, 5, 3)), sinusoid.init(3)
    assert_allclose(sinusoid.forward(x, cache) - waves(5, 3), x, atol=1e-15)
    assert_array_equal(sinusoid.backward(x, cache), x)


@pytest.mark.parametrize("shape", [(2, 4, 1), (2, 4, 6), (4, 3)])
def test_an_x_that_does_not_fit_is_refused(shape):
    with pytest.raises(ValueError, match=r"sinusoid needs x of shape \(N, T, 3\), not"):
        sinusoid.forward(np.zeros(shape), sinusoid.init(3))


def test_init_names_the_size_it_refuses():
    with pytest.raises(ValueError, match="D=0"):
        sinusoid.init(0)
