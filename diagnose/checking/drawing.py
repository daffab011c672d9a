"""Drawing: the true array, theirs, and the difference, as a picture."""

import io
import textwrap

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure

from arrays import atomic
from diagnose.checking import picture
from diagnose.checking.finding import Finding

COLORS = colormaps["PuOr"].with_extremes(bad="0.5")  # diverging, for readers of few colors too
MOST = 12  # rows or columns with a number in each cell


def draw(finding: Finding) -> Figure:
    """Return the picture of a finding that has both arrays."""
    true, theirs, wrong, which = picture.plane(finding)
    rows, columns = true.shape
    cell = 0.55 if max(rows, columns) <= MOST else 0.12
    size = (max(9.0, 3 * columns * cell + 2.5), max(2.4, rows * cell + 1.6))
    figure = Figure(figsize=size, layout="constrained")
    figure.suptitle("\n".join(textwrap.wrap(finding.says, int(size[0] * 10))), fontsize=10)
    finite = np.concatenate([a[np.isfinite(a)] for a in (true, theirs)])
    largest = max(abs(finite).max(initial=0), 1e-12)
    apart = theirs - true
    for axes, a, title in zip(
        figure.subplots(1, 3), (true, theirs, apart),
        (f"true {finding.of}{which}", "yours", "yours - true"), strict=True,
    ):  # fmt: skip
        finite = abs(a[np.isfinite(a)]).max(initial=0)
        most = largest if a is not apart else max(finite, 1e-12)
        shown = axes.imshow(a, cmap=COLORS, norm=TwoSlopeNorm(0, -most, most), aspect="equal")
        axes.set_title(title if a is not apart else f"{title} (within {most:.2g})", fontsize=10)
        axes.set_xticks(ticks(columns))
        axes.set_yticks(ticks(rows))
        if max(rows, columns) <= MOST:
            write(axes, a, wrong if a is theirs else np.zeros(a.shape, bool), shown)
    return figure


def ticks(size: int) -> list[int]:
    """Return at most seven places along an axis."""
    return list(range(0, size, -(-size // 7)))


def write(axes, a: np.ndarray, marked: np.ndarray, shown) -> None:
    """Write each number into its cell; what differs is in bold and framed."""
    for i, j in np.ndindex(a.shape):
        light = shown.to_rgba(a[i, j])[:3] ** np.array(2.2) @ (0.2126, 0.7152, 0.0722)
        ink = (
            "white" if light < 0.18 else "black"
        )  # there both have the same contrast (WCAG 2.2)
        axes.text(
            j, i, f"{a[i, j]:.2g}", ha="center", va="center", fontsize=7,
            color=ink, fontweight="bold" if marked[i, j] else "normal",
        )  # fmt: skip
        if marked[i, j]:
            axes.plot(
                [j - 0.45, j + 0.45, j + 0.45, j - 0.45, j - 0.45],
                [i - 0.45, i - 0.45, i + 0.45, i + 0.45, i - 0.45],
                color=ink, linewidth=0.8,
            )  # fmt: skip


def png(finding: Finding) -> bytes:
    """Return the picture as the bytes of a PNG."""
    stream = io.BytesIO()
    draw(finding).savefig(stream, format="png", dpi=120)
    return stream.getvalue()


def save(report, path: str) -> str:
    """Write the picture of the report's first finding that has one; return what was done."""
    for item in report.items:
        for finding in item.findings:
            if finding.worst is not None:
                with atomic.replacing(path) as stream:
                    stream.write(png(finding))
                return f"{item.name}: drawn in {path}"
    return f"nothing to draw: {path} is not written"
