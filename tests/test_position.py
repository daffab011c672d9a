"""Position: by hand, and sequences that are too long."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from layers import position


def test_by_hand():
    cache = {"w": np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])}
    x = np.array([[[10.0, 10.0], [20.0, 20.0]], [[30.0, 30.0], [40.0, 40.0]]])
    out = position.forward(x, cache)
    assert_array_equal(out, [[[11, 12], [23, 24]], [[31, 32], [43, 44]]])
    assert_array_equal(position.backward(x, cache), x)
    assert_array_equal(cache["dw"], [[10 + 30, 10 + 30], [20 + 40, 20 + 40], [0, 0]])


def test_a_sequence_longer_than_the_rows_is_refused(rng):
    cache = position.init(4, 3, rng)
    with pytest.raises(ValueError, match=r"\(N, T, 3\) with T <= 4, not \(2, 5, 3\)"):
        position.forward(np.zeros((2, 5, 3)), cache)


@pytest.mark.parametrize("shape", [(2, 4, 1), (4, 3), (3,)])
def test_an_x_that_would_spread_is_refused(shape, rng):
    with pytest.raises(ValueError, match="position needs x of shape"):
        position.forward(np.zeros(shape), position.init(4, 3, rng))


def test_w_starts_normal_of_deviation_0_02(rng):
    assert_allclose(position.init(200, 300, rng)["w"].std(), 0.02, rtol=0.02)


@pytest.mark.parametrize("T, D, named", [(0, 4, "T=0"), (3, -1, "D=-1")])
def test_init_names_the_size_it_refuses(T, D, named, rng):
    with pytest.raises(ValueError, match=named):
        position.init(T, D, rng)
