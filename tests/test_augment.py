"""Augmentation: each image is cropped, mirrored and cut as is said, by a draw of its own."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from numpy.testing import assert_array_equal

from data import augment

EACH = (augment.crop, augment.flip, augment.cutout)
each = pytest.mark.parametrize("function", EACH)


def images(N=20, C=3, H=10, W=12, dtype=np.float32):
    """Return images whose numbers are all different, and none 0."""
    return (1 + np.arange(N * C * H * W)).reshape(N, C, H, W).astype(dtype)


@pytest.mark.parametrize("pad", [0, 1, 4, np.int64(2)])
def test_a_crop_is_one_window_of_the_padded_image_in_all_channels(pad, rng):
    x = images()
    out = augment.crop(x, rng, pad)
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = sliding_window_view(padded, (10, 12), axis=(2, 3))
    same = (windows == out[:, :, None, None]).all((1, 4, 5))  # (N, 2 pad + 1, 2 pad + 1)
    assert_array_equal(same.sum((1, 2)), 1)


def test_every_window_is_cropped_as_often_as_another(rng):
    x = np.zeros((9000, 1, 3, 3), np.float32)
    x[:, 0, 1, 1] = 1
    out = augment.crop(x, rng, 1)
    assert_array_equal(out.sum((1, 2, 3)), 1)  # the pixel in the middle is in all windows
    assert abs(out.sum((0, 1)) - 1000).max() < 150  # five deviations


def test_a_flip_mirrors_about_half_of_the_images_and_leaves_the_others(rng):
    x = images(N=1000, H=2, W=3)
    out = augment.flip(x, rng)
    mirrored, left = ((out == a).all((1, 2, 3)) for a in (x[..., ::-1], x))
    assert_array_equal(mirrored, ~left)
    assert abs(mirrored.sum() - 500) < 80


@pytest.mark.parametrize("side", [1, 2, 3, 8, 10])
def test_a_hole_is_0_in_all_channels_and_a_square_but_where_the_border_cuts_it(side, rng):
    x = images(N=500)
    out = augment.cutout(x, rng, side)
    hole = out == 0
    assert_array_equal(out, np.where(hole, 0, x))
    assert_array_equal(hole, np.repeat(hole[:, :1], 3, axis=1))
    for one in hole[:, 0]:
        rows, columns = np.flatnonzero(one.any(1)), np.flatnonzero(one.any(0))
        assert one.sum() == len(rows) * len(columns) == one[np.ix_(rows, columns)].sum()
        for found, end in ((rows, 9), (columns, 11)):
            assert np.ptp(found) + 1 == len(found) <= side
            assert len(found) == side or found[0] == 0 or found[-1] == end


def test_a_hole_is_centered_at_any_pixel_as_often_as_at_another(rng):
    x = np.ones((12_000, 1, 3, 4), np.uint8)
    out = augment.cutout(x, rng, 1)
    assert_array_equal((out == 0).sum((1, 2, 3)), 1)
    assert abs((out == 0).sum((0, 1)) - 1000).max() < 150
    corner = augment.cutout(x, rng, 3)[:, 0, 0, 0] == 0  # by the four pixels next to it
    assert abs(corner.sum() - 4000) < 250


@pytest.mark.parametrize("at, rows", [(0, [0, 1]), (5, [3, 4, 5, 6]), (9, [7, 8, 9])])
def test_a_hole_of_side_4_starts_two_pixels_before_its_center(at, rows):
    class Drawn:
        def integers(self, sizes, size):
            return np.full(size, at)

    out = augment.cutout(images(H=10, W=10), Drawn(), 4)
    assert_array_equal(np.flatnonzero((out[0, 0] == 0).any(1)), rows)
    assert_array_equal(np.flatnonzero((out[0, 0] == 0).any(0)), rows)


def test_a_hole_is_0_even_where_a_pixel_is_infinite(rng):
    out = augment.cutout(np.full((5, 1, 8, 8), np.inf), rng, 3)
    assert not np.isnan(out).any() and (out == 0).any()


@each
def test_each_image_has_a_draw_of_its_own(function, rng):
    x = np.broadcast_to(images(N=1), (20, 3, 10, 12))
    assert len({one.tobytes() for one in function(x, rng)}) >= 2


@each
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.uint8])
@pytest.mark.parametrize("order", ["C", "F"])
def test_a_new_array_of_the_same_shape_and_dtype_is_returned(function, dtype, order, rng):
    x = np.asarray(images(N=3, C=1, H=8, W=9, dtype=dtype), order=order)
    before = x.copy()
    x.flags.writeable = False
    out = function(x, rng)
    assert (out.shape, out.dtype) == (x.shape, x.dtype)
    assert out.flags.c_contiguous and out.flags.writeable
    assert not np.shares_memory(out, x)
    assert_array_equal(x, before)


@each
def test_one_state_of_the_generator_gives_one_result_and_the_next_another(function, rng):
    x = images()
    first, second = function(x, rng), function(x, rng)
    assert (first != second).any()
    assert_array_equal(function(x, np.random.default_rng(231)), first)


def test_named_ones_are_applied_in_the_order_of_their_names():
    x = images()
    out = augment.of(["cutout", "flip", "crop"])(x, np.random.default_rng(1))
    rng = np.random.default_rng(1)
    expected = augment.crop(augment.flip(augment.cutout(x, rng), rng), rng)
    assert_array_equal(out, expected)


def test_the_pad_is_that_of_crop():
    x = images()
    out = augment.of(["crop"], pad=1)(x, np.random.default_rng(1))
    assert_array_equal(out, augment.crop(x, np.random.default_rng(1), 1))


def test_no_names_leave_the_images_as_they_are(rng):
    x = images()
    assert augment.of(())(x, rng) is x


def test_an_unknown_name_is_told_what_was_perhaps_meant():
    with pytest.raises(ValueError, match="no augmentation is called 'flop'.*mean 'flip'"):
        augment.of(["crop", "flop"])


@each
@pytest.mark.parametrize("shape", [(4, 108), (3, 6, 6), (0, 3, 6, 6)])
def test_what_is_no_batch_of_images_is_refused_by_its_shape(function, shape, rng):
    message = rf"{function.__name__} needs images \(N, C, H, W\), not .*{shape[0]}, {shape[1]}"
    with pytest.raises(ValueError, match=message):
        function(np.zeros(shape), rng)


@pytest.mark.parametrize("pad", [-1, 6, 2.0, "4", None])
def test_a_pad_that_makes_no_sense_is_refused(pad, rng):
    with pytest.raises(ValueError, match=f"whole pad >= 0 .* 6 x 8 image, not {pad!r}"):
        augment.crop(images(H=6, W=8), rng, pad)


@pytest.mark.parametrize("side", [-1, 0, 7, 2.0, "4", None])
def test_a_side_that_makes_no_sense_is_refused(side, rng):
    with pytest.raises(ValueError, match=f"whole side >= 1 .* 6 x 8 image, not {side!r}"):
        augment.cutout(images(H=6, W=8), rng, side)
