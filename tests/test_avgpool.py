"""Average pooling: by hand, what it counts, and what it refuses."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from layers import avgpool, globalavgpool


def test_by_hand():
    cache = avgpool.init(2, 2)
    x = np.array([[[[1.0, 5, 2, 4], [3, 3, 6, 0]]]])
    assert_array_equal(avgpool.forward(x, cache), [[[[3, 3]]]])
    dx = avgpool.backward(np.array([[[[4.0, 40]]]]), cache)
    assert_array_equal(dx, [[[[1, 1, 10, 10], [1, 1, 10, 10]]]])


def test_a_pixel_adds_up_the_windows_it_is_in():
    cache = avgpool.init(1, 2, stride=1)
    assert_array_equal(avgpool.forward(np.array([[[[2.0, 4, 6]]]]), cache), [[[[3, 5]]]])
    assert_array_equal(avgpool.backward(np.array([[[[2.0, 20]]]]), cache), [[[[1, 11, 10]]]])


def test_padding_is_counted():
    cache = avgpool.init(2, 2, pad=1)
    x = np.full((1, 1, 2, 2), 8.0)
    assert_array_equal(avgpool.forward(x, cache), np.full((1, 1, 2, 2), 2))
    assert_array_equal(avgpool.backward(x, cache), np.full((1, 1, 2, 2), 2))


def test_of_a_constant_image_without_padding_it_is_the_constant(rng):
    x = np.broadcast_to(rng.standard_normal((2, 3, 1, 1)), (2, 3, 7, 8))
    out = avgpool.forward(x, avgpool.init(3, 2, stride=1))
    assert_allclose(out, x[:, :, :5, :7], rtol=1e-12)


def test_a_window_of_the_images_size_is_global_average_pooling(rng):
    x = rng.standard_normal((2, 3, 5, 6))
    out = avgpool.forward(x, avgpool.init(5, 6))
    assert_allclose(out[:, :, 0, 0], globalavgpool.forward(x, {}), rtol=1e-12)


def test_without_a_stride_windows_lie_side_by_side_and_the_rest_is_left_out(rng):
    cache = avgpool.init(2, 3)
    assert cache == {"HH": 2, "WW": 3, "stride": (2, 3), "pad": (0, 0)}
    x = rng.standard_normal((2, 3, 5, 8))
    assert avgpool.forward(x, cache).shape == (2, 3, 2, 2)
    dx = avgpool.backward(np.ones((2, 3, 2, 2)), cache)
    assert (dx[:, :, :4, :6] > 0).all()
    assert not dx[:, :, 4].any() and not dx[:, :, :, 6:].any()


def test_channels_last_in_memory_stays_so(rng):
    cache = avgpool.init(3, 3, stride=2, pad=1)
    out = avgpool.forward(np.moveaxis(rng.standard_normal((2, 6, 5, 3)), -1, 1), cache)
    assert np.moveaxis(out, 1, -1).flags.c_contiguous
    assert np.moveaxis(avgpool.backward(out, cache), 1, -1).flags.c_contiguous


@pytest.mark.parametrize(
    "bad, named",
    [
        ({"HH": 0}, r"HH, WW must be a whole number >= 1 or a pair of them, not \(0, 3\)"),
        ({"stride": (2, 0)}, "stride must be a whole number >= 1"),
        ({"pad": -1}, "pad must be a whole number >= 0"),
        ({"pad": 2}, r"at most half a window, not \(2, 2\) for 3 x 3"),
    ],
)
def test_init_names_the_setting_it_refuses(bad, named):
    with pytest.raises(ValueError, match=named):
        avgpool.init(**{"HH": 3, "WW": 3} | bad)


def test_a_window_too_large_is_refused_with_the_arithmetic():
    with pytest.raises(
        ValueError, match=r"in 3 x 8 with pad 0: 1 \+ \(3 \+ 2\*0 - 4\) / 4 < 1"
    ):
        avgpool.forward(np.zeros((1, 1, 3, 8)), avgpool.init(4, 2))
