"""Heads: cut and join, and a softmax over what may be seen."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from arrays import heads


@pytest.mark.parametrize("n", [1, 2, 3, 6])
def test_join_undoes_cut_and_cut_is_a_view(n, rng):
    a = rng.standard_normal((2, 5, 6))
    parts = heads.cut(a, n)
    assert parts.shape == (2, n, 5, 6 // n)
    assert np.shares_memory(parts, a)
    assert_array_equal(parts[1, 0], a[1, :, : 6 // n])
    assert_array_equal(heads.join(parts), a)


def test_join_is_the_adjoint_of_cut(rng):
    a, y = rng.standard_normal((2, 5, 6)), rng.standard_normal((2, 3, 5, 2))
    assert_allclose((heads.cut(a, 3) * y).sum(), (a * heads.join(y)).sum())


def test_what_is_seen_is_what_counts_and_does_not_lie_ahead():
    mask = np.array([[True, True, False], [False, True, True]])
    assert heads.seen(2, 3, 3) is None
    assert_array_equal(heads.seen(2, 2, 3, causal=True), [[1, 0, 0], [1, 1, 0]])
    assert_array_equal(heads.seen(2, 2, 3, mask), mask[:, None, None, :])
    both = heads.seen(2, 3, 3, mask, causal=True)
    assert_array_equal(both[0, 0], [[1, 0, 0], [1, 1, 0], [1, 1, 0]])
    assert_array_equal(both[1, 0], [[0, 0, 0], [0, 1, 0], [0, 1, 1]])


def test_softmax_by_hand():
    s = np.log([[1.0, 2.0, 5.0]])
    assert_allclose(heads.softmax(s.copy(), None), [[1 / 8, 2 / 8, 5 / 8]])
    assert_allclose(heads.softmax(s.copy(), np.array([True, False, True])), [[1 / 6, 0, 5 / 6]])
    assert_array_equal(heads.softmax(s.copy(), np.zeros(3, bool)), [[0, 0, 0]])
    assert heads.softmax(np.zeros((2, 0)), None).shape == (2, 0)


def test_a_score_that_is_not_seen_may_be_anything_finite_and_none_overflows():
    s = np.array([[1e30, 0, 1], [-1e30, -1e30, 1e30], [1000, 1001, -1000]], np.float32)
    on = np.array([[False, True, True], [True, True, False], [True, True, True]])
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        p = heads.softmax(s, on)
    e = np.exp(1)
    right = [[0, 1 / (1 + e), e / (1 + e)], [0.5, 0.5, 0], [1 / (1 + e), e / (1 + e), 0]]
    assert_allclose(p, right, rtol=1e-6)
    assert p.dtype == np.float32
