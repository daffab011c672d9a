"""Fork: the same out n times, gradients that add up, and none that may be missing."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_array_equal

from layers import fork


def test_by_hand():
    cache, x = fork.init(3), np.array([1.0, 2.0])
    out = fork.forward(x, cache)
    assert len(out) == 3
    assert all(a is x for a in out)
    dout = np.array([1.0, 2.0]), np.array([10.0, 20.0]), np.array([100.0, 200.0])
    assert_array_equal(fork.backward(dout, cache), [111, 222])
    assert_array_equal(dout[0], [1, 2])


def test_a_fork_of_one_is_the_identity():
    cache = fork.init(1)
    assert fork.forward(3.0, cache) == (3.0,)
    assert fork.backward((5.0,), cache) == 5.0


def test_agrees_with_torch(torch, rng):
    x = rng.standard_normal((4, 3))
    assert_agrees(torch, fork, fork.init(3), x, lambda x: (x.clone(), x.clone(), x.clone()))


def test_a_missing_gradient_is_an_error():
    cache = fork.init(3)
    fork.forward(1.0, cache)
    with pytest.raises(ValueError, match="n=3 outputs, and got 2 gradients"):
        fork.backward((1.0, 1.0), cache)


def test_init_names_the_setting_it_refuses():
    with pytest.raises(ValueError, match="n=0"):
        fork.init(0)
