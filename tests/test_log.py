"""Logarithm: by hand, beside PyTorch, and at its edges."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose

from layers import exp, log


def test_by_hand():
    cache = log.init()
    assert_allclose(log.forward(np.array([1.0, np.e, 0.25]), cache), [0, 1, -2 * np.log(2)])
    assert_allclose(log.backward(np.array([1.0, np.e, -3.0]), cache), [1, 1, -12])


@pytest.mark.parametrize("shape", [(), (4, 3), (0, 3)])
def test_agrees_with_torch(shape, torch, rng):
    x = np.asarray(0.1 + rng.random(shape))
    assert_agrees(torch, log, log.init(), x, torch.log)


def test_it_undoes_exp_and_its_gradient(rng):
    first, second = {}, {}
    x, dout = rng.standard_normal((2, 5))
    assert_allclose(log.forward(exp.forward(x, first), second), x, rtol=1e-12)
    assert_allclose(exp.backward(log.backward(dout, second), first), dout, rtol=1e-12)


@pytest.mark.parametrize("x, out, says", [(0.0, -np.inf, "divide"), (-1.0, np.nan, "invalid")])
def test_what_has_no_logarithm_is_told_by_numpy(x, out, says):
    with pytest.warns(RuntimeWarning, match=says):
        np.testing.assert_equal(log.forward(x, {}), out)
