"""Graph: layers wired as any directed acyclic graph, itself a layer, so nets can hold graphs.

    net = graph.init(("x", "y", "z"), "f")                    inputs, and what comes out
    graph.add(net, "q", add, add.init(), "x", "y")
    graph.add(net, "f", multiply, multiply.init(), "q", "z")
    f = graph.forward((-2.0, 5.0, -4.0), net)                 -12; backward gives (-4, -4, 3)

Nodes may be added in any order. A node with several inputs is given a tuple, and "split:1" is
the second output of a node that returns one, such as fork. One input or output is an array,
several are a tuple.

Shapes
    x, dx        what the input nodes take; a tuple where there are several
    out, dout    what the output nodes give; a tuple where there are several

Gradient
    The nodes are run backward in the reverse order. A value that went several ways has part in
    the loss through each, and the total derivative is the sum:

        dv = sum over the nodes that took v of their dx for it

    A value that is both taken and an output has its dout added too.

Source
    CS231n, "Backpropagation, Intuitions"; the order is Kahn's (1962), from Python's graphlib.
"""

from functools import reduce
from graphlib import CycleError, TopologicalSorter
from operator import add as plus

import numpy as np

from arrays.suggest import unknown
from nets import walk
from nets.sequential import locating


def init(inputs, outputs) -> dict:
    """Return a graph without nodes. inputs and outputs are a name, or a tuple of names."""
    wires = {"inputs": inputs, "outputs": outputs, "wires": {}}
    return {"net": "graph", **wires, "layers": []}


def add(net: dict, name: str, module, cache: dict, *inputs: str) -> None:
    """Add a node: a layer or net, and the names of what it takes.

    Raises ValueError for a name that is taken, no inputs, or a cache that another node has.
    """
    if name in net["wires"] or name in several(net["inputs"]) or {":", "/"} & {*name}:
        raise ValueError(f"a node needs a name of its own without : or /, not {name!r}")
    if not inputs:
        raise ValueError(f"node {name!r} takes nothing: name its inputs")
    more = {"layers": [*net["layers"], (name, module, cache)]}
    walk.refuse_shared_caches(more)
    net.update(more, sorted=False)
    net["wires"][name] = inputs


def forward(x, cache: dict):
    """Return out; save its shapes. ValueError for a graph that cannot run, or other inputs."""
    if not cache.get("sorted"):
        sort(cache)
    names, given = several(cache["inputs"]), several(x)
    if len(given) != len(names):
        raise ValueError(
            f"the graph takes {', '.join(names)}, and was given {len(given)} inputs"
        )
    values = dict(zip(names, given, strict=True))
    for name, module, inner in cache["layers"]:
        taken = joined([pick(values, wire) for wire in cache["wires"][name]])
        with locating(name, "forward", taken):
            values[name] = module.forward(taken, inner)
    refuse_unread_outputs(cache, values)
    cache["widths"] = {name: len(v) for name, v in values.items() if isinstance(v, tuple)}
    out = [pick(values, wire) for wire in several(cache["outputs"])]
    cache["shapes"] = [np.shape(a) for a in out]
    return joined(out)


def backward(dout, cache: dict):
    """Return dx; every layer sets its gradients. ValueError if dout is not shaped as out."""
    shapes = [np.shape(a) for a in several(dout)]
    if "shapes" not in cache:
        raise ValueError("backward needs what forward saves: call forward first")
    if shapes != cache["shapes"]:
        raise ValueError(f"dout must have the shapes of out, {cache['shapes']}, not {shapes}")
    found = {}  # by wire: what has come back along it
    collect(found, several(cache["outputs"]), several(dout))
    for name, module, inner in reversed(cache["layers"]):
        dout = total(found, name, cache["widths"].get(name))
        if dout is not None:
            with locating(name, "backward", dout):
                dx = module.backward(dout, inner)
            wires = cache["wires"][name]
            collect(
                found, wires, dx if len(wires) > 1 and dx is not None else [dx] * len(wires)
            )
    return joined([total(found, name, None) for name in several(cache["inputs"])])


def collect(found: dict, wires, gradients) -> None:
    """Put each wire's gradient to those that have come back along it before."""
    for wire, a in zip(wires, gradients, strict=True):
        if a is not None:
            found.setdefault(wire, []).append(a)


def total(found: dict, name: str, width: int | None):
    """Return the sum of a node's gradients, None for none; a tuple if it has width outputs."""
    whole = found.get(name, [])
    if width is None:
        return reduce(plus, whole) if whole else None
    each = [[a[i] for a in whole] + found.get(f"{name}:{i}", []) for i in range(width)]
    return tuple(reduce(plus, part) for part in each) if all(each) else None


def sort(net: dict) -> None:
    """Bring the nodes into an order in which each comes after what it takes.

    Raises ValueError for a name that there is not, a cycle, or a node that leads nowhere.
    """
    inputs, outputs, wires = several(net["inputs"]), several(net["outputs"]), net["wires"]
    sources = {name: [wire.partition(":")[0] for wire in wires[name]] for name in wires}
    ends = [wire.partition(":")[0] for wire in outputs]
    for taker, name in [(t, s) for t in sources for s in sources[t]] + [
        ("out", s) for s in ends
    ]:
        if name not in wires and name not in inputs:
            raise ValueError(
                f"for {taker!r}: {unknown('node or input', name, [*wires, *inputs])}"
            )
    try:
        order = list(TopologicalSorter(sources).static_order())
    except CycleError as error:
        raise ValueError(f"the graph has a cycle: {' <- '.join(error.args[1])}") from None
    taken = {source for name in sources for source in sources[name]} | {*ends}
    for name in (*inputs, *wires):
        if name not in taken:
            raise ValueError(
                f"{name!r} leads nowhere: let a node take it, or make it an output"
            )
    net["layers"].sort(key=lambda part: order.index(part[0]))
    net["sorted"] = True


def refuse_unread_outputs(net: dict, values: dict) -> None:
    """Raise ValueError if a node gave several outputs and one of them is not taken."""
    taken = {*several(net["outputs"])}.union(*net["wires"].values())
    for name, value in values.items():
        if isinstance(value, tuple) and name not in taken:
            for i in range(len(value)):
                if f"{name}:{i}" not in taken:
                    raise ValueError(f"output '{name}:{i}' leads nowhere: let a node take it")


def pick(values: dict, wire: str):
    """Return the value of a wire: a node's, or of its several the i-th, for "name:i"."""
    name, _, i = wire.partition(":")
    return values[name][int(i)] if i else values[name]


def several(v) -> tuple:
    """Return a tuple as it is, and anything else as a tuple of it alone."""
    return v if isinstance(v, tuple) else (v,)


def joined(values: list):
    """Return several values as a tuple, and one as itself."""
    return tuple(values) if len(values) > 1 else values[0]
