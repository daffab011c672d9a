"""Dropout: what it keeps, its mean over draws, its generator, and out of training."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from layers import dropout


def test_by_hand(rng):
    cache = dropout.init(0.5, rng)
    x = np.arange(1.0, 9.0)
    out = dropout.forward(x, cache)
    on = out != 0
    assert 0 < on.sum() < 8
    assert_array_equal(out, np.where(on, 2 * x, 0))
    dx = dropout.backward(np.full(8, 10.0), cache)
    assert_array_equal(dx, np.where(on, 20, 0))


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9])
def test_the_share_kept_is_keep_and_the_mean_over_draws_is_x(keep, rng):
    n = 200_000
    out = dropout.forward(np.full(n, 3.0), dropout.init(keep, rng))
    deviation = np.sqrt(keep * (1 - keep) / n)  # of the share kept
    assert_allclose((out != 0).mean(), keep, atol=5 * deviation)
    assert_allclose(out.mean(), 3, atol=5 * deviation * 3 / keep)


def test_every_forward_draws_anew_and_backward_does_not(rng):
    cache = dropout.init(0.5, rng)
    x = np.ones(100)
    first, second = dropout.forward(x, cache), dropout.forward(x, cache)
    assert (first != second).any()
    assert_array_equal(dropout.backward(x, cache), second)
    assert_array_equal(dropout.backward(x, cache), second)


def test_one_seed_gives_one_draw():
    x = np.ones((20, 30))
    out, again, other = (
        dropout.forward(x, dropout.init(0.5, np.random.default_rng(seed))) for seed in (1, 1, 2)
    )
    assert_array_equal(out, again)
    assert (out != other).any()


def test_the_draw_is_the_same_in_float32_and_float64():
    narrow, wide = (
        dropout.forward(np.ones(100, dtype), dropout.init(0.5, np.random.default_rng(1)))
        for dtype in (np.float32, np.float64)
    )
    assert_array_equal(narrow, wide)


def test_out_of_training_nothing_is_changed_or_drawn(rng):
    cache = dropout.init(0.5, rng) | {"train": False}
    state = rng.bit_generator.state
    x = np.ones(100)
    assert_array_equal(dropout.forward(x, cache), x)
    assert_array_equal(dropout.backward(7 * x, cache), 7 * x)
    assert rng.bit_generator.state == state


def test_a_draw_in_training_is_not_left_over_afterwards(rng):
    cache = dropout.init(0.5, rng)
    x = np.ones(100)
    dropout.forward(x, cache)
    cache["train"] = False
    dropout.forward(x, cache)
    assert_array_equal(dropout.backward(x, cache), x)


def test_keep_1_keeps_all(rng):
    x = rng.standard_normal((20, 30))
    assert_array_equal(dropout.forward(x, dropout.init(1, rng)), x)


@pytest.mark.parametrize("keep", [0, -0.5, 1.1, np.nan])
def test_init_names_the_keep_it_refuses(keep, rng):
    with pytest.raises(ValueError, match=f"keep={keep}"):
        dropout.init(keep, rng)
