"""Gates: circuits of CS231n's notes as graphs, each with the inputs that the notes give them.

    graph.forward(x, net)    of    module, net, x = gates.product()
    circuit.trace(*gates.product())

Source
    CS231n, "Backpropagation, Intuitions". Kratzert (2016), "Understanding the backward pass
    through Batch Normalization Layer", for batchnorm's circuit.
"""

import numpy as np

from layers import add, exp, multiply, reciprocal, scale, shift, sigmoid, sqrt, square, total
from nets import graph


def product() -> tuple:
    """Return (graph, net, x): f = (x + y) z at x = -2, y = 5, z = -4."""
    net = graph.init(("x", "y", "z"), "f")
    graph.add(net, "q", add, add.init(), "x", "y")
    graph.add(net, "f", multiply, multiply.init(), "q", "z")
    return graph, net, (-2.0, 5.0, -4.0)


def neuron() -> tuple:
    """Return (graph, net, x): f = 1 / (1 + exp(-(w0 x0 + w1 x1 + w2))), gate by gate.

    At w = [2, -3, -3] and x = [-1, -2].
    """
    net = graph.init(("w0", "x0", "w1", "x1", "w2"), "f")
    graph.add(net, "w0x0", multiply, multiply.init(), "w0", "x0")
    graph.add(net, "w1x1", multiply, multiply.init(), "w1", "x1")
    graph.add(net, "wx", add, add.init(), "w0x0", "w1x1")
    graph.add(net, "score", add, add.init(), "wx", "w2")
    graph.add(net, "minus", scale, scale.init(-1), "score")
    graph.add(net, "exp", exp, exp.init(), "minus")
    graph.add(net, "den", shift, shift.init(1), "exp")
    graph.add(net, "f", reciprocal, reciprocal.init(), "den")
    return graph, net, (2.0, -1.0, -3.0, -2.0, -3.0)


def staged() -> tuple:
    """Return (graph, net, x): f = (x + sigmoid(y)) / (sigmoid(x) + (x + y)^2) at x = 3, y = -4.

    The names are those of the notes' code.
    """
    net = graph.init(("x", "y"), "f")
    graph.add(net, "sigy", sigmoid, sigmoid.init(), "y")
    graph.add(net, "num", add, add.init(), "x", "sigy")
    graph.add(net, "sigx", sigmoid, sigmoid.init(), "x")
    graph.add(net, "xpy", add, add.init(), "x", "y")
    graph.add(net, "xpysqr", square, square.init(), "xpy")
    graph.add(net, "den", add, add.init(), "sigx", "xpysqr")
    graph.add(net, "invden", reciprocal, reciprocal.init(), "den")
    graph.add(net, "f", multiply, multiply.init(), "num", "invden")
    return graph, net, (3.0, -4.0)


def batchnorm(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, *, eps=1e-5) -> tuple:
    """Return (graph, net, (x, gamma, beta)): layers/batchnorm.py in training, as twelve gates.

    x is (N, C), gamma and beta are (C,). N is fixed in the gates for the means. The first mean
    is made with its sign turned, so that to subtract it is to add. ValueError unless N >= 2.
    """
    if np.ndim(x) != 2 or len(x) < 2:
        raise ValueError(f"the circuit takes x of shape (N, C) with N >= 2, not {np.shape(x)}")
    N = len(x)
    net = graph.init(("x", "gamma", "beta"), "out")
    graph.add(net, "sum", total, total.init(), "x")
    graph.add(net, "-mean", scale, scale.init(-1 / N), "sum")
    graph.add(net, "diff", add, add.init(), "x", "-mean")
    graph.add(net, "sq", square, square.init(), "diff")
    graph.add(net, "sumsq", total, total.init(), "sq")
    graph.add(net, "var", scale, scale.init(1 / N), "sumsq")
    graph.add(net, "var+eps", shift, shift.init(eps), "var")
    graph.add(net, "std", sqrt, sqrt.init(), "var+eps")
    graph.add(net, "rstd", reciprocal, reciprocal.init(), "std")
    graph.add(net, "xhat", multiply, multiply.init(), "diff", "rstd")
    graph.add(net, "scaled", multiply, multiply.init(), "gamma", "xhat")
    graph.add(net, "out", add, add.init(), "scaled", "beta")
    return graph, net, (x, gamma, beta)
