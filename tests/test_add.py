"""Add: by hand, beside PyTorch, and what it does with one array."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import add


def test_by_hand():
    cache = add.init()
    a, b = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([10.0, 20.0])
    assert_array_equal(add.forward((a, b, 0.5), cache), [[11.5, 22.5], [13.5, 24.5]])
    da, db, dc = add.backward(np.array([[1.0, 2.0], [3.0, 5.0]]), cache)
    assert_array_equal(da, [[1, 2], [3, 5]])
    assert_array_equal(db, [4, 7])
    assert_array_equal(dc, 11)


def test_python_numbers_work_without_init():
    cache = {}
    assert add.forward((-2.0, 5.0), cache) == 3
    assert add.backward(1.0, cache) == (1, 1)


def test_an_input_of_outs_shape_gets_dout_itself(rng):
    cache, dout = {}, rng.standard_normal((4, 3))
    add.forward((np.ones((4, 3)), np.ones(3)), cache)
    da, db = add.backward(dout, cache)
    assert da is dout
    assert_allclose(db, dout.sum(axis=0))


@pytest.mark.parametrize("shapes", [((4, 3), (3,)), ((), (2, 1), (1, 3)), ((1, 1), (1, 1))])
def test_agrees_with_torch(shapes, torch, rng):
    x = tuple(np.asarray(rng.standard_normal(shape)) for shape in shapes)
    assert_agrees(torch, add, add.init(), x, lambda *x: sum(x))


def test_a_lone_array_is_not_taken_for_a_tuple_of_its_rows():
    with pytest.raises(TypeError, match="as a tuple of arrays, not as ndarray"):
        add.forward(np.ones((2, 3)), {})
