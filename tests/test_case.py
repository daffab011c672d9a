"""`dout case`: what it lists, prints, writes and refuses."""

import importlib
import json
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from dout import case, cases
from dout.__main__ import main


def test_without_a_name_every_case_is_listed_with_its_purpose(capsys):
    assert main(["case"]) == 0
    said = capsys.readouterr().out
    assert case.CASES.keys() == case.PURPOSES.keys() and len(case.CASES) == 10
    for name, purpose in case.PURPOSES.items():
        assert f"  {name} " in said and purpose in said


def test_listing_the_cases_imports_no_numpy():
    code = "import sys; from dout.__main__ import main; main(['case']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    modules = done.stdout.splitlines()[-1].split()
    assert "dout.case" in modules and "numpy" not in modules


def test_a_case_prints_its_figures_writes_its_picture_and_ends_with_json(tmp_path, capsys):
    path = tmp_path / "seen.png"
    assert main(["case", "recurrence", "--seed", "3", "--out", str(path), "--json"]) == 0
    *said, last = capsys.readouterr().out.splitlines()
    assert any("Jacobian" in line for line in said) and f"Picture: {path}" in said
    found = json.loads(last)
    assert (found["case"], found["seed"]) == ("recurrence", 3)
    assert 0.9 < found["figures"]["summary"]["within_effective"] <= 1
    with Image.open(path) as picture:
        assert picture.format == "PNG" and picture.size[0] >= 1000
    assert [entry.name for entry in tmp_path.iterdir()] == ["seen.png"]


def test_the_picture_goes_to_the_current_folder_under_the_cases_name(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, case.CASES["dead-relu"], Quick)
    assert main(["case", "dead-relu", "--seed", "5"]) == 0
    assert "seed was 5" in capsys.readouterr().out
    assert (tmp_path / "case-dead-relu.png").is_file()


class Quick:
    """A case that does nothing, and does it at once."""

    def run(seed):
        return {"seed": seed}

    def told(found):
        return f"seed was {found['seed']}"

    def draw(found):
        return Figure()


def test_an_unknown_case_is_refused_with_the_nearest_name(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["case", "dead-rely"])
    assert stop.value.code == 2
    assert "did you mean 'dead-relu'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("out", "why"),
    [
        ("nowhere/a.png", "there is no folder nowhere"),
        ("a.pdf", "ends in .png"),
        ("folder.png", "is a folder"),
    ],
)
def test_where_a_picture_cannot_go_nothing_is_run(out, why, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.png").mkdir()
    monkeypatch.setattr(Quick, "run", lambda seed: pytest.fail("it was run"))
    monkeypatch.setitem(sys.modules, case.CASES["recurrence"], Quick)
    assert main(["case", "recurrence", "--out", out]) == 1
    assert why in capsys.readouterr().err


def test_json_has_the_figures_and_not_the_arrays():
    found = {
        "share": np.float32(0.5),
        "died": np.int64(3),
        "never": float("inf"),
        "curve": np.zeros(9),
        "inner": {"text": "a", "on": np.bool_(True), "none": None},
        "arrays": {"a": np.zeros(3)},
    }
    kept = {"share": 0.5, "died": 3, "never": None}
    assert cases.scalars(found) == kept | {"inner": {"text": "a", "on": True, "none": None}}


@pytest.mark.parametrize("name", case.CASES)
def test_a_listed_case_keeps_the_contract(name):
    module = importlib.import_module(case.CASES[name])
    assert all(callable(getattr(module, part)) for part in ("run", "told", "draw"))
    assert "Cure" in module.__doc__ and "Source" in module.__doc__
