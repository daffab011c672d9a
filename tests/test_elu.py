"""ELU: by hand, beside PyTorch, at its kink, in its tails, and the alphas it refuses."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import elu, relu


def test_by_hand():
    cache = elu.init(4.0)
    out = elu.forward(np.array([np.log(0.5), 0.0, 3.0]), cache)
    assert_allclose(out, [-2, 0, 3])  # 4 (1/2 - 1)
    assert_allclose(elu.backward(np.array([5.0, 6.0, 7.0]), cache), [10, 24, 7])  # 4 / 2, 4, 1


@pytest.mark.parametrize("alpha", [0.1, 1.0, 2.5])
@pytest.mark.parametrize("shape", [(), (7,), (4, 3), (2, 3, 4, 5), (0, 3)])
def test_agrees_with_torch_at_the_kink_too(shape, alpha, rng, torch):
    x = np.asarray(3 * rng.standard_normal(shape)).round(1)
    theirs = torch.nn.ELU(alpha)
    assert_agrees(torch, elu, elu.init(alpha), x, theirs)
    assert_agrees(torch, elu, elu.init(alpha), np.zeros(3), theirs)


def test_agrees_with_torch_on_a_strided_view(rng, torch):
    x = rng.standard_normal((6, 5, 4))[::2, :, 1::2].T
    assert_agrees(torch, elu, elu.init(), x, torch.nn.ELU())


def test_the_left_tail_keeps_its_digits_in_float32():
    x = -np.logspace(-30, np.log10(87), 500, dtype=np.float32)
    cache = elu.init()
    assert_allclose(elu.forward(x, cache), np.expm1(x.astype(float)), rtol=1e-6)
    dx = elu.backward(np.ones_like(x), cache)  # out + 1 would be 0 from x = -17 on
    assert_allclose(dx, np.exp(x.astype(float)), rtol=1e-5)


def test_extremes_do_not_overflow():
    x, cache = np.array([-1e30, -100, 0, 100, 1e30], np.float32), elu.init(0.5)
    with np.errstate(over="raise", invalid="raise"):
        assert_array_equal(elu.forward(x, cache), x.clip(-0.5))
        assert_allclose(elu.backward(np.ones_like(x), cache), [0, 0, 0.5, 1, 1], atol=1e-40)


def test_with_alpha_1_the_slope_does_not_jump_at_0():
    cache = elu.init()
    elu.forward(np.array([-1e-9, 0.0, 1e-9]), cache)
    assert_allclose(elu.backward(np.ones(3), cache), 1, rtol=1e-8)


def test_it_is_a_relu_on_the_right_and_never_below_minus_alpha(rng):
    x = 10 * rng.standard_normal(1000)
    out = elu.forward(x, elu.init(0.3))
    assert_array_equal(np.maximum(out, 0), relu.forward(x, {}))
    assert -0.3 <= out.min() < -0.29


def test_an_alpha_of_numpy_does_not_widen_float32():
    cache = elu.init(np.float64(0.3))
    assert elu.forward(np.ones(2, np.float32), cache).dtype == np.float32


@pytest.mark.parametrize("alpha", [0, -1, np.inf, np.nan])
def test_init_names_the_alpha_it_refuses(alpha):
    with pytest.raises(ValueError, match=f"alpha={alpha}"):
        elu.init(alpha)
