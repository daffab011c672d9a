"""Upsampling: by hand, beside PyTorch, and what it refuses."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_array_equal

from layers import avgpool, upsample


def test_by_hand():
    cache = upsample.init((2, 3))
    x = np.array([[[[1.0, 2]]]])
    assert_array_equal(upsample.forward(x, cache), [[[[1, 1, 1, 2, 2, 2]] * 2]])
    dout = np.array([[[[1.0, 2, 3, 4, 5, 6], [10, 20, 30, 40, 50, 60]]]])
    assert_array_equal(upsample.backward(dout, cache), [[[[66, 165]]]])


@pytest.mark.parametrize("shape", [(2, 3, 4, 5), (1, 1, 1, 1)])
@pytest.mark.parametrize("scale", [1, 2, (3, 1), (2, 4)])
def test_agrees_with_torch(shape, scale, rng, torch):
    layer = torch.nn.Upsample(scale_factor=scale)
    assert_agrees(torch, upsample, upsample.init(scale), rng.standard_normal(shape), layer)


def test_average_pooling_undoes_it(rng):
    x = rng.integers(8, size=(2, 3, 4, 5)).astype(float)
    large = upsample.forward(x, upsample.init((2, 3)))
    assert_array_equal(avgpool.forward(large, avgpool.init(2, 3)), x)


def test_channels_last_in_memory_stays_so(rng):
    x = np.moveaxis(rng.standard_normal((2, 6, 5, 3)), -1, 1)
    out = upsample.forward(x, cache := upsample.init(2))
    assert np.moveaxis(out, 1, -1).flags.c_contiguous
    assert np.moveaxis(upsample.backward(out, cache), 1, -1).flags.c_contiguous


@pytest.mark.parametrize("scale", [0, -1, 1.5, (2, 0), (1, 2, 3), "2"])
def test_a_scale_that_is_not_whole_and_positive_is_refused(scale):
    with pytest.raises(ValueError, match="scale must be a whole number >= 1 or a pair"):
        upsample.init(scale)
