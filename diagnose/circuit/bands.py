"""Bands: a circuit too long for a line goes on in the next, as a text does.

A wire that leaves a band ends at a number in a ring, and starts from the same number again.
"""

from diagnose.circuit.layout import GAP, Cell, Edge, columns

WIDE = 12.5  # inches


class Ring(Cell):
    """A broken wire's end. way is "in" or "out", of the key of the wire's source."""

    def __init__(self, way: str, of):
        super().__init__(0.28, 0.14, 0.14, [0.0], late=way == "in")
        self.way, self.of = way, of


def bands(cells: dict, edges: list[Edge]) -> list[tuple[dict, list[Edge]]]:
    """Return the cells and edges of each band, the broken wires' ends being cells too.

    The keys of these are ("out", key) and ("in", key), key being that of the wire's source.
    """
    band = which(cells, edges)
    found = [({}, []) for _ in range(max(band.values()) + 1)]
    for edge in edges:
        if band[edge.start] != band[edge.end]:
            found[band[edge.end]][0].setdefault(("in", edge.start), Ring("in", edge.start))
    for key, cell in cells.items():
        found[band[key]][0][key] = cell
    for edge in edges:
        start, end = found[band[edge.start]], found[band[edge.end]]
        if start is end:
            end[1].append(edge)
            continue
        end[1].append(Edge(("in", edge.start), edge.end, edge.port))
        if ("out", edge.start) not in start[0]:
            start[0]["out", edge.start] = Ring("out", edge.start)
            start[1].append(Edge(edge.start, ("out", edge.start)))
    return found


def which(cells: dict, edges: list[Edge]) -> dict:
    """Return the number of each cell's band: of all that are needed, equally wide ones.

    An input stands in the band where it is first taken, and so does a branch.
    """
    column, widths = columns(cells, edges), {}
    for key, c in column.items():
        widths[c] = max(widths.get(c, 0.0), cells[key].width + GAP)
    n = -(-sum(widths.values()) // WIDE)
    share, done, number = sum(widths.values()) / n, 0.0, {}
    for c in sorted(widths):
        number[c] = min(int((done + widths[c] / 2) / share), int(n) - 1)
        done += widths[c]
    band = {key: number[c] for key, c in column.items()}
    for key in reversed(cells):
        if cells[key].late:
            band[key] = min((band[e.end] for e in edges if e.start == key), default=band[key])
    return band
