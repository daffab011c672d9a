"""Huber loss: by hand, beside PyTorch, between its two neighbours, and beside a clipped error.

Its targets are in test_targets.py.
"""

import numpy as np
import pytest
from beside_torch import EXACTLY, assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import clip, huber, mae, mse


def run(loss, cache, x, dout=1.0):
    return loss.forward(x, cache), loss.backward(dout, cache)


def test_by_hand():
    cache = huber.init(2.0) | {"y": np.array([1.0, 1.0, 1.0, 1.0])}
    x = np.array([2.0, 3.0, 4.0, -9.0])  # off by 1, 2, 3, -10
    assert huber.forward(x, cache) == (1 / 2 + 2 + 2 * (3 - 1) + 2 * (10 - 1)) / 4
    assert_array_equal(huber.backward(4.0, cache), [1, 2, 2, -2])


@pytest.mark.parametrize("delta", [0.1, 1.0, 2.5])
@pytest.mark.parametrize("shape", [(5,), (4, 1), (2, 6, 3)])
def test_agrees_with_torch_at_the_joint_too(shape, delta, rng, torch):
    y = rng.standard_normal(shape).round(1)
    x = y + rng.choice([-3 * delta, -delta, 0, delta / 2, delta, 7], shape)
    cache = huber.init(delta) | {"y": y}
    theirs = torch.nn.HuberLoss(delta=delta)
    assert_agrees(torch, huber, cache, x, lambda x: theirs(x, torch.tensor(y)))


def test_torchs_smooth_l1_loss_is_this_divided_by_delta(rng, torch):
    x, y = 3 * rng.standard_normal((2, 20))
    theirs = torch.nn.functional.smooth_l1_loss(torch.tensor(x), torch.tensor(y), beta=2.5)
    assert_allclose(huber.forward(x, huber.init(2.5) | {"y": y}) / 2.5, theirs, **EXACTLY)


def test_near_the_target_it_is_half_the_mse_and_far_off_delta_times_the_mae(rng):
    x, y = rng.standard_normal((2, 4, 3))
    near, dnear = run(huber, huber.init(1e6) | {"y": y}, x)
    square, dsquare = run(mse, mse.init() | {"y": y}, x)
    assert_allclose((near, *dnear.flat), np.array([square, *dsquare.flat]) / 2)
    far, dfar = run(huber, huber.init(1e-6) | {"y": y}, x)
    absolute, dabsolute = run(mae, mae.init() | {"y": y}, x)
    assert_allclose((far, *dfar.flat), 1e-6 * np.array([absolute, *dabsolute.flat]), rtol=1e-4)


def test_an_outlier_pulls_where_a_clipped_error_teaches_nothing():
    x, y = np.array([0.5, 50.0]), np.zeros(2)
    _, pull = run(huber, huber.init(1.0) | {"y": y}, x, dout=2.0)
    bounds, loss = clip.init(-1, 1), mse.init() | {"y": y}
    mse.forward(clip.forward(x - y, bounds), loss)
    clipped = clip.backward(mse.backward(1.0, loss), bounds)
    assert_array_equal(pull, [0.5, 1])
    assert_array_equal(clipped, [0.5, 0])


def test_extremes_do_not_overflow():
    cache = huber.init() | {"y": np.array([0, 0, 1e-30, -1e30], np.float32)}
    with np.errstate(over="raise", invalid="raise"):
        out = huber.forward(np.array([1e30, -1e30, 0, 1e30], np.float32), cache)
        dx = huber.backward(4.0, cache)
    assert_allclose(out, 1e30, rtol=1e-6)
    assert_allclose(dx, np.float32([1, -1, -1e-30, 1]))


def test_a_delta_of_numpy_does_not_widen_float32():
    cache = huber.init(np.float64(0.3)) | {"y": np.zeros(2)}
    assert huber.forward(np.ones(2, np.float32), cache).dtype == np.float32


@pytest.mark.parametrize("delta", [0, -1, np.inf, np.nan])
def test_init_names_the_delta_it_refuses(delta):
    with pytest.raises(ValueError, match=f"delta={delta}"):
        huber.init(delta)
