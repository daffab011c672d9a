"""The picture of a circuit: gates as nodes, values above the wires, gradients below.

An inch of the figure is a unit of its axes, so that text takes the room that was kept for it.
"""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch
from matplotlib.path import Path

from diagnose.circuit.bands import Ring, bands
from diagnose.circuit.cells import NAME_SIZE, OFF, RADIUS, SIZE, cells_and_edges, width
from diagnose.circuit.layout import place
from diagnose.circuit.steps import known, steps

VALUE, GRADIENT = "#00664b", "#b34700"  # Okabe and Ito's, dark enough for text on white
INK, QUIET, MARKED = "#1b1e22", "#63686f", "#f0e442"
MARGIN, BETWEEN, NOTE = 0.2, 0.3, 0.2  # inches: around, between bands, for a line of notes


def draw(trace, upto: int | None = None) -> Figure:
    """Draw a trace, or what of it is known after the first upto of circuit.steps(trace).

    The gate of the last of these steps is marked, and the step is told below the picture. The
    pictures of all steps are of one size, so that they can be laid over each other.
    Raises ValueError for a number of steps that there are not.
    """
    seen = known(trace, upto)
    marked = steps(trace)[upto - 1].gate if upto else None
    parts = bands(*cells_and_edges(trace))
    parts = [(cells, edges, place(cells, edges)) for cells, edges in parts]
    sizes = [extent(cells) for cells, *_ in parts]
    notes, wide = notes_below(trace, upto, len(parts))
    wide = max(wide, *(w for w, _ in sizes))
    high = sum(h + BETWEEN for _, h in sizes) + NOTE * len(notes)
    figure = Figure(figsize=(wide + 2 * MARGIN, high + 2 * MARGIN), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.axis("off")
    axes.set(xlim=(-MARGIN, wide + MARGIN), ylim=(high + MARGIN, -MARGIN))
    rings, top = {}, 0.0
    for part, (_, h) in zip(parts, sizes, strict=True):
        draw_band(axes, *part, top, rings, seen, marked)
        top += h + BETWEEN
    draw_notes(axes, notes, top)
    return figure


def draw_band(axes, cells, edges, ways, top: float, rings: dict, seen, marked) -> None:
    """Draw a band below top; rings has the numbers of the wires that were broken so far."""
    for cell in [*cells.values(), *(cell for way in ways.values() for cell in way)]:
        cell.y += top
    for edge in edges:
        draw_wire(axes, cells[edge.start], ways[edge], cells[edge.end], edge.port)
    for cell in cells.values():
        if isinstance(cell, Ring):
            draw_ring(axes, cell, rings.setdefault(cell.of, len(rings) + 1))
        else:
            draw_cell(axes, cell, seen, marked)


def draw_notes(axes, notes: list[list], top: float) -> None:
    """Write lines of text, each of several pieces, below top."""
    for i, note in enumerate(notes):
        x = 0.0
        for (text, color, style), w in zip(note, note_widths(note), strict=True):
            axes.text(x, top + NOTE * i, text, color=color, style=style, size=NAME_SIZE,
                      va="top", gid="note")  # fmt: skip
            x += w


def extent(cells: dict) -> tuple[float, float]:
    """Return the width and height that placed cells take."""
    wide = max(cell.right for cell in cells.values())
    return wide, max(cell.y + cell.down for cell in cells.values())


def notes_below(trace, upto: int | None, n: int) -> tuple[list, float]:
    """Return the lines below the picture, and the width of the widest of any step."""
    notes, widest = [legend(trace, n)], []
    if upto is not None:
        told = ["the inputs are known", *(step.said for step in steps(trace))]
        widest = [[(text, INK, "normal")] for text in told]
        notes = [widest[upto], *notes]
    return notes, max(sum(note_widths(note)) for note in [*widest, *notes])


def legend(trace, n: int) -> list[tuple]:
    """Return what the marks mean, as pieces of text with color and style."""
    found = [
        ("above a wire: its value", VALUE, "normal"),
        ("below: its gradient", GRADIENT, "italic"),
    ]
    if any(np.size(wire.value) > 1 for wire in trace.wires.values()):
        found.append(("rms: root of the mean square", QUIET, "normal"))
    if n > 1:
        found.append(("a number in a ring: goes on from the same number", QUIET, "normal"))
    return found


def note_widths(note: list[tuple]) -> list[float]:
    return [width(text, NAME_SIZE) + 0.25 for text, *_ in note]


def draw_wire(axes, start, passing: list, end, port: int) -> None:
    """Draw a wire from a cell's right end by way of the passing cells to a port of another."""
    y = end.y + end.ports[port]
    path, codes = [(start.right, start.y)], [Path.MOVETO]
    for left, right, height in [
        *((c.left, c.right, c.y) for c in passing),
        (end.left, None, y),
    ]:
        x, before = path[-1]
        middle = (x + left) / 2
        path += [(middle, before), (middle, height), (left, height)]
        codes += [Path.CURVE4] * 3
        if right is not None:
            path.append((right, height))
            codes.append(Path.LINETO)
    inside = end.left + min(getattr(end, "node", 0.0) / 2, RADIUS)
    path.append((inside, y))  # to under the gate, whose edge is round
    codes.append(Path.LINETO)
    axes.add_patch(
        PathPatch(Path(path, codes), fill=False, ec=QUIET, lw=1, zorder=1, gid="wire")
    )


def draw_cell(axes, cell, seen, marked) -> None:
    """Draw a node, and on the wire to its right what is known of its value and gradient."""
    x = cell.left + cell.node
    axes.plot([x, cell.right], [cell.y] * 2, color=QUIET, lw=1, zorder=1, solid_capstyle="butt")
    if cell.ends:
        axes.plot(cell.right, cell.y, ">", color=QUIET, ms=5)
    if cell.splits:
        axes.plot(cell.right, cell.y, "o", color=INK, ms=4)
    middle = (x + cell.right) / 2
    if cell.above and cell.value_of in seen.values:
        axes.text(middle, cell.y - OFF, cell.above, color=VALUE, size=SIZE, ha="center",
                  va="bottom", linespacing=1.1, gid="value")  # fmt: skip
    if cell.below and seen.back.issuperset(cell.back_of):
        axes.text(middle, cell.y + OFF, cell.below, color=GRADIENT, size=SIZE, ha="center",
                  va="top", style="italic", gid="gradient")  # fmt: skip
    if cell.kind != "branch":
        draw_node(axes, cell, cell.kind == "gate" and cell.gate == marked)


def draw_node(axes, cell, marked: bool) -> None:
    """Draw a gate as a circle or box, a learned array in a square box, an input as its name."""
    middle = cell.left + cell.node / 2
    weight = "normal" if cell.kind == "gate" else "bold"
    axes.text(middle, cell.y, cell.sign, color=INK, size=SIZE, ha="center", va="center",
              weight=weight, zorder=4, gid="sign")  # fmt: skip
    if cell.kind == "input":
        return
    look = {
        "fc": MARKED if marked else "white",
        "ec": INK,
        "lw": 2 if marked else 1,
        "zorder": 3,
    }
    half = 0.12 if cell.kind == "learned" else max(RADIUS, 0.09 * len(cell.ports))
    if cell.kind == "gate" and cell.node == 2 * RADIUS == 2 * half:
        shape = Circle((middle, cell.y), RADIUS, gid="gate", **look)
    else:
        style = "square,pad=0" if cell.kind == "learned" else "round,pad=0,rounding_size=0.08"
        corner = cell.left, cell.y - half
        shape = FancyBboxPatch(corner, cell.node, 2 * half, boxstyle=style, gid="gate", **look)
    axes.add_patch(shape)
    axes.text(middle, cell.y - half - 0.03, cell.name, color=QUIET, size=NAME_SIZE, ha="center",
              va="bottom", gid="name")  # fmt: skip


def draw_ring(axes, ring: Ring, number: int) -> None:
    """Draw where a wire leaves its band, or comes into it."""
    x = ring.left + 0.12 if ring.way == "out" else ring.right - 0.12
    ends = (ring.left, x) if ring.way == "out" else (x, ring.right)
    axes.plot(ends, [ring.y] * 2, color=QUIET, lw=1, zorder=1)
    axes.add_patch(
        Circle((x, ring.y), 0.11, fc="white", ec=QUIET, ls=":", zorder=3, gid="gate")
    )
    axes.text(x, ring.y, str(number), size=7, ha="center", va="center", color=QUIET, zorder=4,
              gid="sign")  # fmt: skip
