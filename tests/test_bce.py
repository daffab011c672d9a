"""Binary cross-entropy: by hand, as cross-entropy of two scores, at its extremes, its errors.

What it shares with the other losses of numbers is in test_targets.py.
"""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from layers import bce, cross_entropy


def run(x, y, mask=None, dout=1.0):
    """Return the loss and its dx."""
    cache = bce.init() | {"y": np.array(y), "mask": mask}
    return bce.forward(x, cache), bce.backward(dout, cache)


def test_by_hand():
    x = np.log([1.0, 3.0, 3.0, 3.0])  # p = 1/2, 3/4, 3/4, 3/4
    out, dx = run(x, [1.0, 1.0, 0.0, 0.5], dout=4.0)
    half = -np.log(3 / 4) / 2 - np.log(1 / 4) / 2
    assert_allclose(out, (np.log(2) - np.log(3 / 4) - np.log(1 / 4) + half) / 4)
    assert_allclose(dx, [-1 / 2, -1 / 4, 3 / 4, 1 / 4])


@pytest.mark.parametrize("y", [0, 1, 0.3])
def test_a_score_of_0_costs_ln_2(y):
    assert_allclose(run(np.zeros((2, 3)), np.full((2, 3), y))[0], np.log(2))


def test_it_is_cross_entropy_with_the_two_scores_0_and_x(rng):
    x, y = 5 * rng.standard_normal(8), rng.integers(2, size=8)
    two = cross_entropy.init() | {"y": y}
    out, dx = run(x, y)
    assert_allclose(out, cross_entropy.forward(np.stack([0 * x, x], axis=1), two))
    assert_allclose(dx, cross_entropy.backward(1.0, two)[:, 1])


def test_no_slope_where_p_is_y(rng):
    p = rng.random((4, 3))
    assert_allclose(run(np.log(p / (1 - p)), p)[1], 0, atol=1e-16)


@pytest.mark.parametrize("kind", [bool, np.uint8, np.int64, np.float32, np.float64])
def test_answers_may_be_booleans_integers_or_floats(kind, rng):
    x, y = rng.standard_normal(4).astype(np.float32), np.array([0, 1, 1, 0])
    out, dx = run(x, y.astype(kind))
    assert out == run(x, y)[0]
    assert_array_equal(dx, run(x, y)[1])


@pytest.mark.parametrize("size", [1e3, 1e30])
def test_a_sure_answer_costs_its_score_if_wrong_and_nothing_if_right(size):
    x = np.array([size, -size, size, -size], np.float32)
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        out, dx = run(x, [0.0, 1.0, 1.0, 0.0], dout=4.0)
    assert out == np.float32(2 * size) / 4
    assert_array_equal(dx, [1, -1, 0, 0])


def test_a_small_loss_keeps_its_digits_in_float32():
    x = np.linspace(1, 87, 200, dtype=np.float32)
    for score, y in [*zip(x, [1.0] * 200, strict=True), *zip(-x, [0.0] * 200, strict=True)]:
        exact = np.log1p(np.exp(-abs(float(score))))
        assert_allclose(run(np.array([score]), [y])[0], exact, rtol=1e-6)


def test_a_target_that_does_not_count_need_be_no_probability(rng):
    x, y = rng.standard_normal(4), np.array([1, -1, 0, 255])
    known = np.array([True, False, True, False])
    out, dx = run(x, y, known)
    assert_allclose(out, run(x[known], y[known])[0])
    assert_array_equal(dx[~known], 0)


@pytest.mark.parametrize(
    "y, message",
    [
        ([0, 1, 2, 0], "target 2 at position 2 is not a probability, 0 to 1"),
        ([0, -1, 2, 3], "target -1 at position 1 is"),
        ([[0.0, 1.0], [1.5, 0.0]], r"target 1.5 at position \(1, 0\) is"),
        ([0.0, np.nan], "target nan at position 1 is"),
        ([np.inf, 0.0], "target inf at position 0 is"),
    ],
)
def test_a_target_that_is_no_probability_is_refused_by_name(y, message):
    with pytest.raises(ValueError, match=message):
        run(np.zeros(np.shape(y)), y)
    some = np.arange(np.size(y)).reshape(np.shape(y)) < 0
    some.flat[np.flatnonzero(~((np.array(y) >= 0) & (np.array(y) <= 1)))[0]] = True
    with pytest.raises(ValueError, match=message):  # the position is x's, with a mask too
        run(np.zeros(np.shape(y)), y, some)
