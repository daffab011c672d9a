"""Maximum: by hand, beside PyTorch, and who gets the gradient at a tie."""

from functools import reduce

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_array_equal

from layers import maximum


def test_by_hand():
    cache = maximum.init()
    x = np.array([1.0, 5.0, 2.0]), np.array([4.0, 3.0, 2.5]), np.array([2.0, 4.0, 6.0])
    assert_array_equal(maximum.forward(x, cache), [4, 5, 6])
    da, db, dc = maximum.backward(np.array([10.0, 20.0, 30.0]), cache)
    assert_array_equal(da, [0, 20, 0])
    assert_array_equal(db, [10, 0, 0])
    assert_array_equal(dc, [0, 0, 30])


def test_of_numbers_the_larger_takes_it_all():
    cache = {}
    assert maximum.forward((2.0, -1.0), cache) == 2
    assert maximum.backward(3.0, cache) == (3, 0)


@pytest.mark.parametrize(
    "x, shares",
    [
        ((2.0, 2.0), (1, 0)),
        ((1.0, 2.0, 2.0), (0, 1, 0)),
        ((2.0, 1.0, 2.0), (1, 0, 0)),
        ((2.0, 2.0, 3.0), (0, 0, 1)),
        ((0.0, -0.0), (1, 0)),
    ],
)
def test_at_a_tie_the_first_of_the_largest_takes_it_all(x, shares):
    cache = {}
    maximum.forward(x, cache)
    assert maximum.backward(1.0, cache) == shares
    assert int(np.argmax(x)) == shares.index(1)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_shares_add_up_to_dout_at_ties_too(n, rng):
    cache, dout = {}, rng.standard_normal((6, 7))
    maximum.forward(tuple(rng.integers(3, size=(n, 6, 7)).astype(float)), cache)
    assert_array_equal(sum(maximum.backward(dout, cache)), dout)


def test_a_tie_of_two_is_halved_by_torch_and_not_here(torch):
    a, b = (torch.tensor(2.0, dtype=torch.float64, requires_grad=True) for _ in range(2))
    torch.maximum(a, b).backward()
    assert (a.grad, b.grad) == (0.5, 0.5)


@pytest.mark.parametrize("shapes", [((4, 3), (3,)), ((), (2, 1), (1, 3)), ((2, 3), (2, 3))])
def test_agrees_with_torch_apart_from_ties(shapes, torch, rng):
    x = tuple(np.asarray(rng.standard_normal(shape)) for shape in shapes)
    assert_agrees(torch, maximum, maximum.init(), x, lambda *x: reduce(torch.maximum, x))


def test_a_lone_array_is_not_taken_for_a_tuple_of_its_rows():
    with pytest.raises(TypeError, match="as a tuple of arrays, not as ndarray"):
        maximum.forward(np.ones((2, 3)), {})
