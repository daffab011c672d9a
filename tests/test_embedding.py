"""Embedding: by hand, and indices that do not fit."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from layers import embedding


def test_by_hand():
    cache = {"w": np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])}
    out = embedding.forward(np.array([2, 0, 2]), cache)
    assert_array_equal(out, [[5, 6], [1, 2], [5, 6]])
    assert embedding.backward(np.array([[1.0, 2.0], [10.0, 20.0], [4.0, 8.0]]), cache) is None
    assert_array_equal(cache["dw"], [[10, 20], [0, 0], [1 + 4, 2 + 8]])


def test_many_repeats_add_up_as_np_add_at_does(rng):
    cache = embedding.init(7, 3, rng, dtype=np.float64)
    x, dout = rng.integers(7, size=(40, 50)), rng.standard_normal((40, 50, 3))
    embedding.forward(x, cache)
    embedding.backward(dout, cache)
    dw = np.zeros((7, 3))
    np.add.at(dw, x, dout)
    assert_allclose(cache["dw"], dw, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.int64])
def test_integers_of_any_width_and_lists_will_do(dtype):
    cache = {"w": np.arange(6.0).reshape(3, 2)}
    for x in np.array([2, 0], dtype), [2, 0]:
        assert_array_equal(embedding.forward(x, cache), [[4, 5], [0, 1]])
        embedding.backward(np.ones((2, 2)), cache)
        assert_array_equal(cache["dw"], [[1, 1], [0, 0], [1, 1]])


@pytest.mark.parametrize("bad", [3, -1])
def test_an_index_out_of_range_is_named_with_its_position(bad):
    cache = {"w": np.zeros((3, 2))}
    with pytest.raises(ValueError, match=rf"index {bad} at position 1 .* V=3 rows, 0 to 2"):
        embedding.forward(np.array([2, bad]), cache)
    with pytest.raises(ValueError, match=rf"index {bad} at position \(1, 0\)"):
        embedding.forward(np.array([[2, 0], [bad, bad]]), cache)


@pytest.mark.parametrize(
    "x, came", [(np.zeros(2), r"float64 of shape \(2,\)"), (np.array(True), "bool of shape")]
)
def test_what_is_not_integers_is_refused(x, came):
    with pytest.raises(ValueError, match=f"embedding needs integers, not {came}"):
        embedding.forward(x, {"w": np.zeros((3, 2))})


def test_w_starts_normal_of_deviation_0_02(rng):
    w = embedding.init(200, 300, rng)["w"]
    assert_allclose(w.std(), 0.02, rtol=0.02)
    assert_allclose(w.mean(), 0, atol=0.001)


@pytest.mark.parametrize("V, D, named", [(0, 4, "V=0"), (3, -1, "D=-1")])
def test_init_names_the_size_it_refuses(V, D, named, rng):
    with pytest.raises(ValueError, match=named):
        embedding.init(V, D, rng)
