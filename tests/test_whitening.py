"""Whitening: on the images they are made from, the filters' outputs are uncorrelated."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from arrays import whitening
from layers import conv

EPS = 0.02


def images(rng) -> np.ndarray:
    """Return images of two channels whose neighbouring pixels, and channels, are alike."""
    noise = rng.standard_normal((50, 2, 9, 12)).cumsum(axis=2).cumsum(axis=3)
    return noise + 0.7 * noise[:, ::-1]


def outputs(w, x) -> np.ndarray:
    """Return each filter's outputs, a row each."""
    F, C, HH, WW = w.shape
    cache = conv.init(C, F, HH, WW, np.random.default_rng(0), dtype=float) | {"w": w}
    return np.moveaxis(conv.forward(x, cache), 1, 0).reshape(F, -1)


@pytest.mark.parametrize("block", [1, 1 << 22])
def test_outputs_are_uncorrelated_of_variance_near_1(block, rng):
    w, x = np.zeros((24, 2, 2, 3)), images(rng)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whitening, "BLOCK", block)
        whitening.fill(w, x, EPS)
    out = outputs(w[::2], x)
    S = out @ out.T / out.shape[1]
    v = EPS * np.diag(S) / (1 - np.diag(S))
    assert_allclose(S, np.diag(v / (v + EPS)), atol=1e-9)
    assert (np.diff(v) < 0).all() and v[0] > 100 * v[-1]
    filters = w[::2].reshape(12, -1)
    assert_allclose(filters @ filters.T, np.diag(1 / (v + EPS)), rtol=1e-6, atol=1e-9)


def test_every_filter_has_a_partner_of_the_other_sign(rng):
    w = np.zeros((24, 2, 2, 3))
    whitening.fill(w, images(rng))
    assert_array_equal(w[1::2], -w[::2])


def test_few_filters_are_the_first_of_many(rng):
    many, few, x = np.zeros((24, 2, 2, 3)), np.zeros((5, 2, 2, 3)), images(rng)
    for w in (many, few):
        whitening.fill(w, x)
    assert_array_equal(few, many[:5])


def test_filters_beyond_the_pairs_stay_as_they_are(rng):
    w = rng.standard_normal((30, 2, 2, 3), np.float32)
    drawn = w.copy()
    whitening.fill(w, images(rng))
    assert_array_equal(w[24:], drawn[24:])
    assert w.dtype == np.float32 and not (w[:24] == drawn[:24]).any()


@pytest.mark.parametrize("dtype", [np.uint8, bool, np.float16])
def test_images_of_any_dtype_are_what_their_numbers_are(dtype, rng):
    x = (
        rng.integers(2, size=(20, 1, 5, 5))
        if dtype is bool
        else rng.integers(255, size=(9, 1, 7, 7))
    )
    one, same = np.zeros((8, 1, 2, 2)), np.zeros((8, 1, 2, 2))
    whitening.fill(one, x.astype(dtype))
    whitening.fill(same, x.astype(dtype).astype(float))
    assert_allclose(np.abs(one), np.abs(same), rtol=1e-3)


def test_images_of_one_colour_give_finite_filters():
    w = np.ones((18, 1, 3, 3))
    whitening.fill(w, np.ones((4, 1, 5, 5)))
    assert np.isfinite(w).all()


@pytest.mark.parametrize("shape", [(0, 2, 9, 9), (4, 3, 9, 9), (4, 2, 1, 9), (4, 2, 9)])
def test_images_that_do_not_fit_are_refused(shape):
    with pytest.raises(ValueError, match=r"\(N, 2, H, W\) of at least 2 x 3 pixels, not .* "):
        whitening.fill(np.zeros((4, 2, 2, 3)), np.zeros(shape))
