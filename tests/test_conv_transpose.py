"""Transposed convolution: by hand, and as what it is the transpose of."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from layers import conv, conv_transpose, upsample


def test_by_hand():
    rng = np.random.default_rng(0)
    cache = conv_transpose.init(1, 1, 2, 2, rng, dtype=np.float64)
    cache["w"][0, 0], cache["b"][0] = [[1, 2], [3, 4]], 100
    x = np.array([[[[1.0, 10]]]])
    assert_array_equal(conv_transpose.forward(x, cache), [[[[101, 112, 120], [103, 134, 140]]]])
    dx = conv_transpose.backward(np.array([[[[1.0, 0, 0], [0, 0, 10]]]]), cache)
    assert_array_equal(dx, [[[[1, 40]]]])
    assert_array_equal(cache["dw"], [[[[1, 0], [0, 100]]]])
    assert_array_equal(cache["db"], [11])


def test_by_hand_with_stride_and_pad():
    rng = np.random.default_rng(0)
    cache = conv_transpose.init(1, 1, 1, 3, rng, stride=2, pad=(0, 1), dtype=np.float64)
    cache["w"][0, 0] = [[1, 2, 3]]
    x = np.array([[[[1.0, 10, 100]]]])  # 1 2 3+10 20 30+100 200 300, less one on either side
    assert_array_equal(conv_transpose.forward(x, cache), [[[[2, 13, 20, 130, 200]]]])
    dx = conv_transpose.backward(np.array([[[[1.0, 10, 0, 0, 0]]]]), cache)
    assert_array_equal(dx, [[[[2 + 30, 10, 0]]]])
    assert_array_equal(cache["dw"], [[[[100, 1, 10]]]])


@pytest.mark.parametrize("stride, pad, groups", [(1, 1, 1), (2, 0, 1), ((3, 1), (0, 2), 2)])
def test_its_forward_is_backward_of_conv_and_its_backward_is_forward(stride, pad, groups, rng):
    settings = {"stride": stride, "pad": pad, "groups": groups, "dtype": np.float64}
    cache = conv_transpose.init(4, 2, 3, 3, rng, **settings)
    other = conv.init(2, 4, 3, 3, rng, **settings) | {"w": cache["w"]}
    x = rng.standard_normal((2, 4, 5, 6))
    out = conv_transpose.forward(x, cache)
    dout = rng.standard_normal(out.shape)
    assert_allclose(conv.forward(dout, other), conv_transpose.backward(dout, cache))
    assert_allclose(conv.backward(x, other), out)
    assert_allclose(other["dw"], cache["dw"])


def test_its_out_has_the_sides_that_conv_takes_to_those_of_x(rng):
    settings = {"stride": (3, 2), "pad": (1, 0)}
    x = rng.standard_normal((1, 2, 4, 5), np.float32)
    out = conv_transpose.forward(x, conv_transpose.init(2, 3, 5, 4, rng, **settings))
    assert out.shape == (1, 3, (4 - 1) * 3 - 2 * 1 + 5, (5 - 1) * 2 + 4)
    assert conv.forward(out, conv.init(3, 2, 5, 4, rng, **settings)).shape == x.shape


def test_with_filters_of_ones_as_large_as_the_stride_it_is_upsampling(rng):
    cache = conv_transpose.init(1, 1, 2, 3, rng, stride=(2, 3), dtype=np.float64)
    cache["w"][...] = 1
    x = rng.standard_normal((2, 1, 3, 2))
    drawn_large = upsample.forward(x, upsample.init((2, 3)))
    assert_allclose(conv_transpose.forward(x, cache), drawn_large)


@pytest.mark.parametrize("groups", [1, 2])
def test_many_images_are_as_each_alone(groups, rng):
    cache = conv_transpose.init(
        16, 16, 4, 4, rng, stride=2, pad=1, groups=groups, dtype=np.float64
    )
    x = rng.standard_normal((17, 16, 12, 12))  # more than a block of arrays/unfolding.py
    out = conv_transpose.forward(x, cache)
    for i in range(17):
        one = conv_transpose.forward(x[i : i + 1], cache)[0]
        assert_allclose(one, out[i], rtol=1e-10, atol=1e-12)


def test_float32_is_near_float64(rng):
    cache = conv_transpose.init(16, 8, 4, 4, rng, stride=2, pad=1)
    wide = cache | {key: cache[key].astype(np.float64) for key in ("w", "b")}
    x = rng.standard_normal((4, 16, 5, 5), np.float32)
    out = conv_transpose.forward(x, cache)
    dout = rng.standard_normal(out.shape, np.float32)
    assert_allclose(out, conv_transpose.forward(x.astype(np.float64), wide), rtol=0, atol=1e-5)
    dx = conv_transpose.backward(dout, cache)
    assert_allclose(
        dx, conv_transpose.backward(dout.astype(np.float64), wide), rtol=0, atol=1e-4
    )
    assert {a.dtype for a in (out, dx, cache["dw"], cache["db"])} == {np.dtype(np.float32)}


def test_told_that_nobody_reads_dx_it_still_sets_its_gradients(rng):
    cache = conv_transpose.init(2, 4, 3, 3, rng)
    out = conv_transpose.forward(rng.standard_normal((2, 2, 5, 5), np.float32), cache)
    conv_transpose.backward(out, cache)
    dw, db = cache["dw"], cache["db"]
    cache["need_dx"] = False
    assert conv_transpose.backward(out, cache) is None
    assert_array_equal(cache["dw"], dw)
    assert_array_equal(cache["db"], db)
    assert cache["dw"] is not dw


@pytest.mark.parametrize("stride, groups", [(1, 1), (2, 1), ((2, 3), 4)])
def test_at_the_start_out_has_twice_the_variance_of_x(stride, groups, rng):
    cache = conv_transpose.init(32, 32, 6, 6, rng, stride=stride, groups=groups)
    out = conv_transpose.forward(rng.standard_normal((16, 32, 12, 12), np.float32), cache)
    inside = out[:, :, 6:-6, 6:-6]  # at the edges fewer filters overlap
    assert_allclose(inside.var(), 2, rtol=0.05)


@pytest.mark.parametrize(
    "bad, named",
    [
        ({"C": 0}, "C=0"),
        ({"WW": 0}, "WW=0"),
        ({"stride": 0}, "stride must be a whole number >= 1 or a pair of them, not 0"),
        ({"pad": (0, -1)}, r"not \(0, -1\)"),
        ({"groups": 4}, "groups must divide C and F, not groups=4 with C=6, F=8"),
        ({"scale": "he"}, "no initializer is called 'he'"),
    ],
)
def test_init_names_the_setting_it_refuses(bad, named, rng):
    with pytest.raises(ValueError, match=named):
        conv_transpose.init(**{"C": 6, "F": 8, "HH": 3, "WW": 3} | bad, rng=rng)


def test_padding_that_leaves_nothing_is_refused_with_the_arithmetic(rng):
    cache = conv_transpose.init(1, 1, 3, 4, rng, pad=2)
    with pytest.raises(ValueError) as refused:
        conv_transpose.forward(np.zeros((1, 1, 2, 1), np.float32), cache)
    assert str(refused.value) == (
        "2 x 1 windows of 3 x 4 leave no pixel with pad 2: (2 - 1) * 1 - 2*2 + 3 < 1"
    )
