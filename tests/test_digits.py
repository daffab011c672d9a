"""The drawn digits: what is promised of them; and they are neither trivial nor hopeless."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from data import digits

WAYS = [line.split(maxsplit=1) for line in digits.WAYS.strip().splitlines()]


@pytest.fixture
def rng():
    return np.random.default_rng(231)


@pytest.fixture(scope="module")
def sets():
    return digits.load("train"), digits.load("test")


def test_same_seed_gives_the_same_images_and_another_seed_others():
    x, y = digits.draw(50, np.random.default_rng(1))
    again, y_again = digits.draw(50, np.random.default_rng(1))
    other, y_other = digits.draw(50, np.random.default_rng(2))
    assert_array_equal(x, again)
    assert_array_equal(y, y_again)
    assert (x != other).any((1, 2, 3)).all()
    assert (y != y_other).any()


def test_drawing_on_with_one_generator_gives_new_images(rng):
    first, second = digits.draw(50, rng)[0], digits.draw(50, rng)[0]
    assert not images(first) & images(second)


def test_global_random_state_is_untouched(rng):
    before = np.random.get_state()[1].copy()
    digits.draw(5, rng)
    assert_array_equal(np.random.get_state()[1], before)


@pytest.mark.parametrize("n", [0, 1, 7, 10, 129, np.int64(23)])
def test_any_number_can_be_drawn_and_classes_balance_to_within_one(n, rng):
    x, y = digits.draw(n, rng)
    assert x.shape == (n, 1, 28, 28) and x.dtype == np.uint8
    assert y.shape == (n,) and y.dtype == np.int64
    assert np.ptp(np.bincount(y, minlength=10)) <= 1


def test_order_is_shuffled(rng):
    y = digits.draw(1000, rng)[1]
    assert 50 < (y[1:] == y[:-1]).sum() < 150


def test_load_gives_10000_to_train_on_and_2000_others_always_the_same(sets):
    (x, y), (xtest, ytest) = sets
    assert x.shape == (10_000, 1, 28, 28) and xtest.shape == (2_000, 1, 28, 28)
    assert set(np.bincount(y)) == {1_000} and set(np.bincount(ytest)) == {200}
    assert len(images(x) | images(xtest)) == 12_000
    again, labels = digits.load("test")
    assert_array_equal(again, xtest)
    assert_array_equal(labels, ytest)


def test_ink_reaches_black_and_white_but_never_the_outermost_pixels(sets):
    for x, _ in sets:
        assert (x.max((1, 2, 3)) > 200).all() and (x.min((1, 2, 3)) == 0).all()
        inside = np.zeros((28, 28), bool)
        inside[1:-1, 1:-1] = True
        assert not x[..., ~inside].any()


def test_edges_are_gray(sets):
    x = sets[0][0]
    gray = ((0 < x) & (x < 255)).sum((1, 2, 3)) / (x > 0).sum((1, 2, 3))
    assert 0.1 < gray.min() and 0.4 < gray.mean() < 0.8


def test_every_class_has_ink_within_sensible_bounds(sets):
    x, y = sets[0]
    ink = x.sum((1, 2, 3)) / 255  # in full pixels
    assert ink.min() > 15 and ink.max() < 300
    means = [ink[y == digit].mean() for digit in range(10)]
    assert 40 < min(means) and max(means) < 150
    assert np.argmin(means) == 1 and np.argmax(means) == 8


def test_digits_are_16_to_22_pixels_high_with_their_ink(sets):
    bright = (sets[0][0] > 127).any((1, 3))
    height = 28 - bright.argmax(1) - bright[:, ::-1].argmax(1)
    assert_array_equal(np.quantile(height, [0.01, 0.99]), [16, 22])


def test_no_two_images_are_near_copies(sets):
    (x, _), (xtest, _) = sets
    x, xtest = (a.reshape(len(a), -1) / np.float32(255) for a in (x, xtest[:200]))
    squares = (x**2).sum(1) + (xtest**2).sum(1)[:, None] - 2 * xtest @ x.T
    assert squares.min() > 1


@pytest.mark.parametrize("digit, way", WAYS)
def test_a_curve_goes_evenly_through_its_ends_and_corners(digit, way):
    points, basis, down = digits.skeleton(way)
    assert basis.shape == (digits.P, len(points)) and down.shape == (digits.P - 1,)
    assert_allclose(basis.sum(1), 1)
    curve = basis @ points
    strokes = [stroke.split() for stroke in way.split("/")]
    assert (~down).sum() == len(strokes) - 1
    for stroke, piece in zip(strokes, np.split(curve, np.flatnonzero(~down) + 1), strict=True):
        assert_allclose(piece[[0, -1]], [[int(f) for f in stroke[k]] for k in (0, -1)])
        for mark in stroke:
            if mark.endswith("!"):
                away = piece - [int(mark[0]), int(mark[1])]
                assert np.hypot(*away.T).min() < 0.3
        steps = np.hypot(*np.diff(piece, axis=0).T)
        assert steps.max() < 0.65 and np.quantile(steps, 0.1) > 0.97 * np.median(steps)


def test_every_digit_has_three_ways_or_more_in_the_order_of_the_table():
    written = [digit for digit, _ in WAYS]
    assert written == sorted(written)
    assert all(written.count(name) >= 3 for name in digits.CLASSES)


def test_a_straight_stroke_is_half_white_where_it_ends_and_at_a_distance_of_1_18_tips(rng):
    n, tip = 400, 2.0
    curve = np.empty((n, digits.P, 2))
    curve[..., 0], curve[..., 1] = np.linspace(8, 20, digits.P), 14
    down = np.ones((n, digits.P - 1), bool)
    x = digits.ink(curve, down, np.full((n, 1, 1), tip), rng)[:, 0].astype(float).mean(0)
    assert x[14, 14] > 240
    assert_allclose([x[14, 8], x[14, 20]], 127, atol=12)  # the mean over pressures
    beside = np.interp(1.18 * tip, np.arange(5), x[14:19, 14])
    assert_allclose(beside, 127, atol=12)


def test_a_lifted_pen_leaves_no_ink(rng):
    curve = np.full((1, digits.P, 2), 14.0)
    curve[..., 0] = np.linspace(5, 22, digits.P)
    tip = np.ones((1, 1, 1))
    assert not digits.ink(curve, np.zeros((1, digits.P - 1), bool), tip, rng).any()


@pytest.mark.parametrize("n", [-1, 2.5, 3.0, "10", None])
def test_a_number_of_images_that_is_none_is_refused_by_name(n, rng):
    with pytest.raises(ValueError, match=f"an integer >= 0, not n={n!r}"):
        digits.draw(n, rng)


@pytest.mark.parametrize("split", ["training", "", None, 0])
def test_another_split_is_refused_by_name(split):
    with pytest.raises(ValueError, match=f"'train' or 'test', not {split!r}"):
        digits.load(split)


def test_a_linear_classifier_finds_them_neither_trivial_nor_hopeless(sets):
    (x, y), (xtest, ytest) = sets  # 0.89 of 1,000 after 3,000; 0.94 of 2,000 after 10,000
    x, xtest = (a.reshape(len(a), -1) / np.float32(255) for a in (x[:3000], xtest[:1000]))
    target = np.eye(10, dtype=np.float32)[y[:3000]]
    w = np.zeros((784, 10), np.float32)
    v = np.zeros_like(w)
    for _ in range(100):  # descent with momentum on the softmax loss
        p = np.exp(x @ w)
        p /= p.sum(1, keepdims=True)
        v = 0.9 * v + x.T @ (target - p) / len(x)
        w += 0.1 * v
    right = ((xtest @ w).argmax(1) == ytest[:1000]).mean()
    assert 0.84 < right < 0.94


@pytest.mark.slow
def test_a_small_convnet_gets_99_in_100_right(sets):
    torch = pytest.importorskip("torch")
    nn = torch.nn
    (x, y), (xtest, ytest) = (
        (torch.tensor(x / np.float32(255)), torch.tensor(y)) for x, y in sets
    )
    torch.manual_seed(231)
    net = nn.Sequential(
        *(nn.Conv2d(1, 8, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(16 * 7 * 7, 10)),
    )
    rule = torch.optim.Adam(net.parameters(), lr=2e-3)
    for epoch in range(8):
        rule.param_groups[0]["lr"] = 2e-3 * (1 - epoch / 8)
        for batch in torch.randperm(len(x)).split(100):
            rule.zero_grad()
            nn.functional.cross_entropy(net(x[batch]), y[batch]).backward()
            rule.step()
    with torch.no_grad():
        right = (net(xtest).argmax(1) == ytest).float().mean()
    assert right > 0.99


def images(x):
    return {image.tobytes() for image in x}
