"""Batches: every example once an epoch, with its label, in an order of the generator's."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from data.batches import cuts, in_order, shuffled


@pytest.mark.parametrize(
    "n, batch_size, sizes",
    [
        (6, 2, [2, 2, 2]),
        (8, 3, [3, 3, 2]),
        (7, 3, [3, 4]),  # one left over joins the batch before it
        (4, 3, [4]),
        (3, 1, [1, 1, 1]),
        (3, 5, [3]),
        (1, 5, [1]),
        (1, 1, [1]),
    ],
)
def test_the_sizes_of_batches(n, batch_size, sizes, rng):
    found = [len(x) for x, _ in shuffled(np.zeros((n, 2)), np.zeros(n), batch_size, rng)]
    assert found == sizes
    assert len(cuts(n, batch_size)) + 1 == len(sizes)


@pytest.mark.parametrize("n", range(1, 30))
@pytest.mark.parametrize("batch_size", [1, 2, 3, 7, 100])
def test_every_example_comes_once_with_its_label(n, batch_size, rng):
    x, y = np.arange(n)[:, None] * [1.0, 10.0], np.arange(n)
    batches = [*shuffled(x, y, batch_size, rng)]
    for part, labels in batches:
        assert_array_equal(part[:, 1], 10 * labels)
    assert sorted(np.concatenate([labels for _, labels in batches])) == [*range(n)]


def test_one_seed_gives_one_order_and_every_epoch_another(rng):
    x = np.arange(50)

    def order(rng):
        return np.concatenate([part for part, _ in shuffled(x, x, 8, rng)])

    first, second = order(rng), order(rng)
    assert (first != second).any()
    assert_array_equal(order(np.random.default_rng(231)), first)


def test_every_place_is_as_likely_for_every_example(rng):
    first = [next(shuffled(np.arange(5), np.arange(5), 1, rng))[0].item() for _ in range(5000)]
    assert abs(np.bincount(first) - 1000).max() < 150  # five deviations


def test_what_is_given_is_left_in_its_order_and_not_handed_out(rng):
    x, y = np.arange(10.0), np.arange(10)
    for part, labels in shuffled(x, y, 4, rng):
        part += 100
        labels += 100
    assert_array_equal(x, np.arange(10))
    assert_array_equal(y, np.arange(10))


@pytest.mark.parametrize(
    "n, labels, batch_size, message",
    [
        (3, 4, 2, "not 3 and 4"),
        (0, 0, 2, "not 0 and 0"),
        (3, 3, 0, "batch_size >= 1, not 0"),
        (3, 3, -1, "batch_size >= 1, not -1"),
    ],
)
def test_what_cannot_be_cut_is_refused(n, labels, batch_size, message, rng):
    with pytest.raises(ValueError, match=message):
        next(shuffled(np.zeros((n, 2)), np.zeros(labels), batch_size, rng))


def test_of_a_larger_set_as_many_as_size_come_each_once(rng):
    x = np.arange(100)
    sizes = [len(part) for part, _ in shuffled(x, x, 8, rng, size=30)]
    assert sizes == [8, 8, 8, 6]
    drawn = np.concatenate([part for part, _ in shuffled(x, x, 8, rng, size=30)])
    assert len(set(drawn)) == 30 and not np.array_equal(drawn, np.sort(drawn))
    assert sorted(np.concatenate([p for p, _ in shuffled(x, x, 8, rng, size=500)])) == [*x]


def test_in_order_they_come_as_they_are():
    x = np.arange(11)
    found = [*in_order(x, 10 * x, 5)]
    assert [len(part) for part, _ in found] == [5, 6]  # the one left over joins, as above
    assert_array_equal(np.concatenate([part for part, _ in found]), x)
    assert_array_equal(np.concatenate([labels for _, labels in found]), 10 * x)


def test_a_size_below_1_is_refused(rng):
    with pytest.raises(ValueError, match="of size 0"):
        shuffled(np.arange(5), np.arange(5), 2, rng, size=0)
