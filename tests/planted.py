"""The tables of mistakes, as files: a right file of tests/right with one text put in another's place.

    MISTAKES[key] = [(the right text, a wrong one, what is wrong then, the name of the mistake)]

A key is a file of tests/right, and the file is a layer or rule of this project; or else it is a
function of tests/right/cs231n.py. The name is what the check calls the mistake, or None where it
finds it and cannot name it.
"""

import ast
from pathlib import Path

import mistakes_cs231n
import mistakes_gates
import mistakes_learned

RIGHT = Path(__file__).parent / "right"
COURSE = RIGHT / "cs231n.py"
TABLES = (mistakes_cs231n, mistakes_gates, mistakes_learned)
MISTAKES = {key: rows for table in TABLES for key, rows in table.MISTAKES.items()}


def write(folder: Path, key: str, right: str, wrong: str) -> str:
    """Write the file with one mistake, and return the target to check."""
    own = RIGHT / f"{key}.py"
    source = (own if own.exists() else COURSE).read_text()
    start, end = (0, len(source)) if own.exists() else extent(source, key)
    assert source.count(right, start, end) == 1, f"{key} has not exactly one {right!r}"
    at = source.index(right, start, end)
    path = folder / (own if own.exists() else COURSE).name
    path.write_text(source[:at] + wrong + source[at + len(right) :])
    return str(path) if own.exists() else f"{path}:{key}"


def extent(source: str, function: str) -> tuple[int, int]:
    """Return where the text of a function starts and ends."""
    (node,) = (n for n in ast.parse(source).body if getattr(n, "name", None) == function)
    lines = source.splitlines(keepends=True)
    return len("".join(lines[: node.lineno - 1])), len("".join(lines[: node.end_lineno]))
