"""Convolution: by hand, by its properties, and what it refuses."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from layers import affine, conv, pad


def alone(w, b=0.0, **settings) -> dict:
    """Return the cache of one filter on one channel."""
    HH, WW = np.shape(w)
    cache = conv.init(1, 1, HH, WW, np.random.default_rng(0), dtype=np.float64, **settings)
    cache["w"][0, 0], cache["b"][0] = w, b
    return cache


def test_by_hand():
    cache = alone([[1, 2], [3, 4]], b=100)
    x = np.array([[[[1.0, 0, 2], [0, 3, 0], [4, 0, 5]]]])
    assert_array_equal(conv.forward(x, cache), [[[[113, 113], [118, 123]]]])
    dx = conv.backward(np.array([[[[1.0, 0], [0, 10]]]]), cache)
    assert_array_equal(dx, [[[[1, 2, 0], [3, 4 + 10, 20], [0, 30, 40]]]])
    assert_array_equal(cache["dw"], [[[[1 + 30, 0], [0, 3 + 50]]]])
    assert_array_equal(cache["db"], [11])


def test_by_hand_with_stride_and_pad():
    cache = alone([[1, 2, 3]], stride=(1, 2), pad=(0, 1))
    x = np.array([[[[1.0, 10, 100, 1000]]]])  # 0 1 10 100 1000 0, of which the last is left
    assert_array_equal(conv.forward(x, cache), [[[[32, 3210]]]])
    dx = conv.backward(np.array([[[[1.0, 10]]]]), cache)
    assert_array_equal(dx, [[[[2, 3 + 10, 20, 30]]]])
    assert_array_equal(cache["dw"], [[[[100, 1 + 1000, 10 + 10000]]]])


@pytest.mark.parametrize("stride, pad, groups", [(1, 1, 1), (2, 0, 1), (1, 2, 3)])
def test_many_images_are_as_each_alone(stride, pad, groups, rng):
    settings = {"stride": stride, "pad": pad, "groups": groups}
    cache = conv.init(24, 6, 5, 5, rng, dtype=np.float64, **settings)
    x = rng.standard_normal((17, 24, 12, 12))  # more than a block of arrays/unfolding.py
    out = conv.forward(x, cache)
    dout = rng.standard_normal(out.shape)
    dx, dw = conv.backward(dout, cache), cache["dw"]
    sum_dw = 0
    for i in range(17):
        assert_allclose(conv.forward(x[i : i + 1], cache)[0], out[i], rtol=1e-10, atol=1e-12)
        dxi = conv.backward(dout[i : i + 1], cache)[0]
        assert_allclose(dxi, dx[i], rtol=1e-10, atol=1e-12)
        sum_dw = sum_dw + cache["dw"]
    assert_allclose(sum_dw, dw, rtol=1e-10, atol=1e-11)


def test_a_1_by_1_filter_is_an_affine_layer_on_the_channels(rng):
    cache = conv.init(3, 4, 1, 1, rng, dtype=np.float64)
    x = rng.standard_normal((2, 3, 4, 5))
    same = {"w": cache["w"][:, :, 0, 0].T, "b": cache["b"]}
    out = affine.forward(np.moveaxis(x, 1, -1), same)
    assert_allclose(conv.forward(x, cache), np.moveaxis(out, -1, 1), rtol=1e-12)


def test_a_filter_of_the_images_size_is_an_affine_layer_on_the_image(rng):
    cache = conv.init(3, 4, 5, 6, rng, dtype=np.float64)
    x = rng.standard_normal((2, 3, 5, 6))
    out = affine.forward(x.reshape(2, -1), {"w": cache["w"].reshape(4, -1).T, "b": cache["b"]})
    assert_allclose(conv.forward(x, cache), out.reshape(2, 4, 1, 1), rtol=1e-12)


def test_groups_are_convolutions_side_by_side(rng):
    cache = conv.init(4, 6, 3, 3, rng, groups=2, dtype=np.float64)
    x = rng.standard_normal((2, 4, 5, 5))
    out = []
    for channels, some in ((slice(2), slice(3)), (slice(2, 4), slice(3, 6))):
        half = cache | {"w": cache["w"][some], "b": cache["b"][some], "groups": 1}
        out.append(conv.forward(x[:, channels], half))
    assert_allclose(conv.forward(x, cache), np.concatenate(out, axis=1), rtol=1e-12)


def test_pad_is_zeros_around_the_image(rng):
    cache = conv.init(2, 3, 3, 3, rng, pad=(2, 1), stride=2, dtype=np.float64)
    x = rng.standard_normal((2, 2, 4, 5))
    wide = pad.forward(x, pad.init(cache["pad"]))
    assert_allclose(conv.forward(x, cache), conv.forward(wide, cache | {"pad": (0, 0)}))


def test_a_shifted_image_gives_a_shifted_out(rng):
    cache = conv.init(2, 3, 3, 3, rng, dtype=np.float64)
    x = rng.standard_normal((1, 2, 8, 8))
    out = conv.forward(x, cache)
    assert_allclose(conv.forward(x[:, :, 1:, 2:], cache), out[:, :, 1:, 2:], rtol=1e-12)


def test_what_no_window_reaches_has_no_gradient(rng):
    cache = conv.init(1, 1, 2, 2, rng, stride=3, dtype=np.float64)
    x = rng.standard_normal((1, 1, 6, 7))
    dx = conv.backward(np.ones_like(conv.forward(x, cache)), cache)
    assert (dx[0, 0, [0, 1, 3, 4]][:, [0, 1, 3, 4]] != 0).all()
    assert not dx[0, 0, [2, 5]].any() and not dx[0, 0, :, [2, 5, 6]].any()


def test_float32_is_near_float64(rng):
    cache = conv.init(16, 8, 3, 3, rng, pad=1)
    x = rng.standard_normal((4, 16, 9, 9), np.float32)
    wide = cache | {key: cache[key].astype(np.float64) for key in ("w", "b")}
    out = conv.forward(x, cache)
    dout = rng.standard_normal(out.shape, np.float32)
    assert_allclose(out, conv.forward(x.astype(np.float64), wide), rtol=0, atol=1e-5)
    dx = conv.backward(dout, cache)
    assert_allclose(dx, conv.backward(dout.astype(np.float64), wide), rtol=0, atol=1e-5)
    assert_allclose(cache["dw"], wide["dw"], rtol=0, atol=1e-4)
    assert {a.dtype for a in (out, dx, cache["dw"], cache["db"])} == {np.dtype(np.float32)}


@pytest.mark.parametrize("groups", [1, 2])
def test_told_that_nobody_reads_dx_it_still_sets_its_gradients(groups, rng):
    cache = conv.init(2, 4, 3, 3, rng, groups=groups)
    out = conv.forward(rng.standard_normal((2, 2, 5, 5), np.float32), cache)
    dout = rng.standard_normal(out.shape, np.float32)
    conv.backward(dout, cache)
    dw, db = cache["dw"], cache["db"]
    cache["need_dx"] = False
    assert conv.backward(dout, cache) is None
    assert_array_equal(cache["dw"], dw)
    assert_array_equal(cache["db"], db)
    assert cache["dw"] is not dw


@pytest.mark.parametrize("stride", [1, 2])
def test_channels_last_in_memory_stays_so(stride, rng):
    cache = conv.init(3, 4, 3, 3, rng, stride=stride, pad=1)
    x = np.moveaxis(rng.standard_normal((2, 6, 5, 3), np.float32), -1, 1)
    out = conv.forward(x, cache)
    dx = conv.backward(out, cache)
    assert np.moveaxis(out, 1, -1).flags.c_contiguous
    assert np.moveaxis(dx, 1, -1).flags.c_contiguous


def test_settings_are_kept_as_pairs(rng):
    cache = conv.init(2, 4, 3, 3, rng, stride=2, pad=[1, np.int64(0)], groups=2)
    kept = cache["stride"], cache["pad"], cache["groups"]
    assert kept == ((2, 2), (1, 0), 2)
    assert {type(v) for pair in kept[:2] for v in pair} == {int}


def test_w_starts_kaiming_normal_and_b_at_0(rng):
    cache = conv.init(64, 128, 3, 2, rng, groups=2)
    assert cache["w"].shape == (128, 32, 3, 2)
    assert_allclose(cache["w"].std(), np.sqrt(2 / (32 * 3 * 2)), rtol=0.02)
    assert not cache["b"].any()
    assert {cache[key].dtype for key in ("w", "b", "dw", "db")} == {np.dtype(np.float32)}


def test_orthogonal_filters_are_at_right_angles(rng):
    w = conv.init(3, 5, 2, 2, rng, scale="orthogonal", dtype=np.float64)["w"].reshape(5, -1)
    assert_allclose(w @ w.T, np.eye(5), atol=1e-12)


@pytest.mark.parametrize(
    "bad, named",
    [
        ({"C": 0}, "C=0"),
        ({"F": 0}, "F=0"),
        ({"HH": 0}, "HH=0"),
        ({"WW": -1}, "WW=-1"),
        ({"stride": 0}, "stride must be a whole number >= 1 or a pair of them, not 0"),
        ({"stride": (1, 0)}, r"not \(1, 0\)"),
        ({"stride": (1, 2, 3)}, r"not \(1, 2, 3\)"),
        ({"stride": 1.5}, "not 1.5"),
        ({"pad": -1}, "pad must be a whole number >= 0 or a pair of them, not -1"),
        ({"pad": "same"}, "not 'same'"),
        ({"groups": 0}, "groups=0"),
        ({"groups": 4}, "groups must divide C and F, not groups=4 with C=6, F=8"),
        ({"groups": 3}, "groups=3"),
        ({"scale": "he"}, "no initializer is called 'he'"),
    ],
)
def test_init_names_the_setting_it_refuses(bad, named, rng):
    with pytest.raises(ValueError, match=named):
        conv.init(**{"C": 6, "F": 8, "HH": 3, "WW": 3} | bad, rng=rng)


@pytest.mark.parametrize("groups", [1, 2])
def test_a_filter_too_large_is_refused_with_the_arithmetic(groups, rng):
    cache = conv.init(2, 2, 5, 5, rng, groups=groups)
    with pytest.raises(ValueError) as refused:
        conv.forward(np.zeros((1, 2, 3, 3), np.float32), cache)
    assert str(refused.value) == (
        "a 5 x 5 window does not fit in 3 x 3 with pad 0: 1 + (3 + 2*0 - 5) / 1 < 1"
    )


def test_the_side_that_is_too_short_is_named(rng):
    cache = conv.init(1, 1, 2, 6, rng, pad=(0, 1), stride=2)
    with pytest.raises(ValueError, match=r"with pad 1: 1 \+ \(3 \+ 2\*1 - 6\) / 2 < 1"):
        conv.forward(np.zeros((1, 1, 4, 3), np.float32), cache)


@pytest.mark.parametrize("groups", [1, 2])
def test_x_of_other_channels_is_refused(groups, rng):
    cache = conv.init(4, 4, 3, 3, rng, groups=groups)
    with pytest.raises(ValueError, match=r"size \d+ is different from \d+"):
        conv.forward(np.zeros((2, 6, 5, 5), np.float32), cache)
