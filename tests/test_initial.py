"""Initial values: their deviations, what each keeps on its way through a layer, and names."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from arrays import initial


@pytest.mark.parametrize(
    "scale, deviation",
    [
        ("kaiming", np.sqrt(2 / 50)),
        ("xavier", np.sqrt(2 / (50 + 150))),
        ("lecun", np.sqrt(1 / 50)),
        ("zeros", 0),
        (0.02, 0.02),
        (3, 3),
        (0, 0),
        (np.float32(0.5), 0.5),
    ],
)
def test_the_deviation_is_as_the_table_says(scale, deviation, rng):
    w = initial.draw(scale, (200, 300), 50, 150, rng)
    assert_allclose(w.std(), deviation, rtol=0.02)
    assert_allclose(w.mean(), 0, atol=0.02 * deviation)


def test_kaiming_keeps_the_square_of_a_signal_through_twenty_relus(rng):
    x = rng.standard_normal((100, 500))
    for _ in range(20):
        x = np.maximum(x @ initial.draw("kaiming", (500, 500), 500, 500, rng), 0)
    assert 0.5 < (x**2).mean() < 2  # off by a factor of 2 a layer, it would be 2**20


def test_lecun_keeps_the_square_of_a_signal_through_twenty_products(rng):
    x = rng.standard_normal((100, 500))
    for _ in range(20):
        x = x @ initial.draw("lecun", (500, 500), 500, 500, rng)
    assert 0.5 < (x**2).mean() < 2


@pytest.mark.parametrize("shape", [(5, 5), (7, 3), (3, 7), (1, 4), (2, 4, 3), (2, 2, 3, 20)])
def test_orthogonal_rows_or_columns_have_length_1_at_right_angles(shape, rng):
    w = initial.draw("orthogonal", shape, 1, 1, rng, np.float64)
    assert w.shape == shape and w.flags.c_contiguous
    q = w.reshape(-1, shape[-1])
    product = q.T @ q if q.shape[0] >= q.shape[1] else q @ q.T
    assert_allclose(product, np.eye(min(q.shape)), atol=1e-13)


def test_orthogonal_is_as_often_a_reflection_as_not(rng):
    signs = [initial.orthogonal((1, 1), rng).item() for _ in range(400)]
    assert_allclose(np.abs(signs), 1)
    assert abs(np.mean(signs)) < 0.25  # five deviations


@pytest.mark.parametrize("scale", ["kaiming", "orthogonal", "zeros", 0.1])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_is_as_asked(scale, dtype, rng):
    assert initial.draw(scale, (4, 3), 4, 3, rng, dtype).dtype == dtype


@pytest.mark.parametrize("scale", ["kaiming", "orthogonal"])
def test_one_seed_gives_one_draw(scale):
    w, again, other = (
        initial.draw(scale, (4, 3), 4, 3, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert_array_equal(w, again)
    assert (w != other).any()


def test_an_unknown_name_is_refused_with_the_nearest(rng):
    with pytest.raises(
        ValueError, match="no initializer is called 'xaver'; did you mean 'xavier'"
    ):
        initial.draw("xaver", (4, 3), 4, 3, rng)


@pytest.mark.parametrize("scale", [-0.1, np.inf, np.nan])
def test_a_deviation_that_is_none_is_refused(scale, rng):
    with pytest.raises(ValueError, match=f"finite and >= 0, not {scale}"):
        initial.draw(scale, (4, 3), 4, 3, rng)


@pytest.mark.parametrize("scale", [True, None, "1"])
def test_what_is_neither_a_name_nor_a_number_is_refused(scale, rng):
    with pytest.raises(ValueError, match="no initializer"):
        initial.draw(scale, (4, 3), 4, 3, rng)
