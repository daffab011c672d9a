"""A circuit as text: Mermaid for Markdown, DOT for Graphviz.

Both call their nodes n0, n1, ...: the names in a net are only labels, in quotes, so that
nothing in them can be taken for syntax. A wire that splits goes to a small node of its own.
"""

from html import escape

from diagnose.circuit import labels

GREEN, RED = "#00664b", "#b34700"  # Okabe and Ito's, dark enough for text on white


def nodes_and_edges(t) -> tuple[list, list]:
    """Return nodes (id, kind, label) and edges (from, to, value, gradient), all but ids labels.

    A value is None on the branches of a wire that splits: it stands before them.
    """
    nodes, ids = [], {}

    def node(key, kind, label) -> str:
        ids[key] = f"n{len(nodes)}"
        nodes.append((ids[key], kind, label))
        return ids[key]

    for name, wire in t.wires.items():
        if wire.source is None:
            node(("wire", name), "learned" if wire.learned else "input", name)
    for name, each in t.gates.items():
        node(("gate", name), "gate", labels.sign(each))
    edges = []
    for name, wire in t.wires.items():
        source = ids["gate", wire.source] if wire.source else ids["wire", name]
        ends = [
            node(("out", name), "output", name) if taker is None else ids["gate", taker]
            for taker, _ in wire.takers
        ]
        value, whole = labels.value(wire.value), labels.gradient(wire.gradient)
        if wire.source and labels.short_name(wire):
            value = f"{labels.short_name(wire)}: {value}"
        if len(ends) == 1:
            edges.append((source, ends[0], value.replace("\n", " "), whole))
            continue
        split = node(("split", name), "split", "")
        edges.append((source, split, value.replace("\n", " "), whole))
        for end, (_, gradient) in zip(ends, wire.takers, strict=True):
            edges.append((split, end, None, labels.gradient(gradient)))
    return nodes, edges


MERMAID = {
    "input": '(["{}"])',
    "learned": '[/"{}"/]',
    "gate": '(("{}"))',
    "split": '(("{}"))',
    "output": '(["{}"])',
}


def mermaid(t) -> str:
    """Return a Mermaid flowchart: on each wire its value, and its gradient after a ∇."""
    nodes, edges = nodes_and_edges(t)
    lines = ["flowchart LR"]
    for id, kind, label in nodes:
        lines.append(f"    {id}{MERMAID[kind].format(quoted(label or '•'))}")
    for start, end, value, gradient in edges:
        said = f"∇ {gradient}" if value is None else f"{quoted(value)}<br/>∇ {gradient}"
        lines.append(f'    {start} -->|"{said}"| {end}')
    return "\n".join(lines) + "\n"


def quoted(label: str) -> str:
    """Return a label as it may stand in Mermaid's quotes; a lone + would begin a list."""
    for mark, name in {
        "#": "35",
        "&": "amp",
        '"': "quot",
        "<": "lt",
        ">": "gt",
        "+": "43",
    }.items():
        label = label.replace(mark, f"#{name};")
    return label


DOT = {
    "input": "shape=plaintext",
    "learned": "shape=box, height=0.3",
    "gate": "shape=circle",
    "split": "shape=point, width=0.08",
    "output": "shape=plaintext",
}


def dot(t) -> str:
    """Return the circuit in DOT: on each wire its value, and its gradient in italics."""
    nodes, edges = nodes_and_edges(t)
    lines = ["digraph circuit {", "    rankdir=LR;", "    edge [arrowsize=0.6];"]
    for id, kind, label in nodes:
        text = label.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'    {id} [{DOT[kind]}, label="{text}"];')
    for start, end, value, gradient in edges:
        above = "" if value is None else f'<font color="{GREEN}">{escape(value)}</font><br/>'
        below = f'<i><font color="{RED}">{escape(gradient)}</font></i>'
        lines.append(f"    {start} -> {end} [label=<{above}{below}>];")
    return "\n".join([*lines, "}"]) + "\n"
