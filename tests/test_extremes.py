"""Extremes: scores from 1e-30 to 1e30 in size, in float32, bring no overflow and no nan."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from table import build

ACTIVATIONS = ["relu", "leaky_relu", "sigmoid", "tanh", "softmax", "logsoftmax"]
LOSSES = ["nll", "cross_entropy", "cross_entropy, smoothed", "svm"]

SCORES = {
    "a thousand": [[1000, -1000, 0], [-1000, -1000, -1000], [1000, 1000, 999], [0, 0, -1000]],
    "1e30": [[1e30, -1e30, 0], [-1e30, -1e30, -1e30], [1e30, 1e30, 1e29], [1, 0, -1e30]],
    "1e-30": [[1e-30, -1e-30, 0], [0, 0, 0], [1e-30, 1e30, 1], [-1e-30, -1, -1e30]],
}


@pytest.mark.parametrize("size", SCORES)
@pytest.mark.parametrize("name", ACTIVATIONS + LOSSES)
def test_out_and_dx_are_finite(name, size):
    x = np.array(SCORES[size], np.float32)
    module, cache, _, dout = build(name, x.shape, np.float32)
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        out = module.forward(x, cache)
        dx = module.backward(dout, cache)
    assert np.isfinite(out).all() and np.isfinite(dx).all()


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("y", [0, 1, 2])
def test_a_loss_is_finite_whichever_class_is_true(name, y):
    x = np.concatenate([*SCORES.values()]).astype(np.float32)
    module, cache, _, _ = build(name, x.shape, np.float32)
    cache |= {"y": np.full(len(x), y), "mask": None}
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        out = module.forward(x, cache)
        dx = module.backward(1.0, cache)
    assert out.dtype == np.float32 and np.isfinite(out)
    assert np.isfinite(dx).all()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_ten_thousand_sizes_agree_with_float64(name, rng):
    x = (rng.choice([-1, 1], (10_000, 3)) * 10 ** rng.uniform(-30, 30, (10_000, 3))).astype("f")
    module, cache, _, _ = build(name, x.shape)
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        narrow = module.forward(x, cache)
    wide = module.forward(x.astype(np.float64), cache)
    assert_allclose(narrow, wide, rtol=3e-6, atol=2e-7)
