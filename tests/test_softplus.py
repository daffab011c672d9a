"""Softplus: by hand, beside PyTorch, beside a ReLU, and its tails."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import relu, softplus


def test_by_hand():
    cache = softplus.init()
    out = softplus.forward(np.log([1.0, 3.0, 1 / 3]), cache)
    assert_allclose(out, np.log([2, 4, 4 / 3]))
    assert_allclose(softplus.backward(np.array([2.0, 8.0, 12.0]), cache), [1, 6, 3])


@pytest.mark.parametrize("shape", [(), (7,), (4, 3), (2, 3, 4, 5), (0, 3)])
def test_agrees_with_torch_that_does_not_cut_at_20(shape, rng, torch):
    x = np.asarray(10 * rng.standard_normal(shape))
    theirs = torch.nn.Softplus(threshold=1000)
    assert_agrees(torch, softplus, softplus.init(), x, theirs)


def test_agrees_with_torch_on_a_strided_view(rng, torch):
    x = rng.standard_normal((6, 5, 4))[::2, :, 1::2].T
    assert_agrees(torch, softplus, softplus.init(), x, torch.nn.Softplus())


def test_torchs_cut_at_20_is_off_by_2e_9(torch):
    x = np.array([20.001])
    theirs = torch.nn.functional.softplus(torch.tensor(x)).numpy()
    assert_array_equal(theirs, x)
    assert_allclose(softplus.forward(x, {}) - theirs, 2.06e-9, rtol=0.01)


def test_it_is_off_from_a_relu_by_log_2_at_0_and_no_more_anywhere():
    x = np.linspace(-50, 50, 1001)
    off = softplus.forward(x, {}) - relu.forward(x, {})
    assert_allclose(off.max(), np.log(2))
    assert (off >= 0).all() and (off <= np.exp(-abs(x)) + 1e-14).all()


def test_out_of_x_and_minus_x_are_x_apart():
    x = np.linspace(-30, 30, 101)
    assert_allclose(softplus.forward(x, {}) - softplus.forward(-x, {}), x, atol=1e-14)


def test_the_left_tail_keeps_its_digits_in_float32():
    x = np.linspace(-87, 0, 500, dtype=np.float32)
    wide, cache = x.astype(np.float64), softplus.init()
    assert_allclose(softplus.forward(x, cache), np.log1p(np.exp(wide)), rtol=1e-6)
    dx = softplus.backward(np.ones_like(x), cache)
    assert_allclose(dx, 1 / (1 + np.exp(-wide)), rtol=1e-6)


def test_extremes_do_not_overflow():
    x, cache = np.array([-1e30, -1000, 0, 1000, 1e30], np.float32), softplus.init()
    with np.errstate(over="raise", invalid="raise"):
        out = softplus.forward(x, cache)
        dx = softplus.backward(np.ones_like(x), cache)
    assert_array_equal(out, np.float32([0, 0, np.log(2), 1000, 1e30]))
    assert_array_equal(dx, [0, 0, 0.5, 1, 1])
