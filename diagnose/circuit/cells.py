"""Cells: what needs room in the picture of a circuit, and how the wires join it.

A cell is a node with the label on the wire that leaves it, both at once: so nothing comes near
the label. Of a wire that splits, each branch is a cell too, with its gradient.
"""

from dataclasses import dataclass, field

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from diagnose.circuit import labels
from diagnose.circuit.layout import Cell, Edge

SIZE, NAME_SIZE = 9, 8  # points
LINE, RADIUS, OFF = 0.155, 0.2, 0.035  # inches: a line of text, a gate, a label off its wire


@dataclass
class Node(Cell):
    """A cell with what is drawn in it.

    kind           gate, input, learned, or branch, which has no node
    sign, name     in the node, and above it
    above, below   on the wire to its right: (wire's name, what is known when, text)
    node           the node's width, in inches
    ends           whether the wire is an output, splits: whether it has a dot at its end
    """

    kind: str = "branch"
    gate: str | None = None
    sign: str = ""
    name: str = ""
    above: str = ""
    below: str = ""
    value_of: str | None = None
    back_of: list = field(default_factory=list)
    node: float = 0.0
    ends: bool = False
    splits: bool = False


def cells_and_edges(t) -> tuple[dict, list[Edge]]:
    """Return the nodes of a trace by key, sources first, and the wires between them."""
    cells, at = {}, {}  # at: for each (wire, gate) the keys from which the gate takes it

    def add_wire(wire, key) -> None:
        """Let the cell at key have the label of a wire; add the cells of its branches."""
        label(cells[key], wire)
        if len(wire.takers) == 1:
            at[wire.name, wire.takers[0][0]] = [key]
            return
        for i, (taker, gradient) in enumerate(wire.takers):
            branch = key, wire.name, i
            below = labels.gradient(gradient)
            cells[branch] = Node(
                *room("", below), [0.0], late=True, below=below, back_of=[taker],
                ends=taker is None,
            )  # fmt: skip
            edges.append(Edge(key, branch))
            at.setdefault((wire.name, taker), []).append(branch)

    edges = []
    for wire in t.wires.values():
        if wire.source is None:
            cells[wire.name] = input_node(wire)
            add_wire(wire, wire.name)
    for gate in t.gates.values():
        key = "gate", gate.name
        cells[key] = gate_node(gate, t)
        for port, name in enumerate(gate.takes):
            edges.append(Edge(at[name, gate.name].pop(0), key, port))
        for name in gate.gives:
            single = len(gate.gives) == 1
            mine = key if single else (key, name)
            if not single:
                cells[mine] = Node(0, 0, 0, [0.0])
                edges.append(Edge(key, mine))
            add_wire(t.wires[name], mine)
    return cells, edges


def input_node(wire) -> Node:
    """Return the cell of an input or a learned array, without its wire's label yet."""
    sign = labels.short_name(wire)
    kind = "learned" if wire.learned else "input"
    wide = width(sign, SIZE, "bold") + 0.14
    return Node(wide, 0.13, 0.13, late=True, kind=kind, sign=sign, node=wide)


def gate_node(gate, t) -> Node:
    """Return the cell of a gate, without its wire's label yet."""
    sign, n = labels.sign(gate), len(gate.takes)
    name = labels.short_name(t.wires[gate.gives[0]]) if len(gate.gives) == 1 else ""
    half = max(RADIUS, 0.09 * n)
    wide = max(2 * RADIUS, width(sign, SIZE) + 0.16)
    ports = [0.15 * (i - (n - 1) / 2) for i in range(n)]
    up = half + (LINE + 0.02 if name else 0)
    full = max(wide, width(name, NAME_SIZE))
    return Node(
        full, up, half, ports, kind="gate", gate=gate.name, sign=sign, name=name, node=wide
    )


def label(cell: Node, wire) -> None:
    """Put a wire's value and gradient on the wire to the right of the cell; make room."""
    cell.above, cell.below = labels.value(wire.value), labels.gradient(wire.gradient)
    cell.value_of, cell.back_of = wire.name, [taker for taker, _ in wire.takers]
    cell.ends = cell.back_of == [None]
    cell.splits = len(wire.takers) > 1
    wide, up, down = room(cell.above, cell.below)
    cell.width, cell.up, cell.down = cell.width + wide, max(cell.up, up), max(cell.down, down)


def room(above: str, below: str) -> tuple[float, float, float]:
    """Return how much room labels take along a wire, above and below it."""
    lines = [0 if not text else text.count("\n") + 1 for text in (above, below)]
    wide = max(width(line, SIZE) for line in [*above.split("\n"), *below.split("\n")])
    return wide + 0.16, *(max(OFF + LINE * n, 0.08) for n in lines)


def width(text: str, size: float, weight="normal") -> float:
    """Return the width of a line of text in inches."""
    font = FontProperties(size=size, weight=weight)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] / 72
