"""Pictures: what a diagnosis draws, each with what to read off it, for light pages and dark.

Each is as wide as a telephone shows it, so that its labels can be read there.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import matplotlib
from matplotlib.figure import Figure

from diagnose import deaths, histograms, landscape, plots, ratios, steps_back
from diagnose.evidence import Evidence
from diagnose.leaks import dead_relu

PALE, GREY, INK = "#e8eaed", "#9aa0a6", "#1b1e22"
LIGHT = {"figure.facecolor": "white", "axes.facecolor": "white", "image.cmap": "Blues"}
DARK = {
    "figure.facecolor": INK,
    "axes.facecolor": INK,
    "legend.facecolor": INK,
    "image.cmap": "Blues_r",
    "grid.color": GREY,
    "legend.edgecolor": GREY,
    **dict.fromkeys(("text.color", "xtick.color", "ytick.color"), PALE),
    **dict.fromkeys(("axes.edgecolor", "axes.labelcolor"), PALE),
}
WIDE, DPI = 4.6, 180  # inches; a telephone's 340 points then show a label of 9 as one of 9


@dataclass(frozen=True)
class Picture:
    """A picture yet to be drawn.

    name     of its file, and what links point at
    title    what it shows, in a few words
    said     what to read off it, with the figures
    draw     makes the figure, in whatever style is set
    """

    name: str
    title: str
    said: str
    draw: Callable[[], Figure]


NAMES = "curves gradients activations dead time updates landscape weights".split()


def of_run(e: Evidence, record: dict, findings: list, shape=None) -> list[Picture]:
    """Return the pictures for which there is something to show.

    e is a look at the run's net, record what was seen while it trained, findings those of all
    rules now, shape an input's, where it is an image or a point.
    """
    marked = {f.where for f in findings if f.alarm}
    found = [curves(e.history)] if e.history else []
    found += of_layers(record, marked)
    found += of_units(record, findings)
    found += of_steps(findings)
    if ratios.arrays(record):
        draw = partial(ratios.figure, record, marked)
        found.append(Picture("updates", "Update ratios", ratios.said(record), draw))
    surface = landscape.surface(
        e.module, e.net, e.x, e.y, e.loss_module, loss_cache=e.loss_cache
    )
    draw, text = partial(landscape.figure, surface), landscape.said(surface)
    found.append(Picture("landscape", "The loss around the weights", text, draw))
    if shape:
        draw = partial(filters, e.net, shape)
        found.append(Picture("weights", "First-layer weights", WEIGHTS, draw))
    return found


BLACK = (
    "A unit is black where it was 0 for every example looked at, and a dashed line stands "
    "before a look at which units were found dead for good."
)
WEIGHTS = (
    "What each unit or filter of the first layer looks for. Those that have learned show "
    "edges, strokes or colors; one that looks like noise has learned little, and a blank one "
    "nothing."
)


def of_layers(record: dict, marked) -> list[Picture]:
    """Return the histograms of what came back through the layers, and of what went."""
    found = []
    mark = f" {histograms.ALARM} marks a layer with an alarm." if marked else ""
    if histograms.chosen(record, "dout"):
        draw = partial(histograms.gradients, record, marked)
        text = histograms.said_of_gradients(record) + mark
        found.append(Picture("gradients", "Gradients by layer and epoch", text, draw))
    if histograms.chosen(record, "out"):
        draw = partial(histograms.activations, record, marked)
        text = histograms.said_of_activations(record) + mark
        found.append(Picture("activations", "Activations by layer and epoch", text, draw))
    return found


def of_units(record: dict, findings: list) -> list[Picture]:
    """Return the map of dead units, if there are or were some."""
    now = {f.where: f.more["dead"] for f in findings if f.leak == dead_relu.NAME}
    if not deaths.layers(record, now):
        return []
    draw = partial(deaths.figure, record, now)
    text = " ".join((*deaths.said(record, now), BLACK))
    return [Picture("dead", "Dead units", text, draw)]


def of_steps(findings: list) -> list[Picture]:
    """Return the gradient's norm through time, of a net that has recurrent layers."""
    if not steps_back.layers(findings):
        return []
    draw, text = partial(steps_back.figure, findings), steps_back.said(findings)
    return [Picture("time", "Gradients through time", text, draw)]


def curves(rows: list[dict]) -> Picture:
    """Return loss and accuracy by epoch, one above the other."""
    last = rows[-1]
    text = f"After epoch {last['epoch']} the loss is {last['train_loss']:.4g} in training"
    if last["valid_loss"] is not None:
        text += f" and {last['valid_loss']:.4g} on validation"
    if last["valid_accuracy"] is not None:
        text += f", where the accuracy is {last['valid_accuracy']:.2%}"
    text += ". Where the two part, the net learns its examples by heart."
    return Picture("curves", "Loss and accuracy", text, partial(stacked, rows))


def stacked(rows: list[dict]) -> Figure:
    """Draw the curves of a history one above the other."""
    figure = plots.curves(rows)
    lay(figure, 1)
    figure.set_size_inches(WIDE, 5)
    return figure


def filters(net: dict, shape) -> Figure:
    """Draw the first layer's weights, images in lines of eight."""
    figure = plots.weights(net, tuple(shape))
    if not figure.get_suptitle():  # a matrix
        figure.set_size_inches(WIDE, 2.4)
        return figure
    lines = lay(figure, 8)
    figure.set_size_inches(WIDE, lines * WIDE / 8 + 0.3)
    figure.suptitle(figure.get_suptitle(), fontsize=9)
    return figure


def lay(figure: Figure, columns: int) -> int:
    """Lay the parts of a figure out anew, in so many columns; return how many lines."""
    lines = -(-len(figure.axes) // columns)
    cells = list(figure.add_gridspec(lines, columns))
    for axes, cell in zip(figure.axes, cells, strict=False):
        axes.set_subplotspec(cell)
    return lines


def png(picture: Picture, style: dict) -> bytes:
    """Return the picture drawn in a style, as a PNG file."""
    with matplotlib.rc_context(style | {"font.size": 9}):
        file = io.BytesIO()
        picture.draw().savefig(file, format="png", dpi=DPI)
    return file.getvalue()
