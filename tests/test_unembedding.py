"""Unembedding: by hand, and tied to an embedding."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from diagnose import gradcheck
from layers import embedding, tanh, unembedding
from nets import sequential, walk


def test_by_hand():
    cache = {"w": np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])}
    assert_array_equal(unembedding.forward(np.array([[1.0, -1.0]]), cache), [[-1, -1, -1]])
    dx = unembedding.backward(np.array([[1.0, 0.0, 2.0]]), cache)
    assert_array_equal(dx, [[1 + 10, 2 + 12]])
    assert_array_equal(cache["dw"], [[1, -1], [0, 0], [2, -2]])


def test_tied_to_an_embedding_the_one_array_gets_both_gradients(rng):
    first = embedding.init(5, 3, rng, dtype=np.float64)
    last = unembedding.init(5, 3, rng, dtype=np.float64)
    last["w"] = first["w"]
    net = sequential.init((embedding, first), (tanh, {}), (unembedding, last))
    assert [path for path, _, _ in walk.learned(net)] == ["0.embedding.w"]
    x, dout = rng.integers(5, size=(2, 4)), rng.standard_normal((2, 4, 5))
    sequential.forward(x, net)
    sequential.backward(dout, net)
    walk.add_tied(net)

    def out():
        return sequential.forward(x, net)

    slopes = gradcheck.by_difference(out, first["w"], dout)
    assert gradcheck.distance(first["dw"], slopes) < 1e-8


def test_told_that_nobody_reads_dx_it_still_sets_dw(rng):
    cache = unembedding.init(5, 3, rng) | {"need_dx": False}
    unembedding.forward(rng.standard_normal((2, 3)), cache)
    assert unembedding.backward(rng.standard_normal((2, 5)), cache) is None
    assert cache["dw"].any()


def test_w_starts_normal_of_deviation_0_02(rng):
    assert_allclose(unembedding.init(200, 300, rng)["w"].std(), 0.02, rtol=0.02)


@pytest.mark.parametrize("V, D, named", [(0, 4, "V=0"), (3, -1, "D=-1")])
def test_init_names_the_size_it_refuses(V, D, named, rng):
    with pytest.raises(ValueError, match=named):
        unembedding.init(V, D, rng)
