"""The notebooks: they run from a clean start, and their text stays true wherever they run."""

import json
import re
import shutil
import sys

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

from notebooks import build

NOTEBOOKS = sorted(build.FOLDER.glob("*.ipynb"))
PLACES = re.compile(r"(?<![\w.])/(home|root|work|tmp|usr|opt|var|Users)/|[A-Z]:\\")

# What the text says of the figures that the cells print. Rounding differs between machines, so
# each is held as loosely as it is said: a pattern of the output, and bounds for its figures.
SMALL, LARGE = (0, 1e-7), (0.1, 10)
SAID = {
    "01_first_net": [
        (r"^loss (\S+)   ln 3", (1.09, 1.11)),
        (r"dscores: \[(\S+) +(\S+) +(\S+)\]", (-0.68, -0.66), (0.32, 0.34), (0.32, 0.34)),
        (r"x.T @ dscores: +(True)\n[^\n]* summed: (True)", True, True),
        (r"^step 500   loss (\S+)   largest \|dw\| (\S+)", (0.7, 0.8), (0, 1e-3)),
        (r"^step 1000   loss (\S+)   right (\S+)%", (0, 0.1), (98, 100)),
        (r"^on 300 points [^\n]* seen: (\S+)%", (95, 100)),
        (r"by hand: (True)\s+{'dx': (\S+),[^}]*'2.affine.dw': (\S+),", True, SMALL, SMALL),
        (r"}\s+{'dx': (\S+),[^}]*'2.affine.dw': (\S+),", LARGE, SMALL),
        (r"^lr  0.01   loss (\S+)   dead units (\S+)", (0.6, 1), (0, 0)),
        (r"^lr     1   loss (\S+)   dead units (\S+)", (0, 0.2), (0, 0)),
        (r"^lr    10   loss (\S+)   dead units (\S+)", (1.1, 9), (90, 100)),
        (r"^by hand (\S+)   fit (\S+)", (0.233, 0.235), (0.233, 0.235)),
        (r"mean (\S+), deviation (\S+)", (-0.01, 0.01), (0.99, 1.01)),
        (r"^loss (\S+)   ln 10", (2.25, 2.35)),
        (r"(\S+)% of 2000 test images", (97, 100)),
        (r"shifted by 3 pixels: (\S+)%", (20, 90)),
    ],
    "02_leaks": [
        (r"^no leak found$",),
        (
            r"^hidden weights 1.0:\n +2.sigmoid .* (\S+)%   gradient times (\S+)",
            (5, 40),
            (0, 0.1),
        ),
        (r"^ +6.sigmoid .* 100%   gradient times (\S+)", (0.2, 0.25)),
        (r"^saturated [^\n]*, 2.sigmoid: (\S+)% of its entries", (60, 95)),
        (r"^after five epochs: deviation 1.0 (\S+)%, Xavier (\S+)%", (60, 87), (86, 95)),
        (
            r"^after 2 epochs at lr 0.9: (\S+)% .*\nafter 4 epochs at lr 0.02: (\S+)%",
            (35, 70),
            (35, 70),
        ),
        (r"^epoch 1: dead ReLU, 2.relu: (\S+)% of its 200", (35, 100)),
        (r"^radius 0.8 .* grows (\S+)   effective (\S+)", (0.674, 0.676), (0.674, 0.676)),
        (r"^radius 2.0 .* grows (\S+)   effective (\S+)", (1.687, 1.689), (1.687, 1.689)),
        (r"^wh times 1.0:\nno leak found\nwh times 0.3:\nexploding or vanishing .* 1.rnn",),
        (r"^wh times 2.0:\nexploding or vanishing .* grows (\S+)-fold", (10, 1e5)),
        (
            r"^clipped loss, 2.clip: (\S+)% .*\nclip, then mse: .* worth (\S+), truly 10",
            (99, 100),
            (-0.1, 0.1),
        ),
        (r"^no leak found\nhuber: .* worth (\S+), truly 10", (9.9, 10.1)),
        (r"^one:\nsymmetric weights, 1.affine",),
        (r"^two:\nsoftmax twice, 4.softmax",),
        (r"^three:\ninputs not normalized, the inputs",),
    ],
    "03_circuits": [
        (r"^f (\S+)   dx (\S+)   dy (\S+)   dz (\S+)", (-12, -12), (-4, -4), (-4, -4), (3, 3)),
        (r"^x \+ 0.01: f moves by (\S+)", (-0.04, -0.04)),
        (r"^the same gradients: (True)", True),
        (
            r"^f (\S+)   dx (\S+)   dy (\S+)$",
            (1.5456, 1.5456),
            (2.0596, 2.0596),
            (1.5922, 1.5922),
        ),
        (r"^by way of sigx  (\S+)", (-0.0358, -0.0358)),
        (r"^all of dx +(\S+)", (2.0596, 2.0596)),
        (
            r"^with = (\S+)   with \+= (\S+)   tried (\S+)",
            (0.5, 0.6),
            (2.0596, 2.0596),
            (2.05, 2.07),
        ),
        (r"^dW can only be \['dD @ X.T'\]\ndX can only be \['W.T @ dD'\]$",),
        (r"^dW is dD @ X.T: (True)\ndX is W.T @ dD: (True)", True, True),
        (r"^{'dx\[0\]': (\S+), 'dx\[1\]': (\S+)}", SMALL, SMALL),
        (
            r"^out +largest difference (\S+)\ndx +largest difference (\S+)$",
            (0, 1e-12),
            (0, 1e-12),
        ),
        (r"^dgamma +largest .* (\S+)\ndbeta +largest .* (\S+)$", (0, 1e-12), (0, 1e-12)),
        (r"^dx summed over the batch: (\S+)", (0, 1e-12)),
        (r"^da: not yet\ndb: not yet\ndc: not yet$",),
        (r"^length: not yet .*\n+turned: not yet ",),
    ],
    "04_check_your_layer": [
        (r"^my_affine: unchecked\n+ +init is not written yet\.$",),
        (
            r"^ +dw is what it should be, divided by 5 [(]N, [\s\S]*"
            r" should be (\S+), yours is (\S+)\n[\s\S]*db is wrong too$",
            (4.7, 4.8),
            (0.9, 1),
        ),
        (r"^my_affine: right \(7 settings, ",),
        (r"^my_batchnorm: unchecked\n+ +backward is not written yet\.$",),
        (
            r"^ +dx lacks the way through var: [\s\S]* should be (\S+), yours is (\S+)$",
            (-0.2, -0.19),
            (-0.45, -0.44),
        ),
        (
            r"^\[\[ *(\S+) +(\S+) [\s\S]*\n \[ *(\S+) +(\S+) +\S+\]\]$",
            (0.403, 0.405),
            (-0.152, -0.15),
            (0.403, 0.405),
            (-0.152, -0.15),
        ),
        (r"^my_batchnorm: right \(14 settings, ",),
        (
            r"^dout of ones: .* (\S+)\n.* by (\S+)\n +turn .* by (\S+)\n +zeros .* by (\S+)$",
            SMALL,
            SMALL,
            SMALL,
            SMALL,
        ),
        (
            r"^dout at random: .* (\S+)\n.* by (\S+)\n +turn .* by (\S+)\n +zeros .* by (\S+)$",
            (0.9, 1),
            SMALL,
            (0.6, 0.7),
            (0.9, 1),
        ),
        (
            r"^step  60   yours (\S+)   dout's (\S+)   second turn (\S+)$",
            (0.07, 0.095),
            (0.07, 0.095),
            (0.1, 0.16),
        ),
        (
            r"^step 100   yours (\S+)   dout's (\S+)   second turn (\S+)$",
            (0.035, 0.065),
            (0.035, 0.065),
            (0.07, 0.11),
        ),
        (r"^right on points that it has never seen: (\S+)%", (97, 100)),
    ],
}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def saved(path):
    return nbformat.read(path, as_version=4)


def test_a_notebook_runs_in_a_fresh_kernel_and_bears_out_its_text(path, saved, tmp_path):
    shutil.copytree(build.FOLDER, tmp_path / "notebooks")
    ran = nbformat.from_dict(saved)
    try:
        build.run(ran, tmp_path / "notebooks")
    except CellExecutionError as error:
        pytest.fail(f"{path.name}: {error}", pytrace=False)
    assert said_wrongly(path, ran) == []
    assert complaints(ran) == []
    assert kinds(ran) == kinds(saved), f"outputs are not of these cells: run {build.__file__}"


def test_saved_outputs_are_whole_and_bear_out_the_text(path, saved):
    code = [cell for cell in saved.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert complaints(saved) == []
    assert said_wrongly(path, saved) == []


def test_a_saved_notebook_is_small_and_tells_nothing_of_its_machine(path, saved):
    assert path.stat().st_size < 1e6
    assert [text for text in texts(saved) if PLACES.search(text)] == []
    tidied = nbformat.read(path, as_version=4)
    build.tidy(tidied)
    assert tidied.metadata == saved.metadata
    assert all(cell.metadata == {} for cell in saved.cells)


def test_the_kernel_is_this_python_whatever_kernels_its_user_has(tmp_path, monkeypatch):
    other = tmp_path / "kernels" / "python3"
    other.mkdir(parents=True)
    spec = {"argv": ["no-such-python"], "display_name": "Python 3", "language": "python"}
    (other / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("import math, sys; sys.modules['layers'] = math")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))

    nb = notebook("import sys, layers; print(sys.executable, layers.__file__, sep='\\n')")
    build.run(nb, tmp_path)
    executable, layers = "".join(texts(nb)).split("\n")[:2]
    assert executable == sys.executable
    assert layers == str(build.FOLDER.parent / "layers" / "__init__.py")


def test_a_cell_that_fails_is_shown_with_its_error(tmp_path):
    with pytest.raises(CellExecutionError, match=r"(?s)a_cell = 1 / 0.*ZeroDivisionError"):
        build.run(notebook("a_cell = 1 / 0"), tmp_path)


def notebook(source):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])


def outputs(nb):
    return [output for cell in nb.cells for output in cell.get("outputs", [])]


def texts(nb):
    """Yield each text that the cells have put out; pictures are left out."""
    for output in outputs(nb):
        yield output.get("text", "")
        yield from (v for kind, v in output.get("data", {}).items() if "image" not in kind)


def complaints(nb):
    """Return the errors and warnings among the outputs."""
    return [
        output
        for output in outputs(nb)
        if output.output_type == "error" or output.get("name") == "stderr"
    ]


def kinds(nb):
    """Return what kinds of output each cell has."""
    return [
        [(o.output_type, *sorted(o.get("data", {}))) for o in cell.get("outputs", [])]
        for cell in nb.cells
    ]


def said_wrongly(path, nb):
    """Return the lines of SAID that the outputs do not bear out, each with what was found."""
    shown = "\n".join(texts(nb))
    wrong = []
    for pattern, *bounds in SAID.get(path.stem, []):
        found = re.search(pattern, shown, re.MULTILINE)
        if not found or not all(map(within, found.groups(), bounds)):
            wrong.append((pattern, found and found.groups()))
    return wrong


def within(text, bounds):
    """Return whether the text is True, or a number in the bounds, as it is wanted."""
    return text == "True" if bounds is True else bounds[0] <= float(text) <= bounds[1]
