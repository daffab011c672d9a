"""Product: a @ b, whoever's threads it is on."""

from contextlib import contextmanager

import numpy as np
import pytest
from numpy.testing import assert_allclose
from pytest import MonkeyPatch
from threadpoolctl import threadpool_limits

from arrays import product, threads

LARGE = 301, 320, 117  # N, K, M of more than LEAST multiplications


@contextmanager
def held():
    """Hold BLAS at one thread for the sake of ours; yield how many parts each share has."""
    seen, share = [], threads.share

    def watched(work, parts):
        parts = list(parts)
        seen.append(len(parts))
        return share(work, parts)

    with threadpool_limits(2, user_api="blas"), threads.kept(), MonkeyPatch.context() as patch:
        if threads.number() != 2:
            pytest.skip("this BLAS does not go by limits")
        share(list, range(2))
        patch.setattr(threads, "share", watched)
        yield seen


def factors(rng, N, K, M, dtype=float):
    a, b = rng.standard_normal((N, K)), rng.standard_normal((K, M))
    if dtype is complex:
        a = a + 1j
    return a.astype(dtype), b.astype(float if dtype is complex else dtype)


@pytest.mark.parametrize("dtype", [np.float32, float, complex])
@pytest.mark.parametrize("turned", ["neither", "a", "b", "both"])
def test_it_is_the_matrix_product(dtype, turned, rng):
    a, b = factors(rng, *LARGE, dtype)
    if turned in ("a", "both"):
        a = np.asfortranarray(a)
    if turned in ("b", "both"):
        b = np.asfortranarray(b)
    with held() as shared:
        out = product.product(a, b)
    assert shared == [2] and out.dtype == dtype
    assert_allclose(out, a @ b, rtol=1e-3 if dtype is np.float32 else 1e-10, atol=1e-4)


@pytest.mark.parametrize("shape", [(1, 3000, 3000), (0, 9, 9), (9, 0, 9), (40, 50, 60)])
def test_any_shape_will_do(shape, rng):
    a, b = factors(rng, *shape)
    with held():
        assert_allclose(product.product(a, b), a @ b, atol=1e-10)


def test_a_small_one_is_left_to_one_thread(rng):
    with held() as shared:
        product.product(*factors(rng, 40, 50, 60))
    assert shared == []


def test_where_blas_has_its_threads_they_are_left_to_it(rng):
    with MonkeyPatch.context() as patch:
        patch.setattr(threads, "share", None)
        product.product(*factors(rng, *LARGE))


def test_within_a_part_it_is_alone(rng):
    a, b = factors(rng, *LARGE)
    with held() as shared:
        found = threads.each(lambda _: product.product(a, b), range(2))
    assert shared == [2]  # each's own
    assert_allclose(found[1], a @ b)
