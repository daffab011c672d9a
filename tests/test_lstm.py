"""LSTM: by hand, beside PyTorch, and how its memory keeps what it is told to.

Masks, first states and carrying are in test_recurrence.py, for all recurrent layers.
"""

import numpy as np
from drawn import often
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from recurrent_beside_torch import assert_agrees_with, sizes

from layers import lstm

OPEN, SHUT = 50.0, -50.0  # a sigmoid's argument for a gate of 1, or of 2e-22


def cache_of(wx, wh, b):
    arrays = {"wx": [wx], "wh": [wh], "b": b}  # of one feature and one hidden unit
    return {key: np.array(a, np.float64) for key, a in arrays.items()}


def test_one_step_by_hand():
    ln = np.log  # sigmoid(ln n) = n / (n + 1), and tanh(ln n) = (n^2 - 1) / (n^2 + 1)
    cache = cache_of([0] * 4, [0] * 4, [ln(3), ln(4), ln(9), ln(2)]) | {
        "h0": np.zeros((1, 1)),
        "c0": np.array([[2.0]]),
    }
    i, f, o, g = 3 / 4, 4 / 5, 9 / 10, 3 / 5
    c = f * 2 + i * g
    assert_allclose(lstm.forward(np.zeros((1, 1, 1)), cache), [[[o * np.tanh(c)]]])
    assert_allclose(cache["c"], [[c]])
    lstm.backward(np.ones((1, 1, 1)), cache)
    dc = o * (1 - np.tanh(c) ** 2)
    di, df, do, dg = dc * g, dc * 2, np.tanh(c), dc * i
    assert_allclose(
        cache["db"],
        [di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)],
    )


def test_two_steps_by_hand_of_a_memory_that_counts():
    # all gates open and g all but 1 after an input: c counts the steps, h is tanh(c)
    cache = cache_of([0, 0, 0, 0], [0, 0, 0, 0], [OPEN, OPEN, OPEN, OPEN])
    out = lstm.forward(np.zeros((1, 4, 1)), cache)
    assert_allclose(out[0, :, 0], np.tanh([1, 2, 3, 4]))
    assert_allclose(cache["c"], [[4]])


def test_a_shut_input_and_an_open_forget_gate_keep_c_and_its_gradient():
    cache = cache_of([0] * 4, [0] * 4, [SHUT, OPEN, OPEN, 0.5])
    c0, h0 = np.array([[0.7]]), np.array([[0.0]])
    out = lstm.forward((np.zeros((1, 100, 1)), h0, c0), cache)
    assert_allclose(out[0, :, 0], np.tanh(0.7))
    dout = np.zeros((1, 100, 1))
    dout[:, -1] = 1
    _, _, dc0 = lstm.backward(dout, cache)
    assert_allclose(dc0, [[1 - np.tanh(0.7) ** 2]])


def test_a_shut_forget_gate_forgets_and_a_shut_output_gate_hides():
    forgets = cache_of([0] * 4, [0] * 4, [OPEN, SHUT, OPEN, 0.5]) | {"c0": np.array([[9.0]])}
    lstm.forward(np.zeros((1, 1, 1)), forgets)
    assert_allclose(forgets["c"], [[np.tanh(0.5)]])
    hides = cache_of([0] * 4, [0] * 4, [OPEN, OPEN, SHUT, 0.5]) | {"c0": np.array([[9.0]])}
    assert_allclose(lstm.forward(np.zeros((1, 1, 1)), hides), [[[0]]], atol=1e-15)


def test_the_forget_gates_bias_starts_at_1_and_the_others_at_0(rng):
    assert_array_equal(lstm.init(3, 2, rng)["b"], [0, 0, 1, 1, 0, 0, 0, 0])


@often
@given(data=st.data(), N=sizes, T=sizes, D=sizes, H=sizes)
def test_agrees_with_torch(torch, data, N, T, D, H):
    cache = lstm.init(D, H, np.random.default_rng(0), dtype=np.float64)
    started = data.draw(st.integers(0, 2))
    ifgo = (0, 1, 3, 2)
    assert_agrees_with(torch, lstm, "LSTM", ifgo, cache, (N, T, D), started, data.draw)
