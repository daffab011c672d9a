"""Padding: by hand, beside PyTorch, and what it refuses."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_array_equal

from layers import pad


def test_by_hand():
    cache = pad.init((1, 0, 2, 1))
    x = np.array([[[[1.0, 2], [3, 4]]]])
    assert_array_equal(
        pad.forward(x, cache), [[[[0, 0, 0, 0, 0], [0, 0, 1, 2, 0], [0, 0, 3, 4, 0]]]]
    )
    dout = np.arange(15.0).reshape(1, 1, 3, 5)
    assert_array_equal(pad.backward(dout, cache), [[[[7, 8], [12, 13]]]])


@pytest.mark.parametrize(
    "given, four",
    [
        (2, (2, 2, 2, 2)),
        ((1, 2), (1, 1, 2, 2)),
        ([1, 2, 3, 4], (1, 2, 3, 4)),
        (np.int64(0), (0, 0, 0, 0)),
    ],
)
def test_a_number_and_a_pair_are_kept_as_four(given, four):
    assert pad.init(given) == {"pad": four}
    assert pad.init(four) == {"pad": four}
    assert {type(n) for n in pad.init(given)["pad"]} == {int}


@pytest.mark.parametrize("four", [(0, 0, 0, 0), (1, 2, 3, 4), (0, 3, 0, 1)])
def test_agrees_with_torch(four, rng, torch):
    top, bottom, left, right = four
    layer = torch.nn.ZeroPad2d((left, right, top, bottom))
    assert_agrees(torch, pad, pad.init(four), rng.standard_normal((2, 3, 4, 5)), layer)


def test_channels_last_in_memory_stays_so(rng):
    out = pad.forward(np.moveaxis(rng.standard_normal((2, 6, 5, 3)), -1, 1), pad.init(1))
    assert np.moveaxis(out, 1, -1).flags.c_contiguous


@pytest.mark.parametrize("bad", [-1, 1.5, (1, -1), (1, 2, 3), (1, 2, 3, -4), "same"])
def test_what_is_not_one_two_or_four_whole_numbers_is_refused(bad):
    with pytest.raises(ValueError, match=r"a pair \(rows, columns\) or four \(top, bottom,"):
        pad.init(bad)
