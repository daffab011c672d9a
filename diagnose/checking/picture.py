"""Picture: the true array beside theirs, as text and as a picture."""

import numpy as np

from diagnose.checking.finding import Finding, differ

ROWS, COLUMNS = 6, 6  # of a picture in text


def plane(finding: Finding) -> tuple | None:
    """Return (true, theirs, wrong, which), matrices with the worst entry, or None."""
    worst = finding.worst
    if worst is None:
        return None
    theirs, true = np.asarray(finding.theirs, float), np.asarray(finding.true, float)
    wrong = np.asarray(differ(theirs, true))
    at = worst[:-2]
    arrays = [np.atleast_2d(a[at]) for a in (true, theirs, wrong)]
    which = f"[{', '.join(map(str, at))}, :, :]" if at else ""
    return (*arrays, which)


def text(finding: Finding) -> list[str]:
    """Return the lines of a picture in text: what differs has a * beside it."""
    found = plane(finding)
    if found is None:
        return []
    true, theirs, wrong, which = found
    worst = (0, 0, *finding.worst)[-2:] if len(finding.worst) != 1 else (0, finding.worst[0])
    rows, columns = (
        window(at, size, most)
        for at, size, most in zip(worst, true.shape, (ROWS, COLUMNS), strict=True)
    )
    blocks = []
    for a, marks in ((true, None), (theirs, wrong)):
        lines = [
            " ".join(
                number(a[i, j]) + ("*" if marks is not None and marks[i, j] else " ")
                for j in columns
            )
            for i in rows
        ]
        blocks.append(lines)
    width = max(map(len, blocks[0]))
    part = len(rows) < true.shape[0] or len(columns) < true.shape[1]
    of = f"{finding.of}{which}"
    title = f"{'true ' + of:<{width}}   yours, * where it differs{' (a part)' if part else ''}"
    return [
        title.rstrip(),
        *(f"{a:<{width}}   {b}".rstrip() for a, b in zip(*blocks, strict=True)),
    ]


def window(at: int, size: int, most: int) -> range:
    """Return up to `most` places around one."""
    start = max(0, min(at - most // 2, size - most))
    return range(start, min(size, start + most))


def number(v: float) -> str:
    """Return a number in eight characters."""
    if not np.isfinite(v):
        return f"{v:>8}"
    said = f"{v:8.3f}" if v == 0 or 1e-2 <= abs(v) < 1e3 else f"{v:8.1e}"
    return f"{'0':>8}" if v == 0 else said
