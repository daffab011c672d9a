"""Attention: by hand, and who looks at whom."""

import numpy as np
import pytest
from beside_torch import EXACTLY
from numpy.testing import assert_allclose, assert_array_equal

from layers import attention


def drawn(rng, D=4, heads=2, causal=False):
    """Return a cache whose w and b are all drawn."""
    cache = attention.init(D, heads, rng, causal=causal, dtype=np.float64)
    for s in "qkvo":
        for key in ("w" + s, "b" + s):
            cache[key] = rng.standard_normal(cache[key].shape)
    return cache


def plain(D, heads=1, causal=False):
    """Return a cache that leaves query, key, value and joined as they are."""
    cache = attention.init(D, heads, np.random.default_rng(0), causal=causal, dtype=np.float64)
    return cache | {"w" + s: np.eye(D) for s in "qkvo"}


def test_by_hand():
    # scores q . k / sqrt(4) of ln 3 and 0: p is 3/4, 1/4
    query = np.array([[[2 * np.log(3), 0, 0, 0]]])
    key = np.array([[[1.0, 5, 5, 5], [0, -5, 5, 5]]])
    value = np.array([[[4.0, 0, 0, 8], [0, 4, 0, 8]]])
    cache = plain(4)
    assert_allclose(attention.forward((query, key, value), cache), [[[3, 1, 0, 8]]])
    dquery, dkey, dvalue = attention.backward(np.array([[[1.0, 0, 0, 0]]]), cache)
    ds = 3 / 4 * 1 / 4 * 4  # p (1 - p) times dp, 4 for the first key and 0 for the second
    assert_allclose(dvalue, [[[3 / 4, 0, 0, 0], [1 / 4, 0, 0, 0]]])
    assert_allclose(dquery, [[[ds / 2, 10 * ds / 2, 0, 0]]])
    assert_allclose(dkey, [[[ds * np.log(3), 0, 0, 0], [-ds * np.log(3), 0, 0, 0]]])


def test_each_head_has_its_own_columns():
    # of two heads, the first is sure of key 0, and the second of key 1
    query = np.array([[[100.0, 100.0]]])
    key = np.array([[[9.0, 0.0], [0.0, 9.0]]])
    value = np.array([[[1.0, 2.0], [3.0, 4.0]]])
    assert_allclose(attention.forward((query, key, value), plain(2, heads=2)), [[[1, 4]]])


def test_alone_x_is_query_key_and_value(rng):
    cache, x, dout = drawn(rng), rng.standard_normal((2, 5, 4)), rng.standard_normal((2, 5, 4))
    out, dx = attention.forward(x, cache), attention.backward(dout, cache)
    assert_array_equal(attention.forward((x, x, x), cache), out)
    assert_allclose(sum(attention.backward(dout, cache)), dx, **EXACTLY)


@pytest.mark.parametrize("shape", [(2, 5), (2, 3)])
def test_a_causal_step_sees_nothing_that_comes_later(shape, rng):
    cache, (T, S) = drawn(rng, causal=True), shape
    query, key, value = (rng.standard_normal((2, n, 4)) for n in (T, S, S))
    out = attention.forward((query, key, value), cache)
    later = key.copy(), value.copy()
    for a in later:
        a[:, 1:] += 1
    changed = attention.forward((query, *later), cache)
    assert_array_equal(changed[:, 0], out[:, 0])
    assert (changed[:, 1] != out[:, 1]).all()


def test_a_key_that_does_not_count_is_as_if_it_were_not_there(rng):
    cache = drawn(rng)
    query, key, value = (rng.standard_normal((2, n, 4)) for n in (3, 5, 5))
    on, dout = np.array([True, False, True, True, False]), rng.standard_normal((2, 3, 4))
    short = attention.forward((query, key[:, on], value[:, on]), cache)
    backs = attention.backward(dout, cache)
    key[:, ~on] = 1e3
    masked = cache | {"mask": np.tile(on, (2, 1))}
    assert_allclose(attention.forward((query, key, value), masked), short, **EXACTLY)
    dquery, dkey, dvalue = attention.backward(dout, masked)
    for mine, theirs in zip((dquery, dkey[:, on], dvalue[:, on]), backs, strict=True):
        assert_allclose(mine, theirs, **EXACTLY)
    assert not dkey[:, ~on].any() and not dvalue[:, ~on].any()


def test_with_nothing_to_look_at_out_is_exactly_bo(rng):
    mask = np.array([[False, False, True], [True, True, True]])
    cache = drawn(rng, causal=True) | {"mask": mask}
    out = attention.forward(rng.standard_normal((2, 3, 4)), cache)
    assert_array_equal(out[0, :2], [cache["bo"]] * 2)
    assert (out[0, 2] != cache["bo"]).all() and (out[1] != cache["bo"]).all()
    dout = np.zeros((2, 3, 4))
    dout[0, :2] = 1
    assert not attention.backward(dout, cache).any()
    assert_array_equal(cache["dbo"], [2, 2, 2, 2])


def test_of_no_keys_out_is_bo(rng):
    cache = drawn(rng)
    x = rng.standard_normal((2, 3, 4)), np.zeros((2, 0, 4)), np.zeros((2, 0, 4))
    assert_array_equal(attention.forward(x, cache), np.tile(cache["bo"], (2, 3, 1)))
    assert [a.shape for a in attention.backward(np.ones((2, 3, 4)), cache)] == [
        a.shape for a in x
    ]


def test_the_order_of_the_keys_does_not_matter(rng):
    cache, x = drawn(rng), rng.standard_normal((2, 5, 4))
    order = rng.permutation(5)
    out = attention.forward(x, cache)
    assert_allclose(attention.forward(x[:, order], cache), out[:, order], **EXACTLY)


def test_the_gradient_of_bk_is_0(rng):
    cache = drawn(rng)
    attention.forward(rng.standard_normal((2, 5, 4)), cache)
    attention.backward(rng.standard_normal((2, 5, 4)), cache)
    assert_allclose(cache["dbk"], 0, atol=1e-13)
    assert abs(cache["dbq"]).min() > 1e-3


def test_scores_of_unit_entries_have_variance_1_for_any_d(rng):
    for d in (4, 100):
        cache = plain(d)
        x = rng.standard_normal((1, 300, d))
        attention.forward(x, cache)
        scores = (cache["q"] @ cache["k"].mT)[0, 0]
        assert_allclose(scores[~np.eye(300, dtype=bool)].var(), 1, rtol=0.1)


def test_each_w_starts_xavier_and_each_b_at_0(rng):
    cache = attention.init(200, 2, rng)
    for s in "qkvo":
        assert_allclose(cache["w" + s].std(), np.sqrt(2 / 400), rtol=0.02)
        assert not cache["b" + s].any()
    assert not np.allclose(cache["wq"], cache["wk"])


@pytest.mark.parametrize(
    "shapes",
    [
        [(2, 5)],
        [(2, 5, 3)],
        [(2, 5, 4), (2, 3, 4)],
        [(2, 5, 4), (2, 3, 4), (2, 3, 4), (2, 3, 4)],
        [(2, 5, 4), (2, 3, 4), (2, 2, 4)],
        [(2, 5, 4), (1, 3, 4), (1, 3, 4)],
        [(2, 5, 4), (2, 3, 3), (2, 3, 3)],
        [(2, 5, 4), (2, 4), (2, 4)],
    ],
)
def test_inputs_that_do_not_fit_are_refused_and_never_spread(shapes, rng):
    x = tuple(np.zeros(shape) for shape in shapes)
    with pytest.raises(ValueError, match=r"attention needs x of shape \(N, T, 4\), or") as seen:
        attention.forward(x if len(x) > 1 else x[0], drawn(rng))
    assert all(str(shape) in str(seen.value) for shape in shapes)
    with pytest.raises(ValueError, match="attention needs x of shape"):
        attention.forward((np.zeros((2, 5, 4)),), drawn(rng))


def test_a_mask_is_over_the_keys(rng):
    x = tuple(np.zeros((2, n, 4)) for n in (3, 5, 5))
    with pytest.raises(ValueError, match=r"mask must be boolean and of shape \(2, 5\)"):
        attention.forward(x, drawn(rng) | {"mask": np.ones((2, 3), bool)})


@pytest.mark.parametrize("D, heads", [(0, 1), (4, 0), (4, 3), (4, -2)])
def test_init_names_the_sizes_it_refuses(D, heads, rng):
    with pytest.raises(ValueError, match=f"D={D}, heads={heads}"):
        attention.init(D, heads, rng)
