"""Unfolding: the gates and wires of a net, once it is known what each of its parts was given.

sequential, graph and residual nets are unfolded into their layers, however deep; any other net,
and any layer, is one gate. A learned array is a wire into its gate, as x is. An array that two
caches hold is one wire with two takers. A fork is no gate but a wire that splits.

    value                        what the wire's source gave, or what the net was given
    gradient = sum over takers   of what each of them handed back: gradients add up at forks

A wire that is an output of the net has the dout there among what its takers handed back.
"""

from dataclasses import dataclass, field
from functools import reduce
from operator import add as plus
from types import SimpleNamespace

import numpy as np

from layers import add, fork
from nets import graph, residual, sequential


@dataclass
class Wire:
    """A value, where it comes from, and every place that it goes to.

    source    its gate's name; None for an input of the net or a learned array
    takers    (gate's name, gradient) for each; the name is None where the net's output is
    """

    name: str
    value: np.ndarray
    source: str | None = None
    learned: bool = False
    takers: list = field(default_factory=list)

    @property
    def gradient(self):
        """The sum over the takers; None if none of them has one, as for an index."""
        found = [gradient for _, gradient in self.takers if gradient is not None]
        return reduce(plus, found) if found else None


@dataclass
class Gate:
    """A layer at its place: the wires that it takes and gives, by name, and its cache."""

    name: str
    layer: str
    cache: dict
    takes: list[str]
    gives: list[str]


@dataclass
class Trace:
    """Gates in the order of the forward pass, wires in that in which they got their values."""

    gates: dict[str, Gate] = field(default_factory=dict)
    wires: dict[str, Wire] = field(default_factory=dict)


def unfold(t: Trace, seen: dict, path: str, cache: dict, taken: list[str]) -> list[str]:
    """Put what is at path and takes those wires into t; return the names of what it gives.

    seen holds for each path the module, and the out, dout and dx that it had.
    """
    here = seen[path]
    if here.module is fork:
        return taken * cache["n"]
    if here.module.forward in UNFOLDED:
        return UNFOLDED[here.module.forward](t, seen, path, cache, taken)
    return gate(t, path, here.module, cache, here, taken)


def unfold_sequential(t, seen, path, cache, taken):
    for name, _, inner in cache["layers"]:
        taken = unfold(t, seen, under(path, name), inner, taken)
    return taken


def unfold_graph(t, seen, path, cache, taken):
    known = {name: [wire] for name, wire in zip(several(cache["inputs"]), taken, strict=True)}

    def pick(wire):
        name, _, i = wire.partition(":")
        return [known[name][int(i)]] if i else known[name]

    for name, _, inner in cache["layers"]:
        wires = [each for wire in cache["wires"][name] for each in pick(wire)]
        known[name] = unfold(t, seen, under(path, name), inner, wires)
    return [each for wire in several(cache["outputs"]) for each in pick(wire)]


def unfold_residual(t, seen, path, cache, taken):
    ways = [
        unfold(t, seen, under(path, name), inner, taken) for name, _, inner in cache["layers"]
    ]
    through, around = ways if len(ways) == 2 else (*ways, taken)
    here = seen[path]
    both = SimpleNamespace(out=here.out, dout=here.dout, dx=(here.dout, here.dout))
    return gate(t, under(path, "sum"), add, {}, both, around + through)


UNFOLDED = {  # by forward: a net of the zoo has that of what it is built of
    sequential.forward: unfold_sequential,
    graph.forward: unfold_graph,
    residual.forward: unfold_residual,
}


def gate(t: Trace, path: str, module, cache: dict, here, taken: list[str]) -> list[str]:
    """Put one gate into t, its learned arrays as wires; return the names of what it gives."""
    layer = getattr(module, "__name__", "layer").rpartition(".")[2]
    name = path or f"0.{layer}"  # as in a sequential net of it alone
    back = here.dx if isinstance(here.dx, tuple) else (here.dx,) * len(taken)
    for wire, gradient in zip(taken, back, strict=True):
        t.wires[wire].takers.append((name, gradient))
    keys = [key for key in cache if "d" + key in cache]
    held = [learned_wire(t, f"{name}.{key}", cache[key]) for key in keys]
    for wire, key in zip(held, keys, strict=True):
        reached = here.dout is not None  # else the gradient is what init put there
        wire.takers.append((name, cache["d" + key] if reached else None))
    gives = numbered(name, here.out, ":")
    for wire, value in zip(gives, several(here.out), strict=True):
        t.wires[wire] = Wire(wire, value, name)
    takes = [*taken, *(wire.name for wire in held)]
    t.gates[name] = Gate(name, layer, cache, takes, gives)
    return gives


def learned_wire(t: Trace, name: str, array: np.ndarray) -> Wire:
    """Return the wire of a learned array, which is there already if the array is tied."""
    for wire in t.wires.values():
        if wire.learned and wire.value is array:
            return wire
    return t.wires.setdefault(name, Wire(name, array, learned=True))


def under(path: str, name: str) -> str:
    """Return the path of a part, as walk.layers gives it."""
    return f"{path}/{name}" if path else name


def numbered(name: str, v, mark="") -> list[str]:
    """Return a name for each of several values, and for one the name itself."""
    return [f"{name}{mark}{i}" for i in range(len(v))] if isinstance(v, tuple) else [name]


def several(v) -> tuple:
    """Return a tuple as it is, and anything else as a tuple of it alone."""
    return v if isinstance(v, tuple) else (v,)
