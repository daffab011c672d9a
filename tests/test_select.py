"""Select: by hand, beside PyTorch's gather, and indices that do not fit."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_array_equal

from layers import select

Q = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


def test_by_hand():
    cache = select.init() | {"index": np.array([2, 0])}
    assert_array_equal(select.forward(Q, cache), [3, 4])
    assert_array_equal(select.backward(np.array([10.0, 20.0]), cache), [[0, 0, 10], [20, 0, 0]])


@pytest.mark.parametrize("shape", [(5, 3), (2, 4, 3), (1, 1)])
def test_agrees_with_torch(shape, torch, rng):
    index = rng.integers(shape[-1], size=shape[:-1])

    def gather(x):
        return x.gather(-1, torch.tensor(index)[..., None])[..., 0]

    x = rng.standard_normal(shape)
    assert_agrees(torch, select, select.init() | {"index": index}, x, gather)


def test_one_row_takes_a_number_and_gives_one():
    cache = {"index": 1}
    assert select.forward(Q[0], cache) == 2
    assert_array_equal(select.backward(1.0, cache), [0, 1, 0])


def test_unsigned_indices_and_lists_will_do():
    for index in np.array([2, 0], np.uint8), [2, 0]:
        assert_array_equal(select.forward(Q, {"index": index}), [3, 4])


@pytest.mark.parametrize("bad", [3, -1])
def test_an_index_out_of_range_is_named_with_its_position(bad):
    with pytest.raises(ValueError, match=rf"index {bad} at position 1 .* K=3 entries, 0 to 2"):
        select.forward(Q, {"index": np.array([2, bad])})
    with pytest.raises(ValueError, match=rf"index {bad} at position \(0, 1\)"):
        select.forward(Q[None], {"index": np.array([[2, bad]])})


@pytest.mark.parametrize(
    "index, came",
    [
        (None, r"object of shape \(\)"),
        (np.array([0, 1, 2]), r"int64 of shape \(3,\)"),
        (np.array([0.0, 1.0]), r"float64 of shape \(2,\)"),
        (np.array([True, False]), r"bool of shape \(2,\)"),
    ],
)
def test_an_index_of_another_shape_or_kind_is_refused(index, came):
    with pytest.raises(ValueError, match=rf"integers of shape \(2,\) .*not {came}"):
        select.forward(Q, {"index": index})
