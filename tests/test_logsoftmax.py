"""Log-softmax: by hand, beside PyTorch, and where log(softmax(x)) would be infinite."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import logsoftmax

SHAPES = [(3,), (5, 3), (4, 1), (2, 3, 4), (0, 3)]


def test_by_hand():
    cache = logsoftmax.init()
    out = logsoftmax.forward(np.log([[1.0, 2.0, 5.0]]), cache)
    assert_allclose(out, np.log([[1 / 8, 2 / 8, 5 / 8]]))
    dx = logsoftmax.backward(np.array([[8.0, 0.0, 8.0]]), cache)
    assert_allclose(dx, [[8 - 2, 0 - 4, 8 - 10]])


@pytest.mark.parametrize("shape", SHAPES)
def test_agrees_with_torch(shape, rng, torch):
    x = 5 * rng.standard_normal(shape)
    assert_agrees(torch, logsoftmax, logsoftmax.init(), x, lambda x: torch.log_softmax(x, -1))


@pytest.mark.parametrize("shape", SHAPES)
def test_exp_of_out_sums_to_1_and_dx_to_0(shape, rng):
    cache = logsoftmax.init()
    x, dout = 5 * rng.standard_normal((2, *shape))
    assert_allclose(np.exp(logsoftmax.forward(x, cache)).sum(-1), 1)
    assert_allclose(logsoftmax.backward(dout, cache).sum(-1), 0, atol=1e-13)


def test_a_probability_too_small_to_hold_still_has_a_logarithm():
    cache = logsoftmax.init()
    assert_array_equal(logsoftmax.forward(np.array([[0.0, 1000.0]]), cache), [[-1000, 0]])
    assert_array_equal(logsoftmax.backward(np.array([[1.0, 0.0]]), cache), [[1, -1]])
