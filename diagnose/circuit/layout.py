"""Layout: where the cells of a circuit stand, so that no wire runs through a cell.

A cell is what needs room of its own: a gate with the label on its wire, an input, a branch.
Columns are by longest path. A wire that passes a column gets a cell there too, so that between
columns wires only cross gaps. In a column the order is that of few crossings, found by sweeps
that put each cell at the mean of its neighbors; the heights are as near to those means as the
order and the cells' sizes allow.

Source
    Sugiyama, Tagawa and Toda (1981), the layers and the means; the heights are an isotonic
    regression, by pooling neighbors (Ayer et al., 1955).
"""

from dataclasses import dataclass, field

GAP, APART = 0.4, 0.1  # inches: between columns, and between cells of a column


@dataclass
class Cell:
    """A cell's sizes in inches, and where it was put: left and right end of its column, and y.

    up, down    its room above and below the wire that it is on
    ports       below that wire, where each of the wires comes that it takes
    late        it may wait until just before it is taken, as an input may
    """

    width: float
    up: float
    down: float
    ports: list[float] = field(default_factory=list)
    late: bool = False
    left: float = 0.0
    right: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class Edge:
    """A wire from one cell to a port of another, by the cells' keys."""

    start: object
    end: object
    port: int = 0


def columns(cells: dict, edges: list[Edge]) -> dict:
    """Return each cell's column. In cells each comes after those it takes from."""
    column = {}
    for key in cells:
        column[key] = max((column[e.start] + 1 for e in edges if e.end == key), default=0)
    for key in reversed(cells):
        ends = [column[e.end] for e in edges if e.start == key]
        if cells[key].late and ends:
            column[key] = min(ends) - 1
    return column


def place(cells: dict, edges: list[Edge]) -> dict[Edge, list]:
    """Put each cell in its place; return for each edge the passing cells on its way."""
    column = columns(cells, edges)
    first = min(column.values())
    layers = [[] for _ in range(max(column.values()) - first + 1)]
    for key in cells:
        layers[column[key] - first].append(key)
    everything, short, ways = dict(cells), [], {}
    for edge in edges:
        key, ways[edge] = edge.start, []
        for c in range(column[edge.start] + 1, column[edge.end]):
            passing = ("passing", edge, c)
            everything[passing] = Cell(0, 0.05, 0.05, [0.0])
            ways[edge].append(everything[passing])
            layers[c - first].append(passing)
            short.append(Edge(key, passing))
            key = passing
        short.append(Edge(key, edge.end, edge.port))
    layers = ordered(layers, short, everything)
    set_across(layers, everything)
    set_heights(layers, short, everything)
    return ways


def ordered(layers: list[list], edges: list[Edge], cells: dict, sweeps=12) -> list[list]:
    """Return the layers in the order of the fewest crossings that the sweeps came by."""
    into, out_of = neighbors(edges, cells)
    best, fewest = layers, crossings(layers, edges)
    for sweep in range(sweeps):
        layers = [list(layer) for layer in layers]
        way, near = (layers, into) if sweep % 2 == 0 else (layers[::-1], out_of)
        for layer, before in zip(way[1:], way, strict=False):
            at = {key: i for i, key in enumerate(before)}

            def mean(key, at=at, layer=layer, near=near):
                found = [at[k] + 0.01 * shift for k, shift in near[key] if k in at]
                return sum(found) / len(found) if found else layer.index(key)

            layer[:] = sorted(layer, key={key: mean(key) for key in layer}.get)
        n = crossings(layers, edges)
        if n < fewest:
            best, fewest = layers, n
    return best


def neighbors(edges: list[Edge], cells: dict) -> tuple[dict, dict]:
    """Return what comes into each cell and what it goes to, as (key, how much lower)."""
    into, out_of = {key: [] for key in cells}, {key: [] for key in cells}
    for edge in edges:
        low = cells[edge.end].ports[edge.port]
        into[edge.end].append((edge.start, -low))
        out_of[edge.start].append((edge.end, low))
    return into, out_of


def crossings(layers: list[list], edges: list[Edge]) -> int:
    """Return how often two wires cross."""
    at = {key: (c, i) for c, layer in enumerate(layers) for i, key in enumerate(layer)}
    gaps = [[] for _ in layers]
    for edge in edges:
        c, i = at[edge.start]
        gaps[c].append((i, (at[edge.end][1], edge.port)))
    return sum(i < j and to_i > to_j for gap in gaps for i, to_i in gap for j, to_j in gap)


def set_across(layers: list[list], cells: dict) -> None:
    """Set left and right of every cell: a column is as wide as its widest."""
    left = 0.0
    for layer in layers:
        right = left + max(cells[key].width for key in layer)
        for key in layer:
            cells[key].left, cells[key].right = left, right
        left = right + GAP


def set_heights(layers: list[list], edges: list[Edge], cells: dict, sweeps=21) -> None:
    """Set y of every cell, downwards, from 0 at the highest cell's upper end.

    The last of the sweeps, an odd number, goes forward: then a chain is a straight line.
    """
    into, out_of = neighbors(edges, cells)
    for sweep in range(sweeps):
        which = (into, out_of)[sweep % 2]
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = [
                sum(cells[k].y + shift for k, shift in which[key]) / len(which[key])
                if which[key]
                else cells[key].y
                for key in layer
            ]
            for key, y in zip(
                layer, settled(wanted, [cells[key] for key in layer]), strict=True
            ):
                cells[key].y = y
    top = min(cell.y - cell.up for cell in cells.values())
    for cell in cells.values():
        cell.y -= top


def settled(wanted: list[float], column: list[Cell]) -> list[float]:
    """Return the heights nearest to those wanted, in squares, at which no two cells touch."""
    offsets, offset = [], 0.0
    for i, cell in enumerate(column):
        offset += column[i - 1].down + cell.up + APART if i else 0.0
        offsets.append(offset)
    pools = []  # (sum, count): where cells would touch they go by their mean
    for y, offset in zip(wanted, offsets, strict=True):
        pools.append((y - offset, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            total, n = pools.pop()
            pools[-1] = (pools[-1][0] + total, pools[-1][1] + n)
    flat = [total / n for total, n in pools for _ in range(n)]
    return [y + offset for y, offset in zip(flat, offsets, strict=True)]
