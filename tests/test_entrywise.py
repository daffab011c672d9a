"""Entrywise: in blocks or at once, a formula gives the same numbers at the same places."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from arrays import entrywise


def formula(x, y, total, larger):
    np.add(x, y, out=total)
    np.greater(x, y, out=larger)


SHAPES = [(4, 5, 6), (40, 60, 64)]  # at once, and in blocks


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
@pytest.mark.parametrize("other", ["alike", "as in C", "with gaps", "broadcast", "reversed"])
def test_it_is_the_formula_on_whole_arrays(shape, order, other, rng):
    x = rng.standard_normal(shape).transpose(order)
    y = np.empty_like(x)
    y[...] = rng.standard_normal(x.shape)
    if other == "as in C":
        y = np.ascontiguousarray(y)
    elif other == "with gaps":
        y = np.repeat(y, 2, axis=1)[:, ::2]
    elif other == "broadcast":
        y = np.broadcast_to(y[:1], x.shape)
    elif other == "reversed":
        x = x[::-1]
    total, larger = entrywise.entrywise(formula, x, y, dtypes=(float, bool))
    assert_array_equal(total, x + y)
    assert_array_equal(larger, x > y)
    assert total.dtype == float and larger.dtype == bool


def test_the_blocks_are_flat_and_in_the_order_of_memory():
    seen = []

    def note(x, out):
        seen.append((x[0], len(x)))
        out[...] = x

    x = np.arange(2.0 * entrywise.BLOCK + 2).reshape(2, -1).T
    out = entrywise.entrywise(note, x)
    B = entrywise.BLOCK
    assert sorted(seen) == [(0, B), (B, B), (2 * B, 2)]
    assert_array_equal(out, x)
    assert out.strides == x.strides


@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (1,)])
def test_few_entries_and_none(shape):
    x = np.ones(shape)
    total, larger = entrywise.entrywise(formula, x, x, dtypes=(float, bool))
    assert_array_equal(total, np.full(shape, 2.0))
    assert not larger.any()


def test_the_new_array_has_the_common_dtype_and_floats_at_least():
    def add(x, y, out):
        np.add(x, y, out=out)

    narrow, wide, whole = np.ones(3, np.float32), np.ones(3), np.ones(3, int)
    assert entrywise.entrywise(add, narrow, narrow).dtype == np.float32
    assert entrywise.entrywise(add, narrow, wide).dtype == np.float64
    assert entrywise.entrywise(add, whole, whole).dtype == np.float64
    assert entrywise.entrywise(add, wide, wide * 1j).dtype == np.complex128
    assert entrywise.entrywise(add, 0.5, 2.0) == 2.5


def test_a_tuple_is_refused():
    with pytest.raises(TypeError, match="one array is wanted here, not a tuple of 2"):
        entrywise.entrywise(np.add, (np.ones(2), np.ones(2)), np.ones(2))


@pytest.mark.parametrize("size", [0, 1, 40_000, entrywise.LARGE + 3])
def test_in_place_every_entry_is_met_once_with_its_partner(size):
    w, dw = np.zeros(size), np.arange(size, dtype=float)

    def move(w, dw):
        w += dw + 1

    entrywise.in_place(move, w, dw)
    assert_array_equal(w, dw + 1)


@pytest.mark.parametrize("side", [3, 800])
def test_in_place_a_copy_is_refused(side):
    with pytest.raises(ValueError, match="copy"):
        entrywise.in_place(np.negative, np.ones((side, side)).T)


def test_arrays_of_other_shapes_are_refused():
    with pytest.raises(ValueError, match=r"one shape .* not \(5, 4\) and \(3, 5, 4\)"):
        entrywise.entrywise(np.add, np.ones((5, 4)), np.ones((3, 5, 4)))


def test_a_repeated_number_is_a_row_as_long_as_the_last_axis():
    x = np.ones((2, 3), np.float32)
    found = entrywise.repeated(15, x)
    assert_array_equal(found, [15, 15, 15])
    assert found.dtype == x.dtype and entrywise.repeated(15, x) is found
    with pytest.raises(ValueError, match="read-only"):
        found += 1
    assert entrywise.repeated(0, np.ones(())).shape == ()


def test_a_row_longer_than_blocks_is_not_kept():
    x = np.ones(2 * entrywise.BLOCK + 1, np.float32)
    assert entrywise.repeated(0, x) is not entrywise.repeated(0, x)
