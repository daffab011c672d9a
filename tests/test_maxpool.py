"""Max pooling: by hand, beside PyTorch, who gets the gradient at a tie, and what it refuses."""

import numpy as np
import pytest
from beside_torch import assert_agrees, assert_same
from drawn import images, often, pools
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from layers import maxpool


def test_by_hand():
    cache = maxpool.init(2, 2)
    x = np.array([[[[1.0, 5, 2, 4], [3, 0, 6, 1], [-1, -2, 7, 7.5], [-4, -3, 8, 0]]]])
    assert_array_equal(maxpool.forward(x, cache), [[[[5, 6], [-1, 8]]]])
    dx = maxpool.backward(np.array([[[[10.0, 20], [30, 40]]]]), cache)
    assert_array_equal(dx, [[[[0, 10, 0, 0], [0, 0, 20, 0], [30, 0, 0, 0], [0, 0, 40, 0]]]])


def test_a_pixel_adds_up_the_windows_that_it_is_the_largest_of():
    cache = maxpool.init(1, 2, stride=1)
    x = np.array([[[[1.0, 9, 2, 3]]]])
    assert_array_equal(maxpool.forward(x, cache), [[[[9, 9, 3]]]])
    dx = maxpool.backward(np.array([[[[1.0, 10, 100]]]]), cache)
    assert_array_equal(dx, [[[[0, 11, 0, 100]]]])


def test_padding_is_never_the_largest():
    cache = maxpool.init(3, 2, pad=1)
    x = np.full((1, 1, 3, 4), -7.0)
    assert_array_equal(maxpool.forward(x, cache), np.full((1, 1, 1, 3), -7))
    assert maxpool.backward(np.ones((1, 1, 1, 3)), cache).sum() == 3


@often
@given(st.data())
def test_at_ties_it_agrees_with_torch(torch, data):
    drawn = data.draw(pools())
    x = np.round(data.draw(images(2, drawn["HH"], drawn["WW"], drawn["pad"])))
    cache = maxpool.init(drawn.pop("HH"), drawn.pop("WW"), **drawn)

    def theirs(x):
        pool = torch.nn.functional.max_pool2d
        return pool(x, (cache["HH"], cache["WW"]), cache["stride"], cache["pad"])

    assert_agrees(torch, maxpool, cache, x, theirs)


@pytest.mark.parametrize(
    "window, taker",
    [
        ([[2.0, 2], [2, 2]], (0, 0)),
        ([[1.0, 2], [2, 2]], (0, 1)),
        ([[1.0, 1], [2, 2]], (1, 0)),
        ([[0.0, 0], [-1, -0.0]], (0, 0)),
    ],
)
def test_at_a_tie_the_first_of_the_largest_takes_it_all(window, taker):
    cache, x = maxpool.init(2, 2), np.array([[window]])
    maxpool.forward(x, cache)
    expected = np.zeros((1, 1, 2, 2))
    expected[0, 0][taker] = 3
    assert_array_equal(maxpool.backward(np.full((1, 1, 1, 1), 3.0), cache), expected)


def test_a_window_of_more_places_than_a_byte_counts():
    cache = maxpool.init(20, 20)
    x = np.zeros((1, 1, 20, 20))
    x[0, 0, 17, 3] = 1
    assert maxpool.forward(x, cache) == 1
    assert_array_equal(maxpool.backward(np.ones((1, 1, 1, 1)), cache), x)


def test_without_a_stride_windows_lie_side_by_side_and_the_rest_is_left_out(rng):
    cache = maxpool.init(2, 3)
    assert cache == {"HH": 2, "WW": 3, "stride": (2, 3), "pad": (0, 0)}
    x = rng.standard_normal((2, 3, 5, 8))
    assert maxpool.forward(x, cache).shape == (2, 3, 2, 2)
    dx = maxpool.backward(np.ones((2, 3, 2, 2)), cache)
    assert dx.sum() == 2 * 3 * 2 * 2
    assert not dx[:, :, 4].any() and not dx[:, :, :, 6:].any()


def test_nan_is_not_hidden(torch):
    x = np.array([[[[1.0, np.nan], [3, 2]]]])
    out = maxpool.forward(x, maxpool.init(2, 2))
    assert np.isnan(out).all()
    assert_same(out, torch.nn.functional.max_pool2d(torch.tensor(x), 2))


def test_what_it_saves_is_a_byte_a_window(rng):
    cache = maxpool.init(2, 2)
    maxpool.forward(rng.standard_normal((2, 3, 8, 8), np.float32), cache)
    saved = [a for a in cache.values() if isinstance(a, np.ndarray)]
    assert sum(a.nbytes for a in saved) == 2 * 3 * 4 * 4


def test_channels_last_in_memory_stays_so(rng):
    cache = maxpool.init(3, 3, stride=2, pad=1)
    out = maxpool.forward(np.moveaxis(rng.standard_normal((2, 6, 5, 3)), -1, 1), cache)
    assert np.moveaxis(out, 1, -1).flags.c_contiguous
    assert np.moveaxis(maxpool.backward(out, cache), 1, -1).flags.c_contiguous


@pytest.mark.parametrize("stride, pad", [(None, 0), (1, 0), (3, 1), ((2, 1), 0)])
def test_memory_order_does_not_show_in_numbers(stride, pad, rng):
    cache = maxpool.init(2, 2, stride=stride, pad=pad)
    x = rng.standard_normal((3, 4, 7, 6))
    out = maxpool.forward(x, cache)
    dout = rng.standard_normal(out.shape)
    dx = maxpool.backward(dout, cache)
    last = np.moveaxis(np.ascontiguousarray(np.moveaxis(x, 1, -1)), -1, 1)
    assert_array_equal(maxpool.forward(last, cache), out)
    assert_array_equal(maxpool.backward(dout, cache), dx)


@pytest.mark.parametrize(
    "bad, named",
    [
        ({"HH": 0}, r"HH, WW must be a whole number >= 1 or a pair of them, not \(0, 3\)"),
        ({"WW": 1.5}, r"not \(3, 1.5\)"),
        ({"stride": 0}, "stride must be a whole number >= 1"),
        ({"pad": -1}, "pad must be a whole number >= 0"),
        ({"pad": (1, 2)}, r"at most half a window, not \(1, 2\) for 3 x 3"),
    ],
)
def test_init_names_the_setting_it_refuses(bad, named):
    with pytest.raises(ValueError, match=named):
        maxpool.init(**{"HH": 3, "WW": 3} | bad)


def test_a_window_too_large_is_refused_with_the_arithmetic():
    with pytest.raises(
        ValueError, match=r"in 3 x 8 with pad 1: 1 \+ \(3 \+ 2\*1 - 6\) / 2 < 1"
    ):
        maxpool.forward(np.zeros((1, 1, 3, 8)), maxpool.init(6, 2, stride=2, pad=1))
