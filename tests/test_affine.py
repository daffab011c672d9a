"""Affine: by hand, beside PyTorch, without its dx, and what it refuses."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import affine


def test_by_hand():
    cache = {"w": np.array([[1.0, 2.0], [3.0, 4.0]]), "b": np.array([10.0, 20.0])}
    out = affine.forward(np.array([[1.0, -1.0], [2.0, 0.0]]), cache)
    assert_array_equal(out, [[8, 18], [12, 24]])
    dx = affine.backward(np.array([[1.0, 0.0], [1.0, 1.0]]), cache)
    assert_array_equal(dx, [[1, 3], [3, 7]])
    assert_array_equal(cache["dw"], [[3, 2], [-1, 0]])
    assert_array_equal(cache["db"], [2, 1])


@pytest.mark.parametrize("shape", [(5, 3), (1, 3), (2, 6, 3), (2, 3, 4, 3), (3,), (0, 3)])
def test_agrees_with_torch(shape, rng, torch):
    cache = affine.init(3, 4, rng, dtype=np.float64)
    cache["b"][:] = rng.standard_normal(4)
    linear = torch.nn.functional.linear
    x = rng.standard_normal(shape)
    assert_agrees(torch, affine, cache, x, lambda x, w, b: linear(x, w.T, b))


def test_every_row_of_a_sequence_is_treated_alike(rng):
    cache = affine.init(3, 4, rng, dtype=np.float64)
    x = rng.standard_normal((2, 5, 3))
    steps = [affine.forward(x[:, t], cache) for t in range(5)]
    assert_allclose(affine.forward(x, cache), np.stack(steps, axis=1), rtol=1e-12)


def test_told_that_nobody_reads_dx_it_still_sets_its_gradients(rng):
    cache = affine.init(3, 4, rng)
    x, dout = rng.standard_normal((5, 3)), rng.standard_normal((5, 4))
    affine.forward(x, cache)
    affine.backward(dout, cache)
    dw, db = cache["dw"], cache["db"]
    cache["need_dx"] = False
    assert affine.backward(dout, cache) is None
    assert_array_equal(cache["dw"], dw)
    assert_array_equal(cache["db"], db)
    assert cache["dw"] is not dw


def test_w_starts_kaiming_normal_and_b_at_0(rng):
    cache = affine.init(200, 300, rng)
    assert_allclose(cache["w"].std(), np.sqrt(2 / 200), rtol=0.02)
    assert_allclose(cache["w"].mean(), 0, atol=0.002)
    assert not cache["b"].any()
    assert {cache[key].dtype for key in ("w", "b", "dw", "db")} == {np.dtype(np.float32)}


def test_scale_may_be_a_number_or_a_name(rng):
    assert_allclose(affine.init(200, 300, rng, scale=0.01)["w"].std(), 0.01, rtol=0.02)
    w = affine.init(200, 600, rng, scale="xavier")["w"]
    assert_allclose(w.std(), np.sqrt(2 / 800), rtol=0.02)


def test_w_is_drawn_from_the_generator_alone():
    w, again, other = (affine.init(3, 4, np.random.default_rng(i))["w"] for i in (1, 1, 2))
    assert_array_equal(w, again)
    assert (w != other).all()


@pytest.mark.parametrize("D, M, named", [(0, 4, "D=0"), (3, -1, "M=-1")])
def test_init_names_the_size_it_refuses(D, M, named, rng):
    with pytest.raises(ValueError, match=named):
        affine.init(D, M, rng)


def test_an_unknown_scale_is_refused_with_the_nearest(rng):
    with pytest.raises(ValueError, match="'kaimin'; did you mean 'kaiming'"):
        affine.init(3, 4, rng, scale="kaimin")


def test_x_of_another_width_is_refused(rng):
    with pytest.raises(ValueError, match="size 3 is different from 5"):
        affine.forward(np.zeros((2, 5), np.float32), affine.init(3, 4, rng))
