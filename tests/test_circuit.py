"""Circuits: what a trace keeps, the steps, the picture without overlaps, and the texts."""

import copy
import functools
import re
import shutil
import subprocess

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from numpy.testing import assert_allclose, assert_array_equal

from diagnose import circuit, gates
from diagnose.circuit.bands import Ring, bands
from diagnose.circuit.cells import cells_and_edges
from layers import (
    add,
    affine,
    batchnorm,
    cross_entropy,
    dropout,
    embedding,
    fork,
    multiply,
    relu,
    scale,
    shift,
    sigmoid,
    softmax,
    square,
    tanh,
)
from nets import graph, mlp, residual, sequential, walk


def draw_graph(rng, n, inputs=3, among=4):
    """Return (graph, net, x): n gates, each of which takes one or two of the last values."""
    names = [f"x{i}" for i in range(inputs)]
    parts, taken = {}, set()
    for i in range(n):
        module, *settings = [
            (add,),
            (multiply,),
            (sigmoid,),
            (tanh,),
            (square,),
            (scale, -0.7),
        ][rng.integers(6)]
        k = 2 if module in (add, multiply) else 1
        wires = [names[-1 - rng.integers(min(among, len(names)))] for _ in range(k)]
        free = [name for name in names if name not in taken]
        if free and rng.random() < 0.7:
            wires[0] = free[0]
        taken |= {*wires}
        parts[f"g{i}"] = module, module.init(*settings), wires
        names.append(f"g{i}")
    left = [name for name in names if name not in taken]
    parts["out"] = add, add.init(), left * 2 if len(left) == 1 else left
    net = graph.init(tuple(names[:inputs]), "out")
    for name, (module, cache, wires) in parts.items():
        graph.add(net, name, module, cache, *wires)
    return graph, net, tuple(rng.uniform(-2, 2, inputs))


def nudged(net, name, x, by):
    """Return the output of a graph with a wire's value moved by so much, for all its takers."""
    inputs = tuple(
        a + by * (a_name == name) for a, a_name in zip(x, net["inputs"], strict=True)
    )
    if name in net["inputs"]:
        return graph.forward(inputs, net)
    more = graph.init(net["inputs"], "moved" if net["outputs"] == name else net["outputs"])
    for part, module, cache in net["layers"]:
        wires = ["moved" if wire == name else wire for wire in net["wires"][part]]
        graph.add(more, part, module, cache, *wires)
    graph.add(more, "moved", shift, shift.init(by), name)
    return graph.forward(x, more)


@pytest.mark.parametrize("seed", range(12))
def test_the_gradient_of_every_wire_is_the_slope_of_the_output_in_it(seed):
    rng = np.random.default_rng(seed)
    module, net, x = draw_graph(rng, int(rng.integers(1, 15)))
    t = circuit.trace(module, net, x)
    assert t.wires.keys() == {*net["inputs"], *net["wires"]}
    for name, wire in t.wires.items():
        slope = (nudged(net, name, x, 1e-5) - nudged(net, name, x, -1e-5)) / 2e-5
        assert_allclose(wire.gradient, slope, rtol=1e-6, atol=1e-7, err_msg=name)


def test_values_and_gradients_are_the_nets_own(rng):
    module, net, x = draw_graph(rng, 12)
    t = circuit.trace(module, net, x)
    assert t.wires["out"].value == graph.forward(x, net)
    assert_allclose(
        [t.wires[name].gradient for name in net["inputs"]], graph.backward(1.0, net)
    )


def test_the_gradient_before_a_split_is_the_sum_of_those_on_its_branches():
    """f = x y + x at x = 3, y = -4."""
    net = graph.init(("x", "y"), "f")
    graph.add(net, "xy", multiply, multiply.init(), "x", "y")
    graph.add(net, "f", add, add.init(), "xy", "x")
    x = circuit.trace(graph, net, (3.0, -4.0)).wires["x"]
    assert dict(x.takers) == {"xy": -4, "f": 1}
    assert x.gradient == -3


def test_a_fork_is_a_wire_that_splits():
    net = graph.init("x", "f")
    graph.add(net, "split", fork, fork.init(2), "x")
    graph.add(net, "up", square, square.init(), "split:1")
    graph.add(net, "f", multiply, multiply.init(), "split:0", "up")
    t = circuit.trace(graph, net, 2.0)
    assert list(t.gates) == ["up", "f"]
    assert sorted(t.wires["x"].takers) == [("f", 4), ("up", 8)]
    assert t.wires["x"].gradient == 12


def test_a_value_that_is_taken_and_given_out_has_its_own_dout_among_its_gradients():
    net = graph.init("x", ("y", "s"))
    graph.add(net, "s", square, square.init(), "x")
    graph.add(net, "y", multiply, multiply.init(), "s", "x")
    t = circuit.trace(graph, net, 3.0, (1.0, 10.0))
    assert dict(t.wires["s"].takers) == {"y": 3, None: 10}
    assert t.wires["x"].gradient == 87


class halves:
    """A layer with two unlike outs: the first half of x, and the second."""

    def forward(x, cache):
        return x[: len(x) // 2], x[len(x) // 2 :]

    def backward(dout, cache):
        return np.concatenate(dout)


def halved(rng):
    """The second half of x times its square, less the first half, which is an output too."""
    net = graph.init("x", ("y", "cut:0"))
    graph.add(net, "cut", halves, {}, "x")
    graph.add(net, "sq", square, square.init(), "cut:1")
    graph.add(net, "cube", multiply, multiply.init(), "sq", "cut:1")
    graph.add(net, "minus", scale, scale.init(-1), "cut:0")
    graph.add(net, "y", add, add.init(), "cube", "minus")
    return graph, net, rng.standard_normal(6)


def test_each_out_of_a_gate_with_several_is_a_wire(rng):
    module, net, x = halved(rng)
    dy, dcut = rng.standard_normal((2, 3))
    t = circuit.trace(module, net, x, (dy, dcut))
    assert_array_equal(t.wires["cut:0"].value, x[:3])
    assert_array_equal(t.wires["cut:1"].value, x[3:])
    assert_allclose(t.wires["cut:0"].gradient, dcut - dy)
    assert_allclose(t.wires["x"].gradient, [*(dcut - dy), *(dy * 3 * x[3:] ** 2)])


def test_a_learned_array_is_a_wire_with_its_gradient(rng):
    cache = affine.init(3, 2, rng, dtype=np.float64)
    x, dout = rng.standard_normal((5, 3)), rng.standard_normal((5, 2))
    t = circuit.trace(affine, cache, x, dout)
    assert t.gates["0.affine"].takes == ["x", "0.affine.w", "0.affine.b"]
    assert t.wires["0.affine.w"].learned and not t.wires["x"].learned
    assert_allclose(t.wires["0.affine.w"].gradient, x.T @ dout)
    assert_allclose(t.wires["x"].gradient, dout @ cache["w"].T)


def test_a_tied_array_is_one_wire_with_the_sum_of_its_gradients(rng):
    first = affine.init(3, 3, rng, dtype=np.float64)
    net = sequential.init((affine, first), (tanh, tanh.init()), (affine, dict(first)))
    x, dout = rng.standard_normal((2, 4, 3))
    t = circuit.trace(sequential, net, x, dout)
    sequential.forward(x, net)
    sequential.backward(dout, net)
    walk.add_tied(net)
    assert "2.affine.w" not in t.wires
    assert_allclose(t.wires["0.affine.w"].gradient, first["dw"])


def deep(rng):
    """A net of all kinds, with a generator and running averages that a forward moves."""
    inner = graph.init("h", "o")
    graph.add(inner, "t", tanh, tanh.init(), "h")
    graph.add(inner, "o", multiply, multiply.init(), "t", "h")
    part = sequential.init((affine, affine.init(4, 4, rng)), (batchnorm, batchnorm.init(4)))
    return sequential.init(
        (affine, affine.init(3, 4, rng) | {"need_dx": False}),
        (residual, residual.init((sequential, part))),
        (dropout, dropout.init(0.5, np.random.default_rng(1))),
        (graph, inner),
    )


def test_nets_are_unfolded_however_deep(rng):
    t = circuit.trace(sequential, deep(rng), rng.standard_normal((5, 3), np.float32))
    around = "1.residual/part/"
    assert list(t.gates) == [
        "0.affine",
        around + "0.affine",
        around + "1.batchnorm",
        "1.residual/sum",
        "2.dropout",
        "3.graph/t",
        "3.graph/o",
    ]
    assert t.gates["1.residual/sum"].takes == ["0.affine", around + "1.batchnorm"]
    assert t.wires["x"].gradient.shape == (5, 3)


def test_a_net_with_a_forward_of_its_own_is_one_gate():
    class doubled:
        def forward(x, cache):
            return 2 * sequential.forward(x, cache)

        def backward(dout, cache):
            return sequential.backward(2 * dout, cache)

    net = sequential.init((square, square.init()), (tanh, tanh.init()))
    net = sequential.init((doubled, net), (scale, scale.init(3)))
    t = circuit.trace(sequential, net, 0.5)
    assert list(t.gates) == ["0.doubled", "1.scale"]
    assert_allclose(t.wires["x"].gradient, 6 * (1 - np.tanh(0.25) ** 2))


def test_the_net_is_left_as_it_was(rng):
    net = deep(rng)
    before = [(path, copy.deepcopy(inner)) for path, inner in walk.layers(net)]
    circuit.trace(sequential, net, rng.standard_normal((5, 3), np.float32))
    for (path, now), (_, then) in zip(walk.layers(net), before, strict=True):
        assert now.keys() == then.keys(), path
        for key in now.keys() - {"rng"}:
            assert_array_equal(now[key], then[key], err_msg=f"{path}.{key}")
    _, _, dropped = net["layers"][2]
    assert dropped["rng"].random() == np.random.default_rng(1).random()


def test_arrays_have_a_drawn_dout_that_is_always_the_same_and_one_number_has_1(rng):
    x = rng.standard_normal((5, 3))
    first, again = (circuit.trace(softmax, softmax.init(), x) for _ in range(2))
    assert np.abs(first.wires["x"].gradient).max() > 0.01
    assert_array_equal(first.wires["x"].gradient, again.wires["x"].gradient)
    both = circuit.trace(fork, fork.init(2), x).wires["x"].takers
    assert not np.allclose(both[0][1], both[1][1])
    assert_array_equal(
        circuit.trace(scale, scale.init(3), x[:1, :1]).wires["x"].gradient, [[3]]
    )


def test_an_index_has_no_gradient(rng):
    t = circuit.trace(embedding, embedding.init(5, 3, rng), np.array([1, 4]))
    assert t.wires["x"].gradient is None
    assert ">none<" in circuit.dot(t)


def test_a_loss_is_the_last_gate_of_a_graph(rng):
    net = graph.init("scores", "L")
    graph.add(net, "L", cross_entropy, cross_entropy.init() | {"y": np.array([0, 1])}, "scores")
    t = circuit.trace(graph, net, rng.standard_normal((2, 3)))
    assert_allclose(t.wires["scores"].gradient.sum(axis=1), 0, atol=1e-15)


def test_too_large_a_net_is_refused_with_what_to_do():
    net = sequential.init(*((relu, relu.init()) for _ in range(60)))
    with pytest.raises(ValueError, match="61 nodes cannot be read.*Trace a part"):
        circuit.trace(sequential, net, np.ones(3))
    circuit.trace(sequential, net | {"layers": net["layers"][1:]}, np.ones(3))


@pytest.mark.parametrize("module, net", [(graph, [1]), ({}, {}), (np.tanh, {})])
def test_what_is_not_a_net_is_refused(module, net):
    with pytest.raises(ValueError, match="a module with forward and backward, and its cache"):
        circuit.trace(module, net, 1.0)


# steps


def shown(figure, what):
    return [text.get_text() for text in figure.axes[0].texts if text.get_gid() == what]


def test_steps_go_forward_and_then_backward_and_say_what_they_do():
    t = circuit.trace(*gates.product())
    assert [(step.way, step.gate) for step in circuit.steps(t)] == [
        ("forward", "q"),
        ("forward", "f"),
        ("backward", None),
        ("backward", "f"),
        ("backward", "q"),
    ]
    assert [step.said for step in circuit.steps(t)] == [
        "forward, +: from x = -2.00, y = 5.00 it makes q = 3.00",
        "forward, ×: from q = 3.00, z = -4.00 it makes f = -12.00",
        "backward starts with 1.00 at f",
        "backward, ×: of 1.00 it hands back -4.00 to q, 3.00 to z",
        "backward, +: of -4.00 it hands back -4.00 to x, -4.00 to y",
    ]


@pytest.mark.parametrize(
    "upto, values, gradients",
    [
        (0, 3, []),
        (1, 4, []),
        (2, 5, []),
        (3, 5, ["1.00"]),
        (4, 5, ["-4.00", "1.00", "3.00"]),
        (5, 5, ["-4.00", "-4.00", "-4.00", "1.00", "3.00"]),
        (None, 5, ["-4.00", "-4.00", "-4.00", "1.00", "3.00"]),
    ],
)
def test_a_picture_shows_what_is_known_so_far(upto, values, gradients):
    figure = circuit.draw(circuit.trace(*gates.product()), upto)
    assert len(shown(figure, "value")) == values
    assert sorted(shown(figure, "gradient")) == gradients


def test_the_pictures_of_all_steps_are_of_one_size_and_each_marks_its_gate():
    t = circuit.trace(*gates.product())
    figures = [circuit.draw(t, upto) for upto in range(6)]
    assert len({tuple(figure.get_size_inches()) for figure in figures}) == 1
    marked = [
        [i for i, gate in enumerate(figure.axes[0].patches[-2:]) if gate.get_linewidth() > 1]
        for figure in figures
    ]
    assert marked == [[], [0], [1], [], [1], [0]]
    assert shown(figures[4], "note")[0] == circuit.steps(t)[3].said


def test_a_sum_is_known_when_the_last_of_its_branches_is():
    t = circuit.trace(*gates.staged())
    total = f"{t.wires['x'].gradient:.2f}"
    takers = [taker for taker, _ in t.wires["x"].takers]
    last = max(
        k for k, s in enumerate(circuit.steps(t), 1) if s.way == "backward" and s.gate in takers
    )
    assert total not in shown(circuit.draw(t, last - 1), "gradient")
    assert total in shown(circuit.draw(t, last), "gradient")


@pytest.mark.parametrize("upto", [-1, 6])
def test_steps_that_there_are_not_are_refused(upto):
    with pytest.raises(ValueError, match=f"0 to 5, the steps of this trace, not {upto}"):
        circuit.draw(circuit.trace(*gates.product()), upto)


# the picture


def norm_circuit(rng):
    return gates.batchnorm(rng.standard_normal((4, 3)), np.ones(3), np.zeros(3))


def small_mlp(rng):
    net = mlp.init((6, 4, 4, 3), rng, norm=batchnorm)
    return mlp, net, rng.standard_normal((5, 6), np.float32)


def chain(rng):
    parts = [tanh, sigmoid, square, relu] * 10
    return sequential, sequential.init(*((part, part.init()) for part in parts)), 0.5


PICTURES = {
    "product": lambda rng: gates.product(),
    "neuron": lambda rng: gates.neuron(),
    "staged": lambda rng: gates.staged(),
    "batchnorm": norm_circuit,
    "mlp": small_mlp,
    "deep": lambda rng: (sequential, deep(rng), rng.standard_normal((5, 3), np.float32)),
    "a chain of 40": chain,
    "40, far apart": lambda rng: draw_graph(rng, 32, 8, 12),
    "40, close": lambda rng: draw_graph(rng, 36, 4, 3),
    "wide": lambda rng: draw_graph(rng, 20, 18, 38),
    "a fork alone": lambda rng: (fork, fork.init(2), 3.0),
    "several outs": halved,
}


@functools.cache
def traced(name):
    return circuit.trace(*(PICTURES | TEXTS)[name](np.random.default_rng(231)))


@functools.cache
def rendered(name):
    """Return the figure, and in pixels, 100 an inch, boxes [(what, box)] and wires [path]."""
    figure = circuit.draw(traced(name))
    figure.set_dpi(100)
    FigureCanvasAgg(figure).draw()
    (axes,) = figure.axes
    texts = [text for text in axes.texts if text.get_text()]
    boxes = [
        (text.get_gid() + " " + text.get_text(), text.get_window_extent()) for text in texts
    ]
    gates = [patch for patch in axes.patches if patch.get_gid() == "gate"]
    boxes += [("gate", patch.get_window_extent().padded(-2)) for patch in gates]
    wires = [patch for patch in axes.patches if patch.get_gid() == "wire"]
    return figure, boxes, [wire.get_path().transformed(wire.get_transform()) for wire in wires]


@pytest.mark.parametrize("name", PICTURES)
def test_no_label_overlaps_another_or_a_gate_or_leaves_the_picture(name):
    figure, boxes, _ = rendered(name)
    whole = figure.bbox
    for i, (what, box) in enumerate(boxes):
        assert whole.x0 <= box.x0 and box.x1 <= whole.x1, what
        assert whole.y0 <= box.y0 and box.y1 <= whole.y1, what
        for other, its in boxes[i + 1 :]:
            if what.startswith("sign") and other == "gate":
                continue
            deep = (
                min(box.x1, its.x1) - max(box.x0, its.x0),
                min(box.y1, its.y1) - max(box.y0, its.y0),
            )
            assert min(deep) <= 1, (what, other)  # a pixel is the room below a line's letters


@pytest.mark.parametrize("name", PICTURES)
def test_no_wire_runs_through_a_label_or_a_gate_that_it_does_not_end_at(name):
    _, boxes, wires = rendered(name)
    for what, box in boxes:
        for wire in wires:
            through = wire.intersects_bbox(box.padded(-2), filled=False)
            (x, y) = wire.vertices[-1]
            ends = (
                what.startswith(("gate", "sign"))
                and box.x0 <= x <= box.x1
                and box.y0 <= y <= box.y1
            )
            assert ends or not through, what


@pytest.mark.parametrize("name", PICTURES)
def test_every_value_and_gradient_is_in_the_picture_and_in_the_texts(name):
    t, (figure, *_) = traced(name), rendered(name)
    mermaid, dot = circuit.mermaid(t), circuit.dot(t)
    gradients = [d for wire in t.wires.values() for _, d in wire.takers]
    gradients += [wire.gradient for wire in t.wires.values() if len(wire.takers) > 1]
    assert len(shown(figure, "value")) == len(t.wires)
    assert len(shown(figure, "gradient")) == len(gradients)
    assert mermaid.count("∇") == dot.count("<i>") == len(gradients)
    for label in shown(figure, "value") + shown(figure, "gradient"):
        assert label.replace("\n", " ") in dot and label.replace("\n", " ") in mermaid


def test_an_input_stands_in_the_band_of_the_gate_that_takes_it():
    t = traced("mlp")
    parts = bands(*cells_and_edges(t))
    broken = [
        cell.of for cells, _ in parts for cell in cells.values() if isinstance(cell, Ring)
    ]
    assert len(parts) > 1 and broken
    assert not {*broken} & {*t.wires}  # an input's cell has the name of its wire


def test_values_stand_above_their_wires_and_gradients_below_in_italics():
    figure = circuit.draw(circuit.trace(*gates.product()))
    styles = {
        text.get_gid(): (text.get_va(), text.get_style()) for text in figure.axes[0].texts
    }
    assert styles["value"] == ("bottom", "normal")
    assert styles["gradient"] == ("top", "italic")


def test_numbers_are_written_as_in_the_notes_and_arrays_as_shape_and_rms():
    figure = circuit.draw(circuit.trace(scale, scale.init(-0.5), 0.0123))
    assert shown(figure, "value") == ["0.012", "-0.0062"]
    x = np.array([[3.0, 4.0]] * 2)
    figure = circuit.draw(circuit.trace(scale, scale.init(2.0), x, x))
    assert shown(figure, "value") == ["(2, 2)\nrms 3.54", "(2, 2)\nrms 7.07"]
    assert sorted(shown(figure, "gradient")) == ["rms 3.54", "rms 7.07"]


# the texts


def odd():
    """A graph whose names hold what means something in Mermaid, DOT or HTML."""
    net = graph.init(('a"b', "<i>&#"), "end]")
    graph.add(net, "end]", add, add.init(), 'a"b', "+ <x>\\")
    graph.add(net, "+ <x>\\", scale, scale.init(-0.5), "<i>&#")
    return graph, net, (1.0, 2.0)


TEXTS = PICTURES | {"odd names": lambda rng: odd()}
NODE = r'(n\d+)(\(\["[^"]+"\]\)|\[/"[^"]+"/\]|\(\("[^"]+"\)\))'


@pytest.mark.parametrize("name", TEXTS)
def test_mermaid_is_a_flowchart_of_nodes_and_labelled_edges_between_them(name):
    head, *lines = circuit.mermaid(traced(name)).splitlines()
    assert head == "flowchart LR"
    nodes = [m[1] for line in lines if (m := re.fullmatch(f"    {NODE}", line))]
    edge = r'    (n\d+) -->\|"(?:[^"<>]+<br/>)?∇ [^"<>]+"\| (n\d+)'
    edges = [m.groups() for line in lines if (m := re.fullmatch(edge, line))]
    assert len(nodes) + len(edges) == len(lines)
    assert len({*nodes}) == len(nodes) and {*nodes} == {end for pair in edges for end in pair}


@pytest.mark.parametrize("name", TEXTS)
def test_dot_is_a_digraph_of_nodes_and_labelled_edges_between_them(name):
    text = circuit.dot(traced(name))
    head, *lines, tail = text.splitlines()
    assert (head, tail) == ("digraph circuit {", "}")
    node = r'    (n\d+) \[shape=[\w, =.]+, label="((?:[^"\\]|\\.)*)"\];'
    nodes = [m[1] for line in lines if (m := re.fullmatch(node, line))]
    font = r'<font color="#\w+">[^<>]+</font>'
    edge = rf"    (n\d+) -> (n\d+) \[label=<(?:{font}<br/>)?<i>{font}</i>>\];"
    edges = [m.groups() for line in lines if (m := re.fullmatch(edge, line))]
    assert len(nodes) + len(edges) + 2 == len(lines)
    assert len({*nodes}) == len(nodes) and {*nodes} == {end for pair in edges for end in pair}
    if shutil.which("dot"):
        subprocess.run(["dot", "-Tsvg"], input=text.encode(), check=True, capture_output=True)


def test_mermaid_of_the_product():
    assert circuit.mermaid(circuit.trace(*gates.product())) == (
        "flowchart LR\n"
        '    n0(["x"])\n'
        '    n1(["y"])\n'
        '    n2(["z"])\n'
        '    n3(("#43;"))\n'
        '    n4(("×"))\n'
        '    n5(["f"])\n'
        '    n0 -->|"-2.00<br/>∇ -4.00"| n3\n'
        '    n1 -->|"5.00<br/>∇ -4.00"| n3\n'
        '    n2 -->|"-4.00<br/>∇ 3.00"| n4\n'
        '    n3 -->|"q: 3.00<br/>∇ -4.00"| n4\n'
        '    n4 -->|"f: -12.00<br/>∇ 1.00"| n5\n'
    )
