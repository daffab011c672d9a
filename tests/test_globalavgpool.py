"""Global average pooling: by hand, and beside PyTorch."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import globalavgpool


def test_by_hand():
    cache = globalavgpool.init()
    x = np.array([[[[1.0, 2], [3, 6]], [[0, 0], [0, 4]]]])
    assert_array_equal(globalavgpool.forward(x, cache), [[3, 1]])
    dx = globalavgpool.backward(np.array([[4.0, 40]]), cache)
    assert_array_equal(dx, [[[[1, 1], [1, 1]], [[10, 10], [10, 10]]]])


@pytest.mark.parametrize("shape", [(2, 3, 4, 5), (1, 1, 1, 1), (3, 2, 1, 7)])
def test_agrees_with_torch(shape, rng, torch):
    pool = torch.nn.functional.adaptive_avg_pool2d
    x = rng.standard_normal(shape)
    assert_agrees(torch, globalavgpool, {}, x, lambda x: pool(x, 1)[:, :, 0, 0])


def test_where_the_pixels_lie_does_not_matter(rng):
    x = rng.standard_normal((2, 3, 16))
    shuffled = rng.permuted(x, axis=2)
    out = globalavgpool.forward(x.reshape(2, 3, 4, 4), {})
    assert_allclose(globalavgpool.forward(shuffled.reshape(2, 3, 2, 8), {}), out, rtol=1e-12)


def test_shares_add_up_to_dout(rng):
    cache, dout = {}, rng.standard_normal((2, 3))
    globalavgpool.forward(rng.standard_normal((2, 3, 5, 7)), cache)
    assert_allclose(globalavgpool.backward(dout, cache).sum(axis=(2, 3)), dout, rtol=1e-12)
