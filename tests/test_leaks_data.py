"""The leaks of data: inputs, labels and minibatches that a net cannot learn well from."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from data import digits, normalize, spiral
from data.batches import in_order, shuffled
from diagnose.evidence import gather
from diagnose.leaks import constant_feature, imbalance, one_class_batches, unnormalized
from layers import affine, cross_entropy, embedding, flatten, mse
from nets import mlp, sequential


def look(x, y, K, *, few=64, loss_cache=None, **known):
    """Return the evidence of a linear net's look at the first few of x and y."""
    net = mlp.init((int(np.prod(x.shape[1:])), K), np.random.default_rng(1), dtype=x.dtype)
    given = mlp, net, x[:few], y[:few], cross_entropy
    return gather(*given, data=(x, y), loss_cache=loss_cache, **known)


def one(rule, e):
    """Return the rule's only finding."""
    (found,) = rule.measure(e)
    assert (found.leak, found.remedy) == (rule.NAME, rule.REMEDY)
    return found


@pytest.fixture
def points(rng):
    return rng.standard_normal((400, 6)), rng.integers(4, size=400)


@pytest.fixture(scope="module")
def drawn():
    return digits.draw(300, np.random.default_rng(0))


# inputs not normalized


def test_normalized_points_and_images_are_no_leak(points, drawn):
    assert one(unnormalized, look(*points, 4)).figure < 1.5
    x, y = drawn
    normal = normalize.apply(x, normalize.measure(x))
    for way in (normal, normal.reshape(len(x), -1)):
        found = one(unnormalized, look(way, y, 10))
        assert found.figure < 1.5 and not found.alarm


def test_pixels_from_0_to_1_are_mild_and_those_to_255_are_not(drawn):
    x, y = drawn
    mild = one(unnormalized, look(x / np.float32(255), y, 10))
    assert 2 < mild.figure < 4 and not mild.alarm
    raw = one(unnormalized, look(x.astype(np.float32), y, 10))
    assert raw.alarm and raw.where == "the inputs"
    assert f"size {raw.more['size']:.3g}" in raw.said
    assert "of the channels, number 0" in raw.said


def test_each_way_of_not_being_normalized_is_measured(points):
    x, y = points
    for changed, said, figure in (
        (x * 20, "they have size", 20),
        (x / 20, "they have size", 20),
        (x + 12, "their mean is", 12),
        (x * [1, 1, 1, 30, 30, 30] / 5, "features differ", 30),
    ):
        found = one(unnormalized, look(changed, y, 4))
        assert found.alarm and found.said.startswith(said)
        assert_allclose(found.figure, figure, rtol=0.2)


def test_the_figures_are_right_by_hand():
    x = np.array([[0.0, 10], [2, 30]] * 2)  # means 1 and 20, deviations 1 and 10
    found = one(unnormalized, look(x, np.array([0, 1] * 2), 2))
    assert_array_equal(found.more["mean"], [1, 20])
    assert_array_equal(found.more["std"], [1, 10])
    assert_allclose(found.more["size"], np.sqrt((1 + 1 + 400 + 100) / 2))
    assert_allclose(found.more["offset"], np.sqrt(401 / 101))
    assert_allclose(found.more["scales"], 10)
    assert "number 1 has mean 20 and deviation 10" in found.said


def test_pixels_that_are_seldom_inked_are_not_taken_for_small_features(drawn):
    x, y = drawn
    flat = (x / np.float32(255)).reshape(len(x), -1)
    single = (flat - flat.mean(0)) / (flat.std(0) + np.float32(1e-8))
    assert not one(unnormalized, look(flat, y, 10)).alarm
    assert not one(unnormalized, look(single, y, 10)).alarm


def test_integers_and_what_is_not_finite_are_not_judged(points, rng):
    net = sequential.init(
        (embedding, embedding.init(5, 3, rng)),
        (flatten, flatten.init()),
        (affine, affine.init(6, 2, rng)),
    )
    e = gather(sequential, net, np.ones((4, 2), int), np.zeros(4, int), cross_entropy)
    assert unnormalized.measure(e) == [] and constant_feature.measure(e) == []
    x, y = points
    e = look(x, y, 4)
    e.data = (np.where(x > 2, np.nan, x), y)
    assert unnormalized.measure(e) == []


def test_one_example_and_equal_examples_have_no_spread_to_judge(points):
    x, y = points
    for n in (1, 2):
        e = look(x[:1].repeat(n, 0), y[:n], 4)
        assert unnormalized.measure(e) == []
        for rule in (constant_feature, imbalance, one_class_batches):
            assert not any(found.alarm for found in rule.measure(e))


# constant feature


def test_a_column_that_never_varies_is_named(points):
    x, y = points
    assert not one(constant_feature, look(x, y, 4)).alarm
    for value in (0, 7.5):
        x[:, 2] = value
        found = one(constant_feature, look(x, y, 4))
        assert found.alarm and found.where == "the inputs"
        assert_allclose(found.figure, 1 / 6)
        assert_array_equal(found.more["constant"], np.arange(6) == 2)
        assert "1 of 6 features (number 2) are the same in each of 400 examples" in found.said


def test_a_column_that_varies_in_the_last_example_alone_is_not_constant(points):
    x, y = points
    x[:-1, 2] = 0
    assert one(constant_feature, look(x, y, 4)).figure == 0


def test_a_lost_channel_is_named(rng):
    x, y = rng.standard_normal((120, 3, 4, 4)).astype(np.float32), rng.integers(2, size=120)
    assert not one(constant_feature, look(x, y, 2)).alarm
    x[:, 1] = -0.5
    found = one(constant_feature, look(x, y, 2))
    assert found.alarm and "1 of 3 channels (number 1)" in found.said


def test_the_border_of_flattened_images_is_no_leak_but_a_lost_half_is(drawn):
    x, y = drawn
    flat = (x / np.float32(255)).reshape(len(x), -1)
    found = one(constant_feature, look(flat, y, 10))
    assert 0.1 < found.figure < 0.5 and not found.alarm
    flat[:, :450] = 0
    assert one(constant_feature, look(flat, y, 10)).alarm


def test_few_examples_do_not_make_a_feature_constant(points):
    x, y = points[0][:50], points[1][:50]
    x[:, 0] = 1
    assert not one(constant_feature, look(x, y, 4)).alarm


# class imbalance


def labelled(counts):
    y = np.repeat(np.arange(len(counts)), counts)
    return np.random.default_rng(0).standard_normal((len(y), 3)), y


def test_equal_and_mildly_unequal_classes_are_no_leak():
    for counts in ([100, 100, 100], [300, 100], [540, 675, 600, 590]):
        assert not one(imbalance, look(*labelled(counts), len(counts))).alarm


def test_unequal_classes_are_named_with_what_the_guesser_gets():
    found = one(imbalance, look(*labelled([40, 1600, 360]), 3))
    assert found.alarm and found.where == "the labels"
    assert_array_equal(found.more["counts"], [40, 1600, 360])
    assert "class 1 has 1,600 of 2,000 examples and class 0 has 40" in found.said
    assert "always says 1 is right for 80%" in found.said
    wanted = (1600 - 2 * np.sqrt(1600)) / (40 + 2 * np.sqrt(40) + 2)
    assert_allclose(found.figure, wanted)


def test_a_class_without_examples_is_a_leak_of_many_and_not_of_few():
    assert one(imbalance, look(*labelled([500, 500, 0]), 3)).alarm
    assert not one(imbalance, look(*labelled([8, 8, 0]), 3)).alarm


def test_few_labels_of_many_classes_are_not_taken_for_unequal_ones(rng):
    for n in (16, 100, 1000):
        for _ in range(20):
            y = rng.integers(100, size=n)
            assert not one(imbalance, look(rng.standard_normal((n, 3)), y, 100)).alarm


def test_weights_in_the_loss_even_classes_out():
    x, y = labelled([2000, 20])
    assert one(imbalance, look(x, y, 2)).alarm
    weighed = cross_entropy.init(weights=(0.01, 1))
    assert not one(imbalance, look(x, y, 2, loss_cache=weighed)).alarm


def test_targets_that_are_no_labels_of_examples_are_not_judged(rng):
    x = rng.standard_normal((20, 3))
    net = mlp.init((3, 2), rng, dtype=np.float64)
    e = gather(mlp, net, x, rng.standard_normal((20, 2)), mse)
    assert imbalance.measure(e) == [] and one_class_batches.measure(e) == []
    net = sequential.init((affine, affine.init(3, 2, rng, dtype=np.float64)))
    steps = rng.standard_normal((4, 5, 3))
    e = gather(sequential, net, steps, np.zeros((4, 5), int), cross_entropy)
    assert imbalance.measure(e) == [] and one_class_batches.measure(e) == []


# one-class batches


def test_batches_in_the_order_of_the_classes_are_named():
    x, y = spiral.load()
    order = np.random.default_rng(0)
    mixed = one(one_class_batches, look(x, y, 3, batches=lambda: shuffled(x, y, 64, order)))
    assert 0.9 < mixed.figure < 1.1 and not mixed.alarm
    found = one(one_class_batches, look(x, y, 3, batches=lambda: in_order(x, y, 64)))
    assert found.alarm and found.where == "the minibatches"
    assert found.figure < 0.2
    assert "where shuffled ones hold 2.96 of 3" in found.said


def test_what_is_due_is_right_by_hand():
    pairs = [(None, np.array([0, 1])), (None, np.array([1, 1]))]
    classes, due, chance = one_class_batches.read(lambda: iter(pairs), np.array([0.5, 0.5]))
    assert_array_equal(classes, [2, 1])
    assert_allclose(due, 1)  # of each pair, 0.5: its second is of the other class or not
    assert_allclose(chance, np.sqrt(2 * 2 * 0.25 * 0.75))


@pytest.mark.parametrize("size", [2, 4, 16, 100])
@pytest.mark.parametrize("K", [2, 3, 10])
def test_shuffled_batches_of_any_size_are_no_leak(size, K, rng):
    y = np.sort(rng.integers(K, size=2000))
    x = np.zeros((2000, 2))
    for _ in range(10):
        e = look(x, y, K, batches=lambda: shuffled(x, y, size, rng))
        assert not one(one_class_batches, e).alarm
    assert one(one_class_batches, look(x, y, K, batches=lambda: in_order(x, y, size))).alarm


def test_where_the_order_is_not_known_the_batch_is_asked(points):
    x, _ = points
    y = np.arange(400) // 100
    assert one(one_class_batches, look(x, y, 4)).alarm
    assert not one(one_class_batches, look(x, y[::-1] % 2, 4, few=2)).alarm
    turn = np.arange(400) % 4
    assert not one(one_class_batches, look(x, turn, 4)).alarm
    alone = look(x[:32], y[:32], 4)  # nothing but the batch, of the first of four classes
    assert one(one_class_batches, alone).alarm
    assert not one(one_class_batches, look(x[90:122], y[90:122], 10)).alarm  # two, of few


def test_batches_of_one_example_are_not_judged(points):
    x, y = points
    e = look(x, y, 4, batches=lambda: in_order(x, y, 1))
    assert one_class_batches.measure(e) == []


@pytest.mark.parametrize("dtype", [np.uint8, np.int64])
def test_pixels_as_they_were_read_are_not_normalized_whatever_their_type(dtype, drawn):
    x, y = drawn
    net = mlp.init((784, 10), np.random.default_rng(1))
    e = gather(mlp, net, x[:64].astype(dtype), y[:64], cross_entropy)
    assert one(unnormalized, e).alarm


def test_two_examples_tell_nothing_of_their_features_sizes(rng):
    for _ in range(20):
        x, y = rng.standard_normal((2, 20)), np.array([0, 1])
        assert unnormalized.measure(look(x, y, 2)) == []
