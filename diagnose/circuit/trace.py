"""The trace of a net: one run forward and backward, with what went along each of its wires.

The net's own code is what runs, on a twin whose every part notes what passes.
"""

from types import SimpleNamespace

import numpy as np

from diagnose.circuit.unfold import UNFOLDED, Trace, Wire, numbered, several, under, unfold
from nets import graph, walk

MOST = 60  # nodes; 40 are legible, and a page ends not far beyond
SEED = 20161219  # an unusual one: dout should not be what the caller drew as x


def trace(module, net: dict, x, dout=None) -> Trace:
    """Run a twin of a net, or of any layer, forward and backward; return what was seen.

    x is an array or number, or a tuple of several. Without a dout it is 1 where the output is
    one number, and else normal numbers, always the same ones: for a dout of ones the gradient
    of a softmax or a batchnorm is 0. net stays as it is: its caches, running averages and
    generators too. Raises ValueError for what is not a net, for another number of inputs than
    it takes, or for a circuit of more than 60 nodes.
    """
    if not isinstance(net, dict) or not hasattr(module, "backward"):
        raise ValueError(
            "trace needs a module with forward and backward, and its cache, as in "
            f"trace(graph, net, x), not {type(module).__name__} and {type(net).__name__}"
        )
    whole = walk.trial({"layers": [("", module, net)]})
    for _, inner in walk.layers(whole):
        inner.pop("need_dx", None)  # here the first layer's dx is read
    seen = {}
    run, net = recorded(module, whole["layers"][0][2], "", seen)
    out = run.forward(x, net)
    dout = drawn(out, np.random.default_rng(SEED)) if dout is None else dout
    run.backward(dout, net)

    t = Trace()
    wired = module.forward is graph.forward
    names = several(net["inputs"]) if wired else numbered("x", x)
    for name, value in zip(names, several(x), strict=True):
        t.wires[name] = Wire(name, value)
    outs = unfold(t, seen, "", net, list(names))
    for name, gradient in zip(outs, several(dout), strict=True):
        t.wires[name].takers.append((None, gradient))
    refuse_large(t)
    return t


def drawn(out, rng):
    """Return a dout for out: 1 for one number, else drawn from rng."""
    if isinstance(out, tuple):
        return tuple(drawn(a, rng) for a in out)
    if np.ndim(out) == 0:
        return 1.0
    if out.size == 1:
        return np.ones_like(out)
    return rng.standard_normal(out.shape).astype(out.dtype)


def recorded(module, cache: dict, path: str, seen: dict) -> tuple:
    """Return (module, cache) that keep in seen, by path, what comes out both ways."""
    if module.forward in UNFOLDED:
        parts = [
            (name, *recorded(part, inner, under(path, name), seen))
            for name, part, inner in cache["layers"]
        ]
        cache = cache | {"layers": parts}
    seen[path] = here = SimpleNamespace(module=module, dout=None, dx=None)

    def forward(x, cache):
        here.out = module.forward(x, cache)
        return here.out

    def backward(dout, cache):
        here.dout, here.dx = dout, module.backward(dout, cache)
        return here.dx

    return SimpleNamespace(forward=forward, backward=backward), cache


def refuse_large(t: Trace) -> None:
    """Raise ValueError if t has more nodes than can be told apart."""
    n = len(t.gates) + sum(wire.source is None for wire in t.wires.values())
    if n > MOST:
        raise ValueError(
            f"a circuit of {n} nodes cannot be read, and {MOST} are the most. Trace a part of "
            'the net by itself: each of net["layers"] is a (name, module, cache)'
        )
