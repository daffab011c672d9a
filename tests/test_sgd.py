"""SGD by hand, beside PyTorch, and at its edges."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from rules_beside_torch import assert_steps_agree

from optim import sgd


def test_two_steps_by_hand():
    w = np.array([1.0, -1.0])
    state = sgd.init(w, lr=0.5)
    sgd.update(w, np.array([2.0, 4.0]), state)
    assert_array_equal(w, [0, -3])
    state["lr"] = 0.25
    sgd.update(w, np.array([4.0, -4.0]), state)
    assert_array_equal(w, [-1, -2])


@pytest.mark.parametrize("lr", [0.01, 0.1])
def test_a_hundred_steps_agree_with_torch(lr, torch):
    assert_steps_agree(torch, sgd, {"lr": lr}, torch.optim.SGD, {"lr": lr})


def test_float32_stays_and_the_gradient_is_left_as_it_was():
    w, dw = np.ones((2, 3), np.float32), np.ones((2, 3), np.float32)
    sgd.update(w, dw, sgd.init(w, lr=0.1))
    assert w.dtype == np.float32
    assert_array_equal(dw, 1)


def test_an_array_that_would_be_updated_in_a_copy_is_refused():
    w = np.ones((2, 3)).T
    with pytest.raises(ValueError, match="copy"):
        sgd.update(w, np.ones((3, 2)), sgd.init(w, lr=0.1))
