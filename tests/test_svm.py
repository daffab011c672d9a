"""SVM loss: CS231n's example by hand, beside PyTorch, and its kink.

Its labels and masks are in test_labels.py.
"""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import svm


def test_by_hand():
    cat, car, frog = [3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]  # losses 2.9, 0, 12.9
    cache = svm.init() | {"y": np.array([0, 1, 2])}
    assert_allclose(svm.forward(np.array([cat, car, frog]), cache), (2.9 + 0 + 12.9) / 3)
    dx = svm.backward(3.0, cache)
    assert_array_equal(dx, [[-1, 1, 0], [0, 0, 0], [1, 1, -2]])


@pytest.mark.parametrize("margin", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("shape", [(5, 3), (1, 4), (2, 6, 3), (2, 3, 4, 5)])
@pytest.mark.parametrize("masked", [False, True])
def test_agrees_with_torch_but_for_its_factor_1_over_K(shape, margin, masked, rng, torch):
    y = rng.integers(shape[-1], size=shape[:-1])
    mask = rng.random(y.shape) < 0.6
    mask.flat[0] = True
    cache = svm.init(margin) | {"y": y, "mask": mask if masked else None}
    counts = torch.tensor(mask if masked else np.ones_like(mask))

    def theirs(x):
        loss = torch.nn.functional.multi_margin_loss
        return loss(x[counts], torch.tensor(y)[counts], margin=margin) * shape[-1]

    assert_agrees(torch, svm, cache, rng.standard_normal(shape), theirs)


@pytest.mark.parametrize("margin", [0.5, 2.0])
def test_equal_scores_cost_the_margin_for_every_wrong_class(margin):
    cache = svm.init(margin) | {"y": np.array([3, 1])}
    assert_allclose(svm.forward(np.zeros((2, 10)), cache), 9 * margin)


def test_at_the_kink_the_slope_is_taken_as_0():
    cache = svm.init(1.0) | {"y": np.array([0])}
    assert svm.forward(np.array([[3.0, 2.0]]), cache) == 0
    assert_array_equal(svm.backward(1.0, cache), 0)


@pytest.mark.parametrize("margin", [0, -1, np.inf, np.nan])
def test_init_names_the_margin_it_refuses(margin):
    with pytest.raises(ValueError, match=f"margin={margin}"):
        svm.init(margin)
