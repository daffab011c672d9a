"""Matrix product: by hand, beside PyTorch, and vectors, which it refuses."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_array_equal

from layers import matmul


def test_by_hand():
    cache = matmul.init()
    a, b = np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [5.0, 6.0]])
    assert_array_equal(matmul.forward((a, b), cache), [[13, 16]])
    da, db = matmul.backward(np.array([[1.0, 10.0]]), cache)
    assert_array_equal(da, [[43, 65]])
    assert_array_equal(db, [[1, 10], [2, 20]])


@pytest.mark.parametrize(
    "a, b",
    [((2, 3), (3, 4)), ((5, 2, 3), (3, 4)), ((2, 3), (5, 3, 4)), ((6, 1, 2, 3), (5, 3, 1))],
)
def test_agrees_with_torch(a, b, torch, rng):
    x = rng.standard_normal(a), rng.standard_normal(b)
    assert_agrees(torch, matmul, matmul.init(), x, torch.matmul)


@pytest.mark.parametrize("a, b", [((3,), (3, 4)), ((2, 3), (3,)), ((3,), (3,))])
def test_a_vector_is_refused_with_the_way_to_make_it_a_matrix(a, b):
    with pytest.raises(ValueError, match=r"two or more axes.*v\[:, None\]"):
        matmul.forward((np.ones(a), np.ones(b)), {})
