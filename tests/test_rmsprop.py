"""RMSprop by hand, beside PyTorch, and at its edges."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from rules_beside_torch import assert_steps_agree

from optim import rmsprop


def test_two_steps_by_hand():
    w = np.array([0.0])
    state = rmsprop.init(w, lr=1.0, decay=0.75, eps=1e-12)
    rmsprop.update(w, np.array([4.0]), state)  # v = 16/4, so 4/2
    assert_allclose(w, -2)
    rmsprop.update(w, np.array([-4.0]), state)  # v = 3 + 4
    assert_allclose(w, -2 + 4 / np.sqrt(7))


@pytest.mark.parametrize("decay", [0.9, 0.99])
def test_a_hundred_steps_agree_with_torch(decay, torch):
    ours, theirs = {"lr": 0.01, "decay": decay}, {"lr": 0.01, "alpha": decay}
    assert_steps_agree(torch, rmsprop, ours, torch.optim.RMSprop, theirs)


def test_under_a_constant_gradient_a_step_tends_to_lr():
    w = np.zeros(1)
    state = rmsprop.init(w, lr=0.1, decay=0.5)
    for _ in range(60):
        before = w.copy()
        rmsprop.update(w, np.array([7.0]), state)
    assert_allclose(w - before, -0.1)


@pytest.mark.parametrize("bad", [{"decay": 1}, {"decay": -0.1}, {"eps": 0}])
def test_init_names_the_setting_it_refuses(bad):
    ((key, value),) = bad.items()
    with pytest.raises(ValueError, match=f"{key}={value}"):
        rmsprop.init(np.zeros(3), lr=0.1, **bad)
