"""The notebooks: they run from a clean start, and what they say holds whenever they run."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

from notebooks import build

NOTEBOOKS = sorted(build.FOLDER.glob("*.ipynb"))

# What a notebook's text says of the figures in its outputs: checked in its own kernel, after
# its last cell, since another machine's rounding gives other figures.
SAID = {
    "01_first_net.ipynb": """
        assert abs(line_losses[0] - np.log(3)) < 0.01, "starts at chance"
        assert abs(line["dw"]).max() < 1e-3, "the line's gradient is as good as 0"
        assert 0.4 < (classify_by_line(x) == y).mean() < 0.6, "about half are right"
        assert net_losses[-1] < 0.1, "one hidden layer parts the arms"
        assert (forward(x_test, (first, *net_by_hand[1:])).argmax(axis=1) == y_test).mean() > 0.95
    """,
}


def case(path):
    return pytest.param(path, id=path.stem)


def texts(nb):
    """Yield every text, of whatever kind, that the cells have put out."""
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            yield output.get("text", "")
            yield from (v for kind, v in output.get("data", {}).items() if "image" not in kind)
