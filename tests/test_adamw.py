"""AdamW by hand, beside PyTorch, and at its edges."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from rules_beside_torch import assert_steps_agree

from optim import adam, adamw


def test_one_step_by_hand():
    w = np.array([10.0])
    state = adamw.init(w, lr=0.1, weight_decay=0.5, eps=1e-12)
    adamw.update(w, np.array([3.0]), state)  # shrunk by a twentieth, then Adam's first step, lr
    assert_allclose(w, 10 - 0.5 - 0.1)


@pytest.mark.parametrize("weight_decay", [0.01, 0.3])
def test_a_hundred_steps_agree_with_torch(weight_decay, torch):
    settings = {"lr": 0.01, "weight_decay": weight_decay}
    assert_steps_agree(torch, adamw, settings, torch.optim.AdamW, settings)


def test_without_decay_it_is_adam(rng):
    w, dw = rng.standard_normal((2, 5))
    plain = w.copy()
    adamw.update(w, dw, adamw.init(w, weight_decay=0))
    adam.update(plain, dw, adam.init(plain))
    assert_allclose(w, plain)


def test_a_weight_decays_alike_whatever_its_gradient():
    w = np.ones(2)
    adamw.update(w, np.array([1e-3, 1e3]), adamw.init(w, lr=0.1, weight_decay=0.5, eps=1e-15))
    assert_allclose(w, 1 - 0.05 - 0.1)


def test_init_names_the_setting_it_refuses():
    with pytest.raises(ValueError, match="weight_decay=-1"):
        adamw.init(np.zeros(3), weight_decay=-1)
