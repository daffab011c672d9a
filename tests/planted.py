"""The tables of mistakes, as files: a right file with one text put in the place of another.

    MISTAKES[key] = [(the right text, a wrong one, what is wrong then, the name of the mistake)]
    ASIDE[key]      the same; these were kept from whoever wrote the check until it was done

A key is a file of tests/right, a layer or rule of this project; in mistakes_cs231n it is a
function of tests/right/cs231n.py. The name is what the check calls the mistake, or None where
it finds it and has no name for it.
"""

import ast
from dataclasses import dataclass
from pathlib import Path

import mistakes_cs231n
import mistakes_gates
import mistakes_learned

RIGHT = Path(__file__).parent / "right"
COURSE = RIGHT / "cs231n.py"


@dataclass
class Planted:
    """One mistake: where, the right text, the wrong one, what it is, what it is called."""

    file: Path
    key: str
    right: str
    wrong: str
    what: str
    name: str | None = None

    def write(self, folder: Path) -> str:
        """Write the file with the mistake, and return the target to check."""
        source = self.file.read_text()
        start, end = extent(source, self.key) if self.file == COURSE else (0, len(source))
        found = source.count(self.right, start, end)
        assert found == 1, f"{self.right!r} stands {found} times in {self.key}"
        at = source.index(self.right, start, end)
        path = folder / self.file.name
        path.write_text(source[:at] + self.wrong + source[at + len(self.right) :])
        return f"{path}:{self.key}" if self.file == COURSE else str(path)


def planted(table) -> list[Planted]:
    """Return the mistakes of a module with the two tables."""
    course = table.__name__.endswith("cs231n")
    return [
        Planted(COURSE if course else RIGHT / f"{key}.py", key, *row)
        for mistakes in (table.MISTAKES, table.ASIDE)
        for key, rows in mistakes.items()
        for row in rows
    ]


def extent(source: str, function: str) -> tuple[int, int]:
    """Return where the text of a function starts and ends."""
    (node,) = (n for n in ast.parse(source).body if getattr(n, "name", None) == function)
    lines = source.splitlines(keepends=True)
    return len("".join(lines[: node.lineno - 1])), len("".join(lines[: node.end_lineno]))


PLANTED = [p for t in (mistakes_cs231n, mistakes_gates, mistakes_learned) for p in planted(t)]
