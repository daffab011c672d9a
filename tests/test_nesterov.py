"""Nesterov momentum by hand, beside PyTorch, and at its edges."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from rules_beside_torch import assert_steps_agree

from optim import nesterov


def test_two_steps_by_hand():
    w = np.array([0.0])
    state = nesterov.init(w, lr=1.0, mu=0.5)
    nesterov.update(w, np.array([-8.0]), state)  # v = 8, and half of it again ahead
    assert_allclose([w[0], state["v"][0]], [12, 8])
    nesterov.update(w, np.array([0.0]), state)  # v = 4, of which 2 remain to be taken
    assert_allclose([w[0], state["v"][0]], [14, 4])


@pytest.mark.parametrize("mu", [0.5, 0.9])
def test_a_hundred_steps_agree_with_torch(mu, torch):
    theirs = {"lr": 0.02, "momentum": mu, "nesterov": True}
    assert_steps_agree(torch, nesterov, {"lr": 0.02, "mu": mu}, torch.optim.SGD, theirs)


def test_it_is_cs231n_s_form(rng):
    w, v, state_w = rng.standard_normal(4), np.zeros(4), None
    state_w = w.copy()
    state = nesterov.init(state_w, lr=0.1, mu=0.9)
    for _ in range(5):
        dw = rng.standard_normal(4)
        before = v
        v = 0.9 * v - 0.1 * dw
        w += -0.9 * before + (1 + 0.9) * v
        nesterov.update(state_w, dw, state)
    assert_allclose(state_w, w)


@pytest.mark.parametrize("mu", [-0.1, 1, np.nan])
def test_init_names_the_mu_it_refuses(mu):
    with pytest.raises(ValueError, match=f"mu={mu}"):
        nesterov.init(np.zeros(3), lr=0.1, mu=mu)
