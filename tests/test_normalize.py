"""Normalize: figures of the training set, and what they make of it and of others."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from data import normalize

SHAPES = [(200, 3), (50, 3, 4, 4), (60, 3, 7)]


def test_by_hand():
    x = np.array([[1, 10], [3, 10], [1, 10], [3, 10]], np.float32)
    figures = normalize.measure(x)
    assert_array_equal(figures["mean"], [2, 10])
    assert_array_equal(figures["std"], [1, 1])  # a constant channel has none, and is given 1
    assert_array_equal(normalize.apply(x, figures), [[-1, 0], [1, 0], [-1, 0], [1, 0]])
    assert_array_equal(normalize.apply(np.array([[2, 11]], np.uint8), figures), [[0, 1]])


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_each_channel_gets_mean_0_and_deviation_1(shape, dtype, rng):
    x = rng.integers(0, 256, shape).astype(dtype)
    out = normalize.apply(x, normalize.measure(x))
    others = (0, *range(2, len(shape)))
    assert out.dtype == np.float32
    assert_allclose(out.mean(others, dtype=np.float64), 0, atol=1e-6)
    assert_allclose(out.std(others, dtype=np.float64), 1, atol=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
def test_blocks_of_rows_do_not_show(shape, rng):
    x = rng.standard_normal(shape).astype(np.float32)
    for rows in (1, 7, 10_000):
        for key, figure in normalize.measure(x, rows).items():
            assert_allclose(figure, normalize.measure(x)[key], rtol=1e-6)


def test_a_large_mean_does_not_swallow_the_deviation(rng):
    x = (1e5 + rng.standard_normal((5000, 2))).astype(np.float32)
    figures = normalize.measure(x)
    assert_allclose(figures["std"], x.std(0, dtype=np.float64), rtol=1e-6)


@pytest.mark.parametrize("value", [0.1, 1 / 3, 12345.678, 0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_constant_channel_leaves_as_0(value, dtype):
    x = np.full((1003, 2), value, dtype)
    figures = normalize.measure(x)
    assert_array_equal(figures["std"], 1)
    assert_allclose(normalize.apply(x, figures), 0, atol=1e-7 * value)


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32, np.float64])
def test_what_leaves_is_float32(dtype):
    figures = normalize.measure(np.array([[1], [2]], np.uint8))
    assert {a.dtype for a in figures.values()} == {np.dtype(np.float32)}
    assert normalize.apply(np.ones((2, 1), dtype), figures).dtype == np.float32


def test_what_is_given_is_not_changed(rng):
    x = rng.standard_normal((5, 3)).astype(np.float32)
    before = x.copy()
    normalize.apply(x, normalize.measure(x))
    assert_array_equal(x, before)


def test_other_channels_are_refused():
    figures = normalize.measure(np.zeros((4, 3)))
    with pytest.raises(ValueError, match="x has 1 channels, and was normalized with 3"):
        normalize.apply(np.zeros((4, 1, 8, 8)), figures)


def test_no_examples_have_no_figures():
    with pytest.raises(ValueError, match="one or more examples"):
        normalize.measure(np.zeros((0, 3)))
