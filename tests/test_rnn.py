"""RNN: by hand, beside PyTorch, and what becomes of a gradient over many steps.

Masks, first states and carrying are in test_recurrence.py, for all recurrent layers.
"""

import numpy as np
import pytest
from drawn import often
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from recurrent_beside_torch import assert_agrees_with, sizes

from layers import rnn


def cache_of(wx, wh, b, nonlinearity):
    arrays = {"wx": [[wx]], "wh": [[wh]], "b": [b]}
    cache = {key: np.array(a, np.float64) for key, a in arrays.items()}
    return cache | {"nonlinearity": nonlinearity}


def test_relu_by_hand():
    cache = cache_of(2, 3, -1, "relu") | {"h0": np.array([[1.0]])}
    x = np.array([[[1.0], [-4.0], [1.0]]])  # a is 2 + 3 - 1, -8 + 12 - 1, 2 + 9 - 1
    assert_array_equal(rnn.forward(x, cache), [[[4], [3], [10]]])
    dx = rnn.backward(np.array([[[0.0], [1.0], [1.0]]]), cache)  # dh is 12, 4, 1
    assert_array_equal(dx, [[[24], [8], [2]]])
    assert_array_equal(cache["dwx"], [[12 * 1 + 4 * -4 + 1 * 1]])
    assert_array_equal(cache["dwh"], [[12 * 1 + 4 * 4 + 1 * 3]])
    assert_array_equal(cache["db"], [12 + 4 + 1])


def test_a_relu_that_is_off_ends_the_way_back():
    cache = cache_of(1, 1, 0, "relu")
    assert_array_equal(
        rnn.forward(np.array([[[1.0], [-2.0], [3.0]]]), cache), [[[1], [0], [3]]]
    )
    assert_array_equal(rnn.backward(np.ones((1, 3, 1)), cache), [[[1], [0], [1]]])


def test_tanh_by_hand():
    cache = cache_of(1, 2, 0.25, "tanh") | {"h0": np.array([[0.5]])}
    h = np.tanh(-0.25 + 2 * 0.5 + 0.25)
    assert_allclose(rnn.forward(np.array([[[-0.25]]]), cache), [[[h]]])
    assert_allclose(rnn.backward(np.array([[[3.0]]]), cache), [[[3 * (1 - h * h)]]])
    assert_allclose(cache["dwh"], [[3 * (1 - h * h) * 0.5]])


@pytest.mark.parametrize("wh, size", [(0.5, 0.5**49), (2.0, 2.0**49)])
def test_over_fifty_steps_a_gradient_vanishes_or_explodes(wh, size):
    # Karpathy, "Yes you should understand backprop": dh is multiplied by wh at every step
    cache = cache_of(1, wh, 0, "relu")
    rnn.forward(np.ones((1, 50, 1)), cache)
    dout = np.zeros((1, 50, 1))
    dout[:, -1] = 1
    assert_allclose(rnn.backward(dout, cache)[0, 0], size)


@often
@given(data=st.data(), N=sizes, T=sizes, D=sizes, H=sizes)
def test_agrees_with_torch(torch, data, N, T, D, H):
    name = data.draw(st.sampled_from(["tanh", "relu"]))
    init_rng = np.random.default_rng(0)
    cache = rnn.init(D, H, init_rng, nonlinearity=name, dtype=np.float64)
    started = data.draw(st.integers(0, 1))
    assert_agrees_with(torch, rnn, "RNN", (0,), cache, (N, T, D), started, data.draw)


def test_another_nonlinearity_is_refused_with_the_nearest(rng):
    with pytest.raises(ValueError, match="'tan'; did you mean 'tanh'"):
        rnn.init(3, 4, rng, nonlinearity="tan")
