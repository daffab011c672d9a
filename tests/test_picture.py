"""A user's own picture files: what becomes of them, and which are refused."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import Image

from data import picture
from data.picture import centred, mass_centre


@pytest.fixture
def digit():
    """A thick L as grey levels, dark (30) on light (220), off to one corner: 120 x 90."""
    grey = np.full((120, 90), 220, np.uint8)
    grey[10:60, 8:18] = 30
    grey[50:60, 8:48] = 30
    return grey


def read(tmp_path, image, *, ink=True, shape=(1, 28, 28), name="a.png"):
    image.save(tmp_path / name)
    return picture.read(tmp_path / name, shape, ink=ink)


def test_ink_is_white_and_its_centre_of_mass_is_the_middle(digit):
    seen = centred(digit.astype(np.float32), 28, 28)
    assert seen.max() == 255 and np.median(seen) == 0
    assert_allclose(mass_centre(seen), 13.5, atol=0.5)
    rows, columns = (np.flatnonzero(seen.max(axis)) for axis in (1, 0))
    assert len(rows) == 20 and len(columns) == 16  # 50 x 40, fitted into 20 x 20


def test_light_on_dark_dark_on_light_color_and_transparency_are_seen_alike(tmp_path, digit):
    dark = read(tmp_path, Image.fromarray(digit))
    light = read(tmp_path, Image.fromarray(255 - digit))
    color = read(tmp_path, Image.fromarray(np.stack([digit] * 3, axis=-1)))
    clear = np.zeros((*digit.shape, 4), np.uint8)
    clear[..., 3] = np.where(digit == 30, 255, 0)
    deep = Image.fromarray(digit.astype(np.uint16) * 257)
    for other in (light, color, read(tmp_path, Image.fromarray(clear)), read(tmp_path, deep)):
        assert_allclose(other.astype(int), dark.astype(int), atol=2)


def test_where_on_the_paper_a_digit_stands_and_how_large_the_picture_is_make_no_difference(
    digit,
):
    here = centred(digit.astype(np.float32), 28, 28)
    there = centred(np.roll(digit, (50, 35), (0, 1)).astype(np.float32), 28, 28)
    large = centred(np.repeat(np.repeat(digit, 3, 0), 3, 1).astype(np.float32), 28, 28)
    assert_allclose(there, here)
    assert abs(large.astype(int) - here).mean() < 5


def test_a_photo_is_turned_upright_as_its_camera_was_held(tmp_path, digit):
    turned = Image.fromarray(np.rot90(digit))
    exif = Image.Exif()
    exif[0x0112] = 6  # "rotate by 90 degrees clockwise to see it upright"
    turned.save(tmp_path / "turned.png", exif=exif)
    upright = read(tmp_path, Image.fromarray(digit))
    found = picture.read(tmp_path / "turned.png", (1, 28, 28), ink=True)
    assert_allclose(found.astype(int), upright.astype(int), atol=2)


def test_a_color_set_gets_three_channels_in_its_own_size(tmp_path):
    image = np.zeros((50, 80, 3), np.uint8)
    image[..., 0] = 200
    seen = read(tmp_path, Image.fromarray(image), ink=False, shape=(3, 32, 32))
    assert seen.shape == (3, 32, 32) and seen.dtype == np.uint8
    assert (seen[0] == 200).all() and (seen[1:] == 0).all()


@pytest.mark.parametrize("noise", [0, 6])
@pytest.mark.parametrize("drop", [60, 110])
def test_uneven_light_does_not_pass_for_ink(digit, drop, noise, rng):
    across = np.linspace(0, 1, 90) + np.linspace(0, 1, 120)[:, None]
    shaded = digit - drop * across / 2 + noise * rng.standard_normal(digit.shape)
    seen = centred(np.clip(shaded, 0, 255).astype(np.float32), 28, 28).astype(int)
    even = centred(digit.astype(np.float32), 28, 28).astype(int)
    assert abs(seen - even).mean() < 12
    assert np.corrcoef(seen.ravel(), even.ravel())[0, 1] > 0.9


def test_one_pixel_of_ink_and_ink_to_the_edges_do_not_fail():
    dot = np.zeros((200, 200), np.float32)
    dot[3, 190] = 255
    assert centred(dot, 28, 28).any()
    line = np.zeros((5, 300), np.float32)
    line[2] = 255
    assert centred(line, 28, 28).shape == (28, 28)


def test_blank_paper_a_text_file_and_no_file_are_refused(tmp_path):
    blank = Image.new("L", (60, 60), 210)
    with pytest.raises(ValueError, match="a.png: there is no ink"):
        read(tmp_path, blank)
    (tmp_path / "b.png").write_text("not a picture")
    with pytest.raises(ValueError, match="cannot be read as a picture"):
        picture.read(tmp_path / "b.png", (1, 28, 28), ink=True)
    with pytest.raises(FileNotFoundError, match="no such file"):
        picture.read(tmp_path / "c.png", (1, 28, 28), ink=True)


def test_a_cut_file_and_one_with_too_many_pixels_are_refused(tmp_path, digit, monkeypatch):
    Image.fromarray(digit).save(tmp_path / "cut.png")
    whole = (tmp_path / "cut.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ValueError, match="cannot be read as a picture"):
        picture.read(tmp_path / "cut.png", (1, 28, 28), ink=True)
    monkeypatch.setattr(picture, "LARGEST", 1000)
    with pytest.raises(ValueError, match="90 x 120 pixels, more than 1,000"):
        read(tmp_path, Image.fromarray(digit))
