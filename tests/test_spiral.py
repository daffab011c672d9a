"""The spiral: its formula without noise, its sizes, and how hard it is."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from data import spiral


class NoNoise:
    def standard_normal(self, shape):
        return np.zeros(shape)


@pytest.mark.parametrize("arms", [1, 3, 5])
def test_without_noise_it_is_the_formula_of_cs231n(arms):
    n = 50
    x, y = spiral.draw(n, NoNoise(), arms=arms)
    for j in range(arms):
        ix = range(n * j, n * (j + 1))
        r = np.linspace(0.0, 1, n)
        t = np.linspace(j * 4, (j + 1) * 4, n)
        assert_allclose(x[ix], np.c_[r * np.sin(t), r * np.cos(t)], atol=1e-7)
        assert_array_equal(y[ix], j)


def test_points_are_float32_in_the_unit_disk_and_labels_int64():
    x, y = spiral.draw(40, np.random.default_rng(231))
    assert (x.shape, x.dtype, y.shape, y.dtype) == ((120, 2), np.float32, (120,), np.int64)
    assert x.flags.c_contiguous
    assert np.linalg.norm(x, axis=1).max() <= 1 + 1e-6


def test_noise_turns_a_point_and_leaves_its_distance():
    x, _ = spiral.draw(2000, np.random.default_rng(231), arms=1)
    r = np.linspace(0, 1, 2000)
    assert_allclose(np.linalg.norm(x, axis=1), r, atol=1e-6)
    turned = np.arctan2(x[:, 0], x[:, 1]) - 4 * r
    noise = (turned + np.pi) % (2 * np.pi) - np.pi
    assert abs(noise[1:].mean()) < 0.02 and abs(noise[1:].std() - 0.2) < 0.01


@pytest.mark.parametrize(("split", "n"), [("train", 300), ("test", 100)])
def test_a_split_is_always_the_same_and_not_the_other(split, n):
    x, y = spiral.load(split)
    assert_array_equal(np.bincount(y), [n] * len(spiral.CLASSES))
    again, _ = spiral.load(split)
    assert_array_equal(x, again)
    other, _ = spiral.load("test" if split == "train" else "train")
    assert len(np.intersect1d(x, other)) < 10  # by chance, or zeros at the middle


def test_no_straight_line_parts_the_arms():
    x, y = spiral.load()
    features = np.c_[x, np.ones(len(x))]
    scores = features @ np.linalg.lstsq(features, np.eye(3)[y], rcond=None)[0]
    assert 0.4 < (scores.argmax(1) == y).mean() < 0.6


@pytest.mark.parametrize("bad", [{"n": 0}, {"n": 10, "arms": 0}])
def test_draw_names_the_setting_it_refuses(bad):
    key, value = list(bad.items())[-1]
    with pytest.raises(ValueError, match=f"{key}={value}"):
        spiral.draw(rng=np.random.default_rng(231), **bad)


def test_a_misspelled_split_is_told_what_was_perhaps_meant():
    with pytest.raises(ValueError, match="did you mean 'train'"):
        spiral.load("trian")
