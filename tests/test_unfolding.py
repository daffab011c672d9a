"""Unfolding: the fast way beside the plain one, and the plain one beside its sums."""

import numpy as np
import pytest
from drawn import filters, images, often
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from arrays import correlation, unfolding
from arrays.sliding import pair
from arrays.windows import im2col

CLOSE = {"rtol": 1e-10, "atol": 1e-12}


@st.composite
def drawn(draw):
    """Draw x, w, and stride, pad and groups."""
    d = draw(filters())
    x = draw(images(d["C"], d["HH"], d["WW"], d["pad"]))
    numbers = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    w = numbers.standard_normal((d["F"], d["C"] // d["groups"], d["HH"], d["WW"]))
    return x, w, (pair("stride", d["stride"], 1), pair("pad", d["pad"], 0), d["groups"])


@often
@given(drawn())
def test_the_plain_way_is_the_sum_in_its_first_line(drawn):
    x, w, (stride, pad, groups) = drawn
    F, c, HH, WW = w.shape
    cols = im2col(x, HH, WW, stride, pad)
    out = correlation.correlate(x, w, stride, pad, groups)
    for g in range(groups):
        f, some = slice(g * F // groups, (g + 1) * F // groups), slice(g * c, (g + 1) * c)
        expected = np.einsum("fcij,ncuvij->nfuv", w[f], cols[:, some])
        assert_allclose(out[:, f], expected, **CLOSE)


@often
@given(drawn())
def test_the_fast_way_is_the_plain_way(drawn):
    assert_fast_is_plain(*drawn)


@pytest.mark.parametrize("stride, groups", [(1, 1), (2, 1), (1, 2), (2, 2)])
def test_over_several_blocks_too(stride, groups, rng):
    x = rng.standard_normal((17, 24, 12, 12))
    w = rng.standard_normal((6, 24 // groups, 5, 5))
    assert len(list(unfolding.blocks(x, 24 * 5 * 5, (4, 4)))) > 1
    assert_fast_is_plain(x, w, ((stride, stride), (0, 0), groups))


def assert_fast_is_plain(x, w, settings):
    out = correlation.correlate(x, w, *settings)
    assert_allclose(unfolding.correlate(x, w, *settings), out, **CLOSE)
    dout = np.cos(np.arange(out.size)).reshape(out.shape)
    sides, window = x.shape[2:], w.shape[2:]
    assert_allclose(
        unfolding.adjoint_in_x(dout, w, *sides, *settings),
        correlation.adjoint_in_x(dout, w, *sides, *settings),
        **CLOSE,
    )
    assert_allclose(
        unfolding.adjoint_in_w(dout, x, *window, *settings),
        correlation.adjoint_in_w(dout, x, *window, *settings),
        **CLOSE,
    )


@pytest.mark.parametrize("n", [0, 1, 5, 6])
def test_blocks_take_every_image_once_and_in_order(n):
    x = np.zeros((n, 1), np.float32)
    K = unfolding.BLOCK // (4 * 6) // 2  # two images of 6 windows fill one
    parts = list(unfolding.blocks(x, K, (2, 3)))
    assert [i for some in parts for i in range(n)[some]] == list(range(n))
    assert {len(range(n)[some]) for some in parts[:-1]} <= {2}


def test_an_image_larger_than_a_block_goes_alone():
    parts = list(unfolding.blocks(np.zeros((3, 1)), unfolding.BLOCK, (1, 1)))
    assert parts == [slice(0, 1), slice(1, 2), slice(2, 3)]


def test_a_1_by_1_filter_copies_nothing(rng):
    x = np.moveaxis(rng.standard_normal((2, 4, 5, 3)), -1, 1)
    for _, cols in unfolding.columns(x, 1, 1, (1, 1), (0, 0), (4, 5), [slice(0, 2)]):
        assert np.shares_memory(cols, x)
