"""GRU: by hand, beside PyTorch, and what its gates do.

Masks, first states and carrying are in test_recurrence.py, for all recurrent layers.
"""

import numpy as np
from drawn import often
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from recurrent_beside_torch import assert_agrees_with, sizes

from layers import gru

OPEN, SHUT = 50.0, -50.0  # a sigmoid's argument for a gate of 1, or of 2e-22


def cache_of(wx, wh, b):
    arrays = {"wx": [wx], "wh": [wh], "b": b}  # of one feature and one hidden unit
    return {key: np.array(a, np.float64) for key, a in arrays.items()}


def test_one_step_by_hand():
    ln = np.log  # sigmoid(ln n) = n / (n + 1), and tanh(ln n) = (n^2 - 1) / (n^2 + 1)
    cache = cache_of([0, 0, 1], [0, 0, ln(2)], [ln(3), ln(4), ln(2) / 4])
    r, z = 3 / 4, 4 / 5
    n = 3 / 5  # tanh(ln(2) / 4 + r * (1 * ln(2)))
    h0 = np.array([[1.0]])
    assert_allclose(gru.forward((np.zeros((1, 1, 1)), h0), cache), [[[(1 - z) * n + z]]])
    dx, dh0 = gru.backward(np.ones((1, 1, 1)), cache)
    dan = (1 - z) * (1 - n**2)
    assert_allclose(cache["db"], [dan * ln(2) * r * (1 - r), (1 - n) * z * (1 - z), dan])
    assert_allclose(cache["dwh"], [[dan * ln(2) * r * (1 - r), (1 - n) * z * (1 - z), dan * r]])
    assert_allclose(dh0, [[z + dan * r * ln(2)]])
    assert_allclose(dx, [[[dan]]])


def test_an_open_update_gate_keeps_h_and_its_gradient():
    cache = cache_of([0, 0, 1], [0, 0, 1], [0, OPEN, 0])
    h0 = np.array([[0.7]])
    out = gru.forward((np.ones((1, 100, 1)), h0), cache)
    assert_allclose(out[0, :, 0], 0.7)
    dout = np.zeros((1, 100, 1))
    dout[:, -1] = 1
    assert_allclose(gru.backward(dout, cache)[1], [[1]])


def test_a_shut_reset_gate_makes_the_candidate_blind_to_h():
    cache = cache_of([0, 0, 1], [0, 0, 1], [SHUT, SHUT, 0]) | {"h0": np.array([[9.0]])}
    assert_allclose(gru.forward(np.full((1, 1, 1), 0.5), cache), [[[np.tanh(0.5)]]])


def test_b_starts_at_0(rng):
    assert_array_equal(gru.init(3, 2, rng)["b"], np.zeros(6))


@often
@given(data=st.data(), N=sizes, T=sizes, D=sizes, H=sizes)
def test_agrees_with_torch(torch, data, N, T, D, H):
    cache = gru.init(D, H, np.random.default_rng(0), dtype=np.float64)
    started = data.draw(st.integers(0, 1))
    assert_agrees_with(torch, gru, "GRU", (0, 1, 2), cache, (N, T, D), started, data.draw)
