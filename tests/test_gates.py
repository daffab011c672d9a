"""The circuits of the notes: their numbers, their slopes, and batchnorm as twelve gates."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from diagnose import circuit, gates, gradcheck
from layers import batchnorm
from nets import graph


def numbers(t, *names):
    return [(round(t.wires[name].value, 2), round(t.wires[name].gradient, 2)) for name in names]


def test_the_product_has_the_gradients_of_the_notes():
    t = circuit.trace(*gates.product())
    assert numbers(t, "x", "y", "z") == [(-2, -4), (5, -4), (-4, 3)]
    assert numbers(t, "q", "f") == [(3, -4), (-12, 1)]


def test_the_neuron_has_on_every_wire_the_numbers_of_the_notes():
    t = circuit.trace(*gates.neuron())
    assert numbers(t, "w0", "x0") == [(2, -0.20), (-1, 0.39)]
    assert numbers(t, "w1", "x1") == [(-3, -0.39), (-2, -0.59)]
    assert numbers(t, "w2") == [(-3, 0.20)]
    assert numbers(t, "w0x0", "w1x1", "wx", "score") == [
        (-2, 0.2),
        (6, 0.2),
        (4, 0.2),
        (1, 0.2),
    ]
    assert numbers(t, "minus", "exp", "den") == [(-1, -0.20), (0.37, -0.53), (1.37, -0.53)]
    assert numbers(t, "f") == [(0.73, 1)]


def test_the_staged_expression_by_its_formula_and_its_slopes():
    module, net, (x, y) = gates.staged()
    t = circuit.trace(module, net, (x, y))
    sigx, sigy = 1 / (1 + np.exp(-x)), 1 / (1 + np.exp(-y))
    assert_allclose(t.wires["f"].value, (x + sigy) / (sigx + (x + y) ** 2), rtol=1e-14)
    assert_allclose(t.wires["f"].value, 1.5456448841066441, rtol=1e-14)
    assert_allclose(t.wires["x"].gradient, 2.0595697955721652, rtol=1e-14)
    assert_allclose(t.wires["y"].gradient, 1.5922327514838093, rtol=1e-14)


@pytest.mark.parametrize("make", [gates.product, gates.neuron, gates.staged])
def test_gradients_are_the_slopes(make):
    module, net, x = make()
    x = tuple(np.array(a) for a in x)
    assert max(gradcheck.errors(module, net, x, method="complex").values()) <= 1e-13


@pytest.mark.parametrize("N, C", [(2, 1), (5, 3), (64, 7)])
@pytest.mark.parametrize("far", [0, 100])
def test_twelve_gates_are_a_batchnorm(N, C, far, rng):
    x = far + rng.standard_normal((N, C))
    gamma, beta, dout = (
        rng.standard_normal(C),
        rng.standard_normal(C),
        rng.standard_normal((N, C)),
    )
    module, net, inputs = gates.batchnorm(x, gamma, beta, eps=1e-3)
    out = module.forward(inputs, net)
    dx, dgamma, dbeta = module.backward(dout, net)

    cache = batchnorm.init(C, eps=1e-3, dtype=np.float64) | {"gamma": gamma, "beta": beta}
    assert len(net["layers"]) == 12
    assert_allclose(out, batchnorm.forward(x, cache), rtol=0, atol=1e-12)
    assert_allclose(dx, batchnorm.backward(dout, cache), rtol=0, atol=1e-12)
    assert_allclose(dgamma, cache["dgamma"], rtol=1e-12, atol=1e-12)
    assert_allclose(dbeta, cache["dbeta"], rtol=1e-12, atol=1e-12)


def test_the_gates_gradients_are_the_complex_steps(rng):
    given = rng.standard_normal((5, 3)), rng.standard_normal(3), rng.standard_normal(3)
    module, net, x = gates.batchnorm(*given)
    assert max(gradcheck.errors(module, net, x, method="complex").values()) <= 1e-12


@pytest.mark.parametrize("shape", [(1, 3), (4,), (2, 3, 4)])
def test_batchnorm_takes_two_or_more_rows(shape):
    with pytest.raises(ValueError, match=r"x of shape \(N, C\) with N >= 2, not \("):
        gates.batchnorm(np.zeros(shape), np.ones(3), np.zeros(3))


def test_a_circuit_runs_as_the_graph_that_it_is():
    module, net, x = gates.product()
    assert module is graph
    assert graph.forward(x, net) == -12
