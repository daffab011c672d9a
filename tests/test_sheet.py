"""The contact sheet: where each image lies on it, and in which brightness."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from diagnose import plots


def drawn(figure):
    """Return the one picture of the figure, (H, W) or (H, W, 3), as matplotlib was given it."""
    ((picture,),) = (axes.images for axes in figure.axes)
    return picture.get_array()


def test_images_lie_in_lines_with_a_white_pixel_between(rng):
    images = rng.integers(0, 200, (5, 3, 4, 6), np.uint8)
    whole = drawn(plots.sheet(images, columns=3))
    assert whole.shape == (2 * 4 + 1, 3 * 6 + 2, 3)
    for k in range(5):
        down, right = 5 * (k // 3), 7 * (k % 3)
        part = whole[down : down + 4, right : right + 6]
        assert_allclose(part, images[k].transpose(1, 2, 0) / 255)
    assert_array_equal(whole[4], 1)
    assert_array_equal(whole[:, [6, 13]], 1)
    assert_array_equal(whole[5:, 14:], 1)  # no sixth image


def test_fewer_images_than_columns_make_one_line_of_their_own_width():
    assert drawn(plots.sheet(np.zeros((2, 1, 4, 4), np.uint8))).shape == (4, 9)


def test_bytes_keep_their_brightness_and_numbers_fill_theirs():
    images = np.array([[100, 150]]).reshape(1, 1, 1, 2)
    assert_allclose(drawn(plots.sheet(images.astype(np.uint8))), images[0, 0] / 255)
    assert_allclose(drawn(plots.sheet(images.astype(np.float32))), [[0, 1]])


def test_a_range_that_is_given_is_kept_and_what_is_beyond_it_is_cut_off():
    images = np.array([-3.0, 0, 1, 9]).reshape(1, 1, 1, 4)
    assert_allclose(drawn(plots.sheet(images, low=-1, high=3)), [[0, 0.25, 0.5, 1]])
    assert_allclose(drawn(plots.sheet(images, low=-3)), (images[0, 0] + 3) / 12)
    dark = np.array([5, 10, 60], np.uint8).reshape(1, 1, 1, 3)
    assert_allclose(drawn(plots.sheet(dark, low=10, high=60)), [[0, 0, 1]])


def test_all_images_share_one_range_and_equal_ones_need_none():
    images = np.array([0.0, 1, 2, 4]).reshape(2, 1, 1, 2)
    whole = drawn(plots.sheet(images, columns=1))
    assert_allclose(whole, [[0, 0.25], [1, 1], [0.5, 1]])
    assert_array_equal(drawn(plots.sheet(np.full((1, 1, 2, 2), 7.0))), 0)


def test_each_original_stands_left_of_what_became_of_it(rng):
    before = rng.random((3, 1, 4, 4))
    after = [before[..., ::-1], 0.5 * before]
    figure = plots.augmented(before, after)
    assert "left" in figure.get_suptitle()
    low, high = 0.5 * before.min(), before.max()
    rows = np.stack((before, *after), axis=1).reshape(-1, 1, 4, 4)
    expected = drawn(plots.sheet(rows, columns=3, low=low, high=high))
    assert expected.shape == (14, 14)
    assert_array_equal(drawn(figure), expected)


def test_a_sheet_can_be_saved_and_its_images_are_untouched(tmp_path, rng):
    images = rng.standard_normal((3, 3, 8, 8)).astype(np.float32)
    before = images.copy()
    plots.sheet(images).savefig(tmp_path / "sheet.png")
    assert (tmp_path / "sheet.png").stat().st_size > 500
    assert_array_equal(images, before)


@pytest.mark.parametrize("shape", [(3, 8, 8), (2, 2, 8, 8), (0, 3, 8, 8)])
def test_what_cannot_be_drawn_is_refused_by_its_shape(shape):
    with pytest.raises(ValueError, match=rf"\(n, 1 or 3, H, W\), not \({shape[0]}, "):
        plots.sheet(np.zeros(shape))


@pytest.mark.parametrize("columns", [0, -2])
def test_a_sheet_needs_a_column(columns):
    with pytest.raises(ValueError, match=f"columns >= 1, not {columns}"):
        plots.sheet(np.zeros((1, 1, 2, 2)), columns=columns)
