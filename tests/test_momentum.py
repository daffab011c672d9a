"""Momentum by hand, beside PyTorch, and at its edges."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from rules_beside_torch import assert_steps_agree

from optim import momentum, sgd


def test_three_steps_by_hand():
    w = np.array([0.0])
    state = momentum.init(w, lr=1.0, mu=0.5)
    for dw, v in ((-8.0, 8.0), (0.0, 4.0), (1.0, 1.0)):
        before = w.copy()
        momentum.update(w, np.array([dw]), state)
        assert_array_equal(w - before, v)
        assert_array_equal(state["v"], v)


@pytest.mark.parametrize("mu", [0.0, 0.5, 0.9])
def test_a_hundred_steps_agree_with_torch(mu, torch):
    theirs = {"lr": 0.02, "momentum": mu}
    assert_steps_agree(torch, momentum, {"lr": 0.02, "mu": mu}, torch.optim.SGD, theirs)


def test_of_mu_0_it_is_sgd(rng):
    w = rng.standard_normal(5)
    plain = w.copy()
    state = momentum.init(w, lr=0.1, mu=0)
    for _ in range(3):
        dw = rng.standard_normal(5)
        momentum.update(w, dw, state)
        sgd.update(plain, dw, {"lr": 0.1})
    assert_allclose(w, plain)


def test_under_a_constant_gradient_a_step_tends_to_lr_dw_over_1_minus_mu():
    w = np.zeros(1)
    state = momentum.init(w, lr=0.1, mu=0.9)
    for _ in range(300):
        momentum.update(w, np.array([2.0]), state)
    assert_allclose(state["v"], -0.1 * 2 / (1 - 0.9))


def test_a_new_lr_acts_on_the_gradient_and_not_on_the_velocity():
    w = np.zeros(1)
    state = momentum.init(w, lr=1.0, mu=0.5)
    momentum.update(w, np.array([-8.0]), state)
    state["lr"] = 0.125
    momentum.update(w, np.array([-8.0]), state)
    assert_array_equal(state["v"], 0.5 * 8 + 0.125 * 8)


def test_blocks_do_not_show(rng):
    w, dw = np.zeros((300, 400)), rng.standard_normal((300, 400))  # nearly four blocks
    state = momentum.init(w, lr=0.1)
    momentum.update(w, dw, state)
    momentum.update(w, dw, state)
    assert_allclose(w, -0.1 * (1 + 1.9) * dw)


def test_float32_stays_and_the_gradient_is_left_as_it_was():
    w, dw = np.ones((2, 3), np.float32), np.ones((2, 3), np.float32)
    state = momentum.init(w, lr=0.1)
    momentum.update(w, dw, state)
    assert w.dtype == state["v"].dtype == np.float32
    assert_array_equal(dw, 1)


def test_an_array_that_would_be_updated_in_a_copy_is_refused():
    w = np.ones((2, 3)).T
    with pytest.raises(ValueError, match="copy"):
        momentum.update(w, np.ones((3, 2)), momentum.init(w, lr=0.1))


@pytest.mark.parametrize("mu", [-0.1, 1, 1.5, np.nan])
def test_init_names_the_mu_it_refuses(mu):
    with pytest.raises(ValueError, match=f"mu={mu}"):
        momentum.init(np.zeros(3), lr=0.1, mu=mu)
