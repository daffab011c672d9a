"""The drawn shapes: outlines, places and colors; hopeless for a line, not for a convnet."""

from copy import deepcopy

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from data import shapes

AREAS = {
    "circle": np.pi,
    "ring": np.pi * (1 - 0.5**2),
    "cross": 4 * 0.6 * 0.65 + 0.6**2,
    "triangle": 3 / 2 * np.sin(2 * np.pi / 3),
    "square": 2,
    "pentagon": 5 / 2 * np.sin(2 * np.pi / 5),
    "star": 5 * 0.45 * np.sin(np.pi / 5),
    "arrow": 0.95 * 0.9 + 0.5 * 1,  # the tip, and the shaft up to it
}
each = pytest.mark.parametrize("name", shapes.CLASSES)


@pytest.fixture(scope="module")
def sets():
    return shapes.load("train"), shapes.load("test")


def plane(steps=601):
    across = np.linspace(-1.2, 1.2, steps)
    return np.meshgrid(across, across)


def test_same_seed_gives_the_same_images_and_another_seed_others():
    x, y = shapes.draw(50, np.random.default_rng(1))
    again, y_again = shapes.draw(50, np.random.default_rng(1))
    other, y_other = shapes.draw(50, np.random.default_rng(2))
    assert_array_equal(x, again)
    assert_array_equal(y, y_again)
    assert (x != other).any((1, 2, 3)).all()
    assert (y != y_other).any()


def test_drawing_on_with_one_generator_gives_new_images(rng):
    first, second = shapes.draw(50, rng)[0], shapes.draw(50, rng)[0]
    assert not images(first) & images(second)


@pytest.mark.parametrize("n", [0, 1, 7, 10, 100, 101, np.int64(123)])
def test_any_number_can_be_drawn_and_classes_balance_to_within_one(n, rng):
    x, y = shapes.draw(n, rng)
    assert x.shape == (n, 3, 32, 32) and x.dtype == np.uint8
    assert y.shape == (n,) and y.dtype == np.int64
    assert np.ptp(np.bincount(y, minlength=10)) <= 1


def test_order_is_shuffled(rng):
    y = shapes.draw(1000, rng)[1]
    assert 50 < (y[1:] == y[:-1]).sum() < 150


def test_load_gives_8000_to_train_on_and_2000_others_always_the_same(sets):
    (x, y), (xtest, ytest) = sets
    assert x.shape == (8_000, 3, 32, 32) and xtest.shape == (2_000, 3, 32, 32)
    assert set(np.bincount(y)) == {800} and set(np.bincount(ytest)) == {200}
    assert len(images(x) | images(xtest)) == 10_000
    again, labels = shapes.load("test")
    assert_array_equal(again, xtest)
    assert_array_equal(labels, ytest)


def test_there_are_ten_classes_each_with_an_outline():
    assert len(shapes.CLASSES) == 10 and shapes.CLASSES == tuple(shapes.OUTLINES)


@each
def test_an_outline_just_fits_the_disk_of_radius_1(name):
    u, v = plane()
    r = np.hypot(u, v)[shapes.OUTLINES[name](u, v) < 0]
    assert 0.97 < r.max() <= 1


@pytest.mark.parametrize("name, area", AREAS.items())
def test_an_outline_has_the_area_of_the_textbook(name, area):
    u, v = plane()
    found = (shapes.OUTLINES[name](u, v) < 0).mean() * 2.4**2
    assert_allclose(found, area, rtol=0.02)


@each
def test_near_its_outline_d_grows_by_1_a_unit(name):
    u, v = plane()
    d = shapes.OUTLINES[name](u, v)
    slope = np.hypot(*np.gradient(d, u[0], u[0]))
    near = slope[abs(d) < 0.1]
    assert_allclose(np.quantile(near, [0.25, 0.97]), 1, atol=0.01)  # all but the corners


@pytest.mark.parametrize(
    "name, n", [("triangle", 3), ("square", 4), ("pentagon", 5), ("star", 5)]
)
def test_a_turn_by_an_nth_leaves_the_figure_as_it_is(name, n):
    u, v = plane(101)
    cos, sin = np.cos(2 * np.pi / n), np.sin(2 * np.pi / n)
    outline = shapes.OUTLINES[name]
    assert_allclose(outline(cos * u - sin * v, sin * u + cos * v), outline(u, v), atol=1e-12)


@each
def test_pixels_are_covered_by_as_much_as_the_figure_is_large(name, rng):
    y = np.full(200, shapes.CLASSES.index(name))
    radius = shapes.uniform(deepcopy(rng), 8.5, 13, 200)  # what figures draws first
    u, v = plane()
    area = (shapes.OUTLINES[name](u, v) < 0).mean() * 2.4**2 * radius**2
    covers = shapes.figures(y, rng)
    assert covers.min() == 0 and covers.max() == 1
    assert_allclose(covers.sum((1, 2)), area, rtol=0.06)
    edge = (covers > 0) & (covers < 1)
    assert (edge.sum((1, 2)) > 15).all()


def test_the_unit_disk_is_wholly_in_the_image_and_of_the_size_that_was_asked_for(rng):
    width, height = rng.uniform(4, 15, (2, 500, 1, 1)).astype(np.float32)
    u, v = shapes.plane(width, height, rng)
    r = np.hypot(u, v)
    inside = np.zeros((32, 32), bool)
    inside[1:-1, 1:-1] = True
    assert r[:, ~inside].min() > 1 - 1e-5
    assert_allclose((r < 1).sum((1, 2)), np.pi * (width * height).ravel(), rtol=0.15)


def test_figures_are_turned_by_any_angle_and_lie_anywhere(rng):
    radius = np.full((4000, 1, 1), 8, np.float32)
    u, v = shapes.plane(radius, radius, rng)
    angle = np.arctan2(u[:, 1, 0] - u[:, 0, 0], u[:, 0, 1] - u[:, 0, 0])
    assert abs(np.histogram(angle, 8, (-np.pi, np.pi))[0] - 500).max() < 110
    row, column = np.unravel_index(np.hypot(u, v).reshape(4000, -1).argmin(1), (32, 32))
    for place in (row, column):
        assert (place.min(), place.max()) == (8, 23)
        assert abs(place.mean() - 15.5) < 0.5


def test_figure_and_ground_are_never_of_nearly_one_color():
    one = np.ones((500, 32, 32), np.float32)
    ink, ground = (shapes.paint(c * one, np.random.default_rng(1)) for c in (1, 0))
    apart = np.median(abs(ink - ground), axis=(2, 3))  # blobs are seldom half of an image
    assert apart.max(axis=1).min() > 0.25
    assert (apart > 0.25).mean() > 0.95


def test_a_figures_color_is_spread_as_the_grounds_is(rng):
    for c in (0, 1):
        x = shapes.paint(np.full((1000, 32, 32), c, np.float32), rng).mean((2, 3))
        assert_allclose(x.mean(0), 0.5, atol=0.03)
        assert_allclose(x.std(0), 0.28, atol=0.03)


def test_light_slopes_and_noise_is_there_but_not_in_all_images_alike(rng):
    x = shapes.paint(np.zeros((500, 32, 32), np.float32), rng)
    for right in (x, x.swapaxes(2, 3)):
        slope = (right[..., -5:] - right[..., :5]).mean((2, 3))
        assert 0.1 < slope.std() < 0.15 and abs(slope.mean()) < 0.02
    noise = np.median(abs(np.diff(x, axis=3)), axis=(1, 2, 3))
    assert noise.min() < 0.006 and noise.max() > 0.03


def test_some_images_have_no_blob_and_none_is_large(rng):
    covers = shapes.blobs(3000, rng).sum((1, 2))
    assert 0.15 < (covers < 0.1).mean() < 0.35
    assert covers.max() < 1.1 * np.pi * 3**2


@pytest.mark.parametrize("n", [-1, 2.5, 3.0, "10", None])
def test_a_number_of_images_that_is_none_is_refused_by_name(n, rng):
    with pytest.raises(ValueError, match=f"an integer >= 0, not n={n!r}"):
        shapes.draw(n, rng)


@pytest.mark.parametrize("split", ["training", "", None, 0])
def test_another_split_is_refused_by_name(split):
    with pytest.raises(ValueError, match=f"'train' or 'test', not {split!r}"):
        shapes.load(split)


def test_a_linear_classifier_hardly_does_better_than_chance(sets):
    (x, y), (xtest, ytest) = sets
    x, xtest = (
        a[:, :, ::2, ::2].reshape(len(a), -1) / np.float32(255) - 0.5 for a in (x, xtest)
    )
    x, y = x[:3000], y[:3000]
    target = np.eye(10, dtype=np.float32)[y]
    w = np.zeros((768, 10), np.float32)
    for _ in range(50):  # descent on the softmax loss
        p = np.exp(x @ w)
        p /= p.sum(1, keepdims=True)
        w += 0.05 * x.T @ (target - p) / len(x)
    assert ((xtest @ w).argmax(1) == ytest).mean() < 0.2


def images(x):
    return {image.tobytes() for image in x}
