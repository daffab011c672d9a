"""Graphs: order, forks, several inputs and outputs, refusals, nesting, saving."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from diagnose import gradcheck
from layers import add, affine, fork, multiply, relu, square, tanh
from nets import checkpoint, graph, residual, sequential, walk


def circuit():
    """(x + y) z, its nodes added last to first."""
    net = graph.init(("x", "y", "z"), "f")
    graph.add(net, "f", multiply, multiply.init(), "q", "z")
    graph.add(net, "q", add, add.init(), "x", "y")
    return net


def test_the_circuit_of_the_notes_whatever_order_its_nodes_came_in():
    net = circuit()
    assert graph.forward((-2.0, 5.0, -4.0), net) == -12
    assert graph.backward(1.0, net) == (-4, -4, 3)


def test_gradients_add_where_a_value_goes_several_ways():
    net = graph.init("x", ("y", "s"))
    graph.add(net, "s", square, square.init(), "x")
    graph.add(net, "y", multiply, multiply.init(), "s", "x")
    assert graph.forward(3.0, net) == (27, 9)
    assert graph.backward((1.0, 10.0), net) == 3 * 9 + 10 * 2 * 3  # of x^3, and of 10 x^2


def test_outputs_of_one_node_are_taken_by_number_or_all_together():
    net = graph.init("x", "y")
    graph.add(net, "split", fork, fork.init(2), "x")
    graph.add(net, "up", square, square.init(), "split:1")
    graph.add(net, "y", multiply, multiply.init(), "split:0", "up")
    assert graph.forward(2.0, net) == 8
    assert graph.backward(1.0, net) == 12
    whole = graph.init("x", "y")
    graph.add(whole, "split", fork, fork.init(3), "x")
    graph.add(whole, "y", add, add.init(), "split")
    assert graph.forward(2.0, whole) == 6
    assert graph.backward(1.0, whole) == 3


def branching(rng):
    """Two branches of an affine layer's output, one through a nested graph."""
    inner = graph.init("h", "o")
    graph.add(inner, "t", tanh, tanh.init(), "h")
    graph.add(inner, "o", multiply, multiply.init(), "t", "h")
    net = graph.init("x", "out")
    graph.add(net, "out", add, add.init(), "left", "right")
    graph.add(net, "right", graph, inner, "h")
    graph.add(net, "left", affine, affine.init(4, 4, rng, dtype=np.float64), "h")
    graph.add(net, "h", affine, affine.init(3, 4, rng, dtype=np.float64), "x")
    return net


def test_every_gradient_is_the_slope(rng):
    net = branching(rng)
    graph.forward(np.zeros((1, 3)), net)
    errors = gradcheck.errors(graph, net, rng.standard_normal((5, 3)), method="complex")
    assert errors.keys() == {"dx", "h.dw", "h.db", "left.dw", "left.db"}
    assert max(errors.values()) <= 1e-12


def test_a_graph_nests_in_a_sequential_net_and_the_other_way_round(rng):
    chain = sequential.init((relu, relu.init()), (affine, affine.init(4, 2, rng, dtype=float)))
    net = graph.init("x", "y")
    graph.add(net, "y", sequential, chain, "g")
    graph.add(net, "g", graph, branching(rng), "x")
    both = sequential.init((graph, net), (tanh, tanh.init()))
    errors = gradcheck.errors(sequential, both, rng.standard_normal((5, 3)))
    assert max(errors.values()) <= 1e-7
    assert "0.graph/y/1.affine.dw" in errors
    assert "0.graph/g/right/o" in walk.table(both, np.zeros((1, 3)))


def test_tied_arrays_get_the_sum_of_their_gradients(rng):
    first = affine.init(3, 3, rng, dtype=np.float64)
    net = graph.init("x", "y")
    graph.add(net, "a", affine, first, "x")
    graph.add(net, "y", affine, dict(first), "a")
    assert [path for path, _, _ in walk.learned(net)] == ["a.w", "a.b"]
    x, dout = rng.standard_normal((2, 4, 3))
    graph.forward(x, net)
    graph.backward(dout, net)
    walk.add_tied(net)
    w, h = first["w"], 1e-6
    slope = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        kept = w[i]
        w[i] = kept + h
        above = np.sum(graph.forward(x, net) * dout)
        w[i] = kept - h
        slope[i] = (above - np.sum(graph.forward(x, net) * dout)) / (2 * h)
        w[i] = kept
    assert_allclose(first["dw"], slope, rtol=1e-6)


def test_the_same_cache_at_two_nodes_is_refused_with_the_way_to_tie(rng):
    shared = affine.init(3, 3, rng)
    net = graph.init("x", "b")
    graph.add(net, "a", affine, shared, "x")
    with pytest.raises(ValueError, match=r"a and b are the same cache.*dict\(cache\)"):
        graph.add(net, "b", affine, shared, "a")
    graph.add(net, "b", affine, dict(shared), "a")
    assert graph.forward(np.ones((2, 3), np.float32), net).shape == (2, 3)


@pytest.mark.parametrize(
    "nodes, message",
    [
        ({"y": ("a",), "a": ("y",)}, r"cycle: (y <- a <- y|a <- y <- a)"),
        ({"y": ("xx",)}, "for 'y': no node or input is called 'xx'; did you mean 'x'"),
        ({"z": ("x",)}, "for 'out': no node or input is called 'y'"),
        ({"y": ("x",), "a": ("x",)}, "'a' leads nowhere"),
        ({"y": ("a",), "a": ("a",)}, "cycle: a <- a"),
    ],
)
def test_a_graph_that_cannot_run_is_refused_by_name(nodes, message):
    net = graph.init("x", "y")
    for name, inputs in nodes.items():
        graph.add(net, name, relu, relu.init(), *inputs)
    with pytest.raises(ValueError, match=message):
        graph.forward(np.ones(2), net)


def test_an_input_or_output_that_nobody_takes_is_refused():
    net = graph.init(("x", "z"), "y")
    graph.add(net, "y", relu, relu.init(), "x")
    with pytest.raises(ValueError, match="'z' leads nowhere"):
        graph.forward((1.0, 2.0), net)
    net = graph.init("x", "y")
    graph.add(net, "split", fork, fork.init(2), "x")
    graph.add(net, "y", relu, relu.init(), "split:0")
    with pytest.raises(ValueError, match="output 'split:1' leads nowhere"):
        graph.forward(1.0, net)


@pytest.mark.parametrize("name", ["x", "a", "b:1", "b/1"])
def test_a_name_that_is_taken_or_means_something_else_is_refused(name):
    net = graph.init("x", "y")
    graph.add(net, "a", relu, relu.init(), "x")
    with pytest.raises(ValueError, match="a name of its own"):
        graph.add(net, name, relu, relu.init(), "x")


def test_other_numbers_of_inputs_and_other_douts_are_refused():
    net = circuit()
    with pytest.raises(ValueError, match="takes x, y, z, and was given 2"):
        graph.forward((1.0, 2.0), net)
    graph.forward((1.0, 2.0, 3.0), net)
    with pytest.raises(ValueError, match="shapes of out"):
        graph.backward(np.ones(3), net)


def test_an_error_names_the_node(rng):
    net = branching(rng)
    with pytest.raises(ValueError) as caught:
        graph.forward(np.zeros((5, 7)), net)
    assert caught.value.__notes__ == ["in h.forward, given float64 of shape (5, 7)"]


def test_a_saved_graph_gives_the_same(tmp_path, rng):
    net = sequential.init(
        (graph, branching(rng)), (residual, residual.init((tanh, tanh.init())))
    )
    x = rng.standard_normal((5, 3))
    out = sequential.forward(x, net)
    checkpoint.save(tmp_path / "net.npz", sequential, net)
    module, again, _, _ = checkpoint.load(tmp_path / "net.npz")
    assert_allclose(module.forward(x, again), out, rtol=1e-15)


def test_a_residual_adds_its_input_and_both_gradients(rng):
    net = residual.init((affine, affine.init(3, 3, rng, dtype=np.float64)))
    shortcut = residual.init(
        (affine, affine.init(3, 2, rng, dtype=np.float64)),
        (affine, affine.init(3, 2, rng, dtype=np.float64)),
    )
    x = rng.standard_normal((5, 3))
    for each in (net, shortcut):
        assert max(gradcheck.errors(residual, each, x, method="complex").values()) <= 1e-12
    _, _, inner = net["layers"][0]
    assert_allclose(residual.forward(x, net), x + x @ inner["w"] + inner["b"])


def test_a_residual_of_unequal_shapes_is_refused(rng):
    net = residual.init((affine, affine.init(3, 2, rng)))
    with pytest.raises(
        ValueError, match=r"its part gives \(5, 2\), the way around it \(5, 3\)"
    ):
        residual.forward(np.zeros((5, 3), np.float32), net)
