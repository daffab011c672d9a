"""Channels: the same numbers as by broadcasting, wherever an array's axes lie in memory."""

from itertools import permutations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from arrays import channels
from arrays.channels import each, total

ORDERS = [(shape, order) for shape in ((6, 4), (5, 3, 7), (4, 3, 2, 5), (1, 1, 3, 1), (0, 3, 2))
          for order in permutations(range(len(shape)))]  # fmt: skip


def lying(a, order):
    """Return a, in memory with its axes in that order."""
    return np.ascontiguousarray(a.transpose(order)).transpose(np.argsort(order))


def plain(v, x):
    return v.reshape(-1, *(1 for _ in x.shape[2:]))


def scaled(x, a, y, out):
    np.multiply(x, a, out=out)
    out += y


@pytest.fixture(params=[(1, 1), (8, 24), (channels.ROW, channels.BLOCK)])
def sizes(request, monkeypatch):
    channels.layout.cache_clear()
    monkeypatch.setattr(channels, "ROW", request.param[0])
    monkeypatch.setattr(channels, "BLOCK", request.param[1])
    yield
    channels.layout.cache_clear()


@pytest.mark.parametrize("shape, order", ORDERS)
def test_each_and_total_are_as_by_broadcasting(shape, order, sizes, rng):
    x, y = rng.standard_normal((2, *shape))
    a = rng.standard_normal(shape[1])
    lies = lying(x, order)
    found = each(scaled, lies, a, y)
    assert_array_equal(found, x * plain(a, x) + y)
    assert found.strides == np.empty_like(lies).strides
    sums = total(lambda x, a: (x - a) ** 2, lies, a)
    others = (0, *range(2, x.ndim))
    assert_allclose(sums, ((x - plain(a, x)) ** 2).sum(others), rtol=1e-12)


@pytest.mark.parametrize(
    "shape", [(64, 8, 32, 32), (64, 1, 32, 32), (64, 300), (7, 2, 210, 210)]
)
@pytest.mark.parametrize("last", [True, False])
def test_in_many_blocks_too(shape, last, rng):
    x = rng.standard_normal(shape)
    x = lying(x, (0, *range(2, x.ndim), 1)) if last else x
    a = rng.standard_normal(shape[1])
    assert_array_equal(each(scaled, x, a, x), x * plain(a, x) + x)
    others = (0, *range(2, x.ndim))
    assert_allclose(total(lambda x: x, x), x.sum(others), rtol=1e-9, atol=1e-10)


def test_an_array_with_gaps_is_copied(rng):
    x = rng.standard_normal((4, 6, 5, 8))[:, ::2, ::-1, ::4]
    a = rng.standard_normal(3)
    assert_array_equal(each(scaled, x, a, x), x * plain(a, x) + x)
    assert_allclose(total(lambda x: x, x), x.sum((0, 2, 3)), rtol=1e-12)


def test_out_has_the_dtype_that_all_have_together(rng):
    x, a = rng.standard_normal((4, 3), np.float32), np.array([1j, 2, 3])
    assert each(scaled, x, a, x).dtype == np.complex128
    assert each(scaled, x, x[0], x).dtype == total(lambda x: x, x).dtype == np.float32


def test_totals_are_the_sums_of_each_array_that_f_returns(rng):
    x, a = rng.standard_normal((4, 3, 5, 2)), rng.standard_normal(3)
    plain, scaled = channels.totals(lambda x, a: (x, x * a), x, a)
    assert_allclose(plain, x.sum((0, 2, 3)))
    assert_allclose(scaled, plain * a)


@pytest.mark.parametrize("shape", [(0, 3), (2, 3, 0), (0, 3, 4, 4)])
def test_no_entries_sum_to_0(shape):
    x = np.zeros(shape)
    assert total(lambda x: x, x).tolist() == [0, 0, 0]
    assert each(lambda x, a, out: np.add(x, a, out=out), x, np.ones(3)).shape == shape
