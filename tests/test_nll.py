"""Negative log-likelihood by hand and beside PyTorch. Its labels are in test_labels.py."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import nll


def test_by_hand():
    cache = nll.init() | {"y": np.array([1, 0])}
    x = np.array([[-4.0, -3.0, -2.0], [-1.0, -5.0, -6.0]])
    assert_allclose(nll.forward(x, cache), (3 + 1) / 2)
    dx = nll.backward(10.0, cache)
    assert_array_equal(dx, [[0, -5, 0], [-5, 0, 0]])


@pytest.mark.parametrize("shape", [(5, 3), (1, 4), (2, 6, 3), (2, 3, 4, 5)])
@pytest.mark.parametrize("masked", [False, True])
def test_agrees_with_torch(shape, masked, rng, torch):
    y = rng.integers(shape[-1], size=shape[:-1])
    mask = rng.random(y.shape) < 0.6
    mask.flat[0] = True
    cache = nll.init() | {"y": y, "mask": mask if masked else None}
    target = torch.tensor(np.where(mask, y, -100) if masked else y).flatten()

    def theirs(x):
        return torch.nn.functional.nll_loss(x.flatten(0, -2), target, ignore_index=-100)

    assert_agrees(torch, nll, cache, rng.standard_normal(shape), theirs)
