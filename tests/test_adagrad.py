"""Adagrad by hand, beside PyTorch, and at its edges."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from rules_beside_torch import assert_steps_agree

from optim import adagrad


def test_two_steps_by_hand():
    w = np.array([0.0])
    state = adagrad.init(w, lr=1.0, eps=1e-12)
    adagrad.update(w, np.array([3.0]), state)  # v = 9: a step of lr
    assert_allclose(w, -1)
    adagrad.update(w, np.array([4.0]), state)  # v = 25: 4/5 of lr
    assert_allclose(w, -1.8)


def test_a_hundred_steps_agree_with_torch(torch):
    assert_steps_agree(torch, adagrad, {"lr": 0.1}, torch.optim.Adagrad, {"lr": 0.1})


def test_an_entry_seldom_touched_keeps_its_large_steps():
    w = np.zeros(2)
    state = adagrad.init(w, lr=1.0)
    for _ in range(99):
        adagrad.update(w, np.array([1.0, 0.0]), state)
    before = w.copy()
    adagrad.update(w, np.ones(2), state)
    assert_allclose(w - before, [-0.1, -1])


def test_init_names_the_eps_it_refuses():
    with pytest.raises(ValueError, match="eps=0"):
        adagrad.init(np.zeros(3), lr=0.1, eps=0)
