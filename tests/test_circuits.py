"""The worked numbers of CS231n's "Backpropagation, Intuitions", on circuits of gates."""

from collections import defaultdict

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from diagnose import gradcheck
from layers import (
    add,
    exp,
    fork,
    matmul,
    maximum,
    multiply,
    reciprocal,
    scale,
    shift,
    sigmoid,
    square,
)


def test_a_sum_times_a_number():
    """f = (x + y) z at x = -2, y = 5, z = -4."""
    total, product = {}, {}
    q = add.forward((-2.0, 5.0), total)
    f = multiply.forward((q, -4.0), product)
    dq, dz = multiply.backward(1.0, product)
    dx, dy = add.backward(dq, total)
    assert (q, f) == (3, -12)
    assert (dx, dy, dz) == (-4, -4, 3)


def test_the_neuron_has_the_gradients_of_the_notes():
    """out = sigmoid(w0 x0 + w1 x1 + w2) at w = [2, -3, -3], x = [-1, -2]."""
    w, x = np.array([[2.0, -3.0, -3.0]]), np.array([[-1.0], [-2.0], [1.0]])
    product, squashed = {}, {}
    score = matmul.forward((w, x), product)
    out = sigmoid.forward(score, squashed)
    assert score == 1
    assert_allclose(out, 0.73, atol=0.005)
    dscore = sigmoid.backward(np.ones((1, 1)), squashed)
    assert_allclose(dscore, 0.20, atol=0.005)
    dw, dx = matmul.backward(dscore, product)
    assert_allclose(dw, [[-0.20, -0.39, 0.20]], atol=0.005)
    assert_allclose(dx[:2], [[0.39], [-0.59]], atol=0.005)


def test_the_sigmoid_is_four_gates():
    """1 / (1 + exp(-1)), with the values and gradients that the notes write on the wires."""
    gates = [
        (scale, scale.init(-1), -1.00, -0.20),
        (exp, exp.init(), 0.37, -0.53),
        (shift, shift.init(1), 1.37, -0.53),
        (reciprocal, reciprocal.init(), 0.73, 1.00),
    ]
    v = dv = np.float64(1)
    for gate, cache, value, _ in gates:
        v = gate.forward(v, cache)
        assert_allclose(v, value, atol=0.005)
    for gate, cache, _, slope in reversed(gates):
        assert_allclose(dv, slope, atol=0.005)
        dv = gate.backward(dv, cache)
    whole = {}
    assert_allclose(v, sigmoid.forward(1.0, whole), rtol=1e-12)
    assert_allclose(dv, sigmoid.backward(1.0, whole), rtol=1e-12)


class Staged:
    """f = (x + sigmoid(y)) / (sigmoid(x) + (x + y)^2), a layer whose caches are its gates'."""

    @staticmethod
    def forward(xy, cache):
        (x, y), at = xy, defaultdict(dict)
        cache["gates"], at["x"], at["y"] = at, fork.init(3), fork.init(2)
        x_num, x_sig, x_sum = fork.forward(x, at["x"])
        y_sig, y_sum = fork.forward(y, at["y"])
        num = add.forward((x_num, sigmoid.forward(y_sig, at["sigy"])), at["num"])
        xpysqr = square.forward(add.forward((x_sum, y_sum), at["xpy"]), at["xpysqr"])
        den = add.forward((sigmoid.forward(x_sig, at["sigx"]), xpysqr), at["den"])
        return multiply.forward((num, reciprocal.forward(den, at["invden"])), at["f"])

    @staticmethod
    def backward(dout, cache):
        at = cache["gates"]
        dnum, dinvden = multiply.backward(dout, at["f"])
        dsigx, dxpysqr = add.backward(reciprocal.backward(dinvden, at["invden"]), at["den"])
        dx_sum, dy_sum = add.backward(square.backward(dxpysqr, at["xpysqr"]), at["xpy"])
        dx_num, dsigy = add.backward(dnum, at["num"])
        dx_sig = sigmoid.backward(dsigx, at["sigx"])
        dy_sig = sigmoid.backward(dsigy, at["sigy"])
        dx = fork.backward((dx_num, dx_sig, dx_sum), at["x"])
        return dx, fork.backward((dy_sig, dy_sum), at["y"])


def test_the_staged_computation_agrees_with_the_derivation_of_the_notes():
    x, y = 3.0, -4.0
    sigy = 1 / (1 + np.exp(-y))
    num = x + sigy
    sigx = 1 / (1 + np.exp(-x))
    xpy = x + y
    den = sigx + xpy**2
    invden = 1 / den

    dnum, dinvden = invden, num
    dden = -1 / den**2 * dinvden
    dx = dy = 2 * xpy * dden
    dx += (1 - sigx) * sigx * dden
    dx += dnum
    dy += (1 - sigy) * sigy * dnum

    cache = {}
    assert_allclose(Staged.forward((x, y), cache), num * invden, rtol=1e-12)
    assert_allclose(Staged.backward(1.0, cache), [dx, dy], rtol=1e-12)
    assert_allclose([dx, dy], [2.0595697955721652, 1.5922327514838093], rtol=1e-12)


@pytest.mark.parametrize("method, at_most", [("difference", 1e-9), ("complex", 1e-14)])
def test_the_staged_computation_agrees_with_its_slopes(method, at_most):
    errors = gradcheck.errors(Staged, {}, (3.0, -4.0), method=method)
    assert errors.keys() == {"dx[0]", "dx[1]"}
    assert max(errors.values()) <= at_most


def test_a_products_gradients_are_the_only_ones_whose_dimensions_fit(rng):
    W, X = rng.standard_normal((5, 10)), rng.standard_normal((10, 3))
    cache = {}
    D = matmul.forward((W, X), cache)
    dD = rng.standard_normal(D.shape)
    dW, dX = matmul.backward(dD, cache)
    assert_array_equal(dW, dD @ X.T)
    assert_array_equal(dX, W.T @ dD)


def test_gradients_add_up_at_forks():
    """f = x y + x at x = 3, y = -4: x is used twice, and df/dx = y + 1."""
    two, product, total = fork.init(2), {}, {}
    first, second = fork.forward(3.0, two)
    f = add.forward((multiply.forward((first, -4.0), product), second), total)
    dproduct, dsecond = add.backward(1.0, total)
    dfirst, dy = multiply.backward(dproduct, product)
    assert f == -9
    assert (fork.backward((dfirst, dsecond), two), dy) == (-4 + 1, 3)


def test_add_distributes_max_routes_and_multiply_switches():
    """f = 2 (x y + max(z, w)) at x = 3, y = -4, z = 2, w = -1."""
    switcher, router, distributor, double = {}, {}, {}, scale.init(2)
    xy = multiply.forward((3.0, -4.0), switcher)
    largest = maximum.forward((2.0, -1.0), router)
    f = scale.forward(add.forward((xy, largest), distributor), double)
    assert (xy, largest, f) == (-12, 2, -20)
    dxy, dlargest = add.backward(scale.backward(1.0, double), distributor)
    assert (dxy, dlargest) == (2, 2)
    assert multiply.backward(dxy, switcher) == (-8, 6)
    assert maximum.backward(dlargest, router) == (2, 0)
