"""`dout diagnose`, from a trained run to verdicts, pictures and a page."""

import csv
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from diagnose import deaths, landscape, pictures, record
from dout.__main__ import main
from optim import progress

FIXED = {"curves", "gradients", "activations", "updates", "landscape"}


@pytest.fixture(scope="module", autouse=True)
def quick():
    """Landscapes of few points, and small pictures, for what is not tested here."""
    seconds, dpi = landscape.surface.__kwdefaults__["seconds"], pictures.DPI
    landscape.surface.__kwdefaults__["seconds"], pictures.DPI = 0.05, 30
    yield
    landscape.surface.__kwdefaults__["seconds"], pictures.DPI = seconds, dpi


@pytest.fixture
def undrawn(monkeypatch):
    """Pictures that are planned and not drawn, where it is not they that are tested."""
    monkeypatch.setattr("dout.diagnosis.pictures.png", lambda picture, style: b"")


def trained(folder: Path, *flags) -> Path:
    assert main(["train", *flags, "--quiet", "--out", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A small net trained for a moment on the drawn digits, and diagnosed."""
    folder = tmp_path_factory.mktemp("diagnose") / "run"
    trained(folder, "--hidden", "12,8", "--epochs", "2")
    assert main(["diagnose", str(folder)]) == 0
    return folder


@pytest.fixture
def copy(run, tmp_path):
    shutil.copytree(run, tmp_path / "copy", ignore=shutil.ignore_patterns("diagnosis"))
    return tmp_path / "copy"


def digests(folder: Path) -> dict:
    files = [path for path in folder.iterdir() if path.is_file()]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_page_and_pictures_that_can_be_opened_are_written(run):
    found = {path.stem for path in (run / "diagnosis").glob("*.png")}
    assert FIXED | {"weights"} <= found
    for path in (run / "diagnosis").glob("*.png"):
        with Image.open(path) as image:
            image.verify()
    text = (run / "diagnosis" / "report.html").read_text("utf-8")
    assert text.count("<figure") == len(found) and len(text) < 3_000_000
    assert "Looked at and found sound" in text and "9,000 in the training set" in text


def test_the_runs_own_files_stay_as_they_are_to_the_byte(undrawn, run):
    before = digests(run)
    assert main(["diagnose", str(run), "--examples", "20"]) == 0
    assert digests(run) == before


def test_verdicts_are_printed_and_as_json_on_the_last_line(undrawn, run, tmp_path, capsys):
    out = tmp_path / "elsewhere" / "deep"
    assert main(["diagnose", str(run), "--json", "--out", str(out)]) == 0
    lines = capsys.readouterr().out.splitlines()
    found = json.loads(lines[-1])
    assert found["run"] == str(run) and (out / "report.html").is_file()
    keys = {"leak", "where", "figure", "threshold", "alarm", "said", "remedy"}
    assert all(f.keys() == keys for f in found["findings"])
    alarms = [f for f in found["findings"] if f["alarm"]]
    assert len(alarms) == sum(not line.startswith("sound: ") for line in lines[: len(alarms)])
    assert alarms or lines[0] == "no leak found"
    assert any(line.startswith("sound: ") and "dead ReLU, " in line for line in lines)


def test_units_killed_by_hand_are_an_alarm_with_its_picture_above_the_table(
    undrawn, copy, capsys
):
    kill(copy)
    assert main(["diagnose", str(copy), "--json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    found = json.loads(lines[-1])["findings"]
    dead = next(f for f in found if f["leak"] == "dead ReLU" and f["where"] == "2.relu")
    assert dead["alarm"] and dead["figure"] == 1
    assert lines.index(next(x for x in lines if x.startswith("dead ReLU, 2.relu"))) < len(
        [f for f in found if f["alarm"]]
    )
    text = (copy / "diagnosis" / "report.html").read_text("utf-8")
    assert text.index("id='leak-dead-ReLU'") < text.index("id='dead'") < text.index("<table>")
    assert "12 of 12 units are dead" in text


def kill(folder: Path) -> None:
    """Rewrite the run's progress with the first layer's biases far below 0."""
    from dout import diagnosis

    _, job, run = diagnosis.opened(folder)
    dict((path, inner[key]) for path, inner, key in diagnosis.walk.learned(job.net))[
        "1.affine.b"
    ][...] = -1e3
    progress.save(folder / "progress.npz", job.net, run | {"generators": {}})


def test_the_weights_are_those_at_the_end_of_training_not_the_best(run):
    from dout import diagnosis

    _, job, kept = diagnosis.opened(run)
    arrays, _ = diagnosis.progress.archive.read(run / "progress.npz")
    for path, inner, key in diagnosis.walk.learned(job.net):
        np.testing.assert_array_equal(inner[key], arrays[f"net/{path}"])
    with open(run / "history.csv") as file:
        assert len(kept["history"]) == len(list(csv.DictReader(file)))


def test_a_model_alone_can_be_diagnosed(undrawn, copy, capsys):
    for name in ("progress.npz", record.FILE, "history.csv"):
        (copy / name).unlink()
    assert main(["diagnose", str(copy)]) == 0
    assert {path.stem for path in (copy / "diagnosis").glob("*.png")} <= {
        *("landscape", "weights", "dead")
    }


TEXT = ("--width", "8", "--context", "12", "--epochs", "1")


@pytest.mark.parametrize("flags", (
    ("--data", "spiral", "--hidden", "6", "--epochs", "1"),
    ("--net", "charlm", "--cell", "rnn", *TEXT),
    pytest.param(("--net", "transformer", "--heads", "2", "--depth", "1", "--epoch-size", "240",
                  "--warmup", "0", *TEXT), marks=pytest.mark.slow),
), ids=("points", "recurrent", "transformer"))  # fmt: skip
def test_runs_on_points_and_on_text_can_be_diagnosed(flags, tmp_path):
    (tmp_path / "a.txt").write_text("the cat sat on the mat <b> & went. " * 60)
    text = () if "--data" in flags else ("--text", str(tmp_path / "a.txt"))
    run = trained(tmp_path / "run", *flags, *text)
    assert main(["diagnose", str(run), "--examples", "16"]) == 0
    found = {path.stem for path in (run / "diagnosis").glob("*.png")}
    assert FIXED <= found and ("weights" in found) == ("spiral" in flags)


def test_what_is_no_run_or_has_no_weights_yet_is_refused(copy, tmp_path, capsys):
    assert main(["diagnose", str(tmp_path / "none")]) == 1
    assert "is not a run of dout" in capsys.readouterr().err
    for name in ("progress.npz", "model.npz"):
        (copy / name).unlink()
    assert main(["diagnose", str(copy)]) == 1
    assert "has no weights" in capsys.readouterr().err
    assert not (copy / "diagnosis").exists()


@pytest.mark.parametrize("name", ("progress.npz", record.FILE))
def test_damaged_files_are_refused_by_name(copy, name, capsys):
    whole = bytearray((copy / name).read_bytes())
    whole[len(whole) // 2] ^= 255
    (copy / name).write_bytes(whole)
    assert main(["diagnose", str(copy)]) == 1
    assert name in capsys.readouterr().err
    assert not (copy / "diagnosis").exists()


@pytest.mark.parametrize("looks", (None, [{"epoch": "1", "findings": []}], [3], [{"epoch": 0}]))
def test_a_record_of_other_things_is_refused(copy, looks, capsys):
    record.archive.write(copy / record.FILE, {}, {"looks": looks})
    assert main(["diagnose", str(copy)]) == 1
    assert "is not a record of looks" in capsys.readouterr().err


def test_a_runs_own_folder_is_not_written_to(run, tmp_path, capsys):
    before = digests(run)
    assert main(["diagnose", str(run), "--out", str(run)]) == 1
    assert "a run's own folder" in capsys.readouterr().err and digests(run) == before
    (tmp_path / "file").write_text("")
    assert main(["diagnose", str(run), "--out", str(tmp_path / "file")]) == 1
    assert "is not a folder" in capsys.readouterr().err


def test_an_interrupted_picture_leaves_the_old_one(run, monkeypatch):
    (run / "diagnosis" / "curves.png").write_bytes(b"old")

    def broken(*given, **known):
        raise OSError("no space")

    monkeypatch.setattr("dout.diagnosis.pictures.png", broken)
    assert main(["diagnose", str(run)]) == 1
    assert (run / "diagnosis" / "curves.png").read_bytes() == b"old"


def test_the_record_of_a_run_tells_when_units_died(run):
    kept = record.load(run)
    found = deaths.layers(kept, {})
    assert all(len(dead) == len(kept["looks"]) for dead in found.values())


def test_the_record_of_another_net_is_refused(undrawn, copy, capsys):
    other = {"looks": [], "arrays": {}} | record.load(copy)
    other["arrays"]["out/99.tanh"] = other["arrays"].pop("out/1.affine")
    record.save(copy, other)
    assert main(["diagnose", str(copy)]) == 1
    assert "is of another run's net: it has out/99.tanh" in capsys.readouterr().err


def test_settings_of_data_and_net_that_do_not_go_together_are_refused(undrawn, copy, capsys):
    path = copy / "config.json"
    path.write_text(path.read_text().replace('"data": "digits"', '"data": "text"'))
    assert main(["diagnose", str(copy)]) == 1
    assert "mlp is not for text" in capsys.readouterr().err


def test_pictures_of_an_earlier_diagnosis_do_not_stay(undrawn, copy):
    old = copy / "diagnosis"
    old.mkdir()
    for name in ("time.png", "mine.png"):
        (old / name).write_bytes(b"")
    assert main(["diagnose", str(copy)]) == 0
    assert not (old / "time.png").exists() and (old / "mine.png").exists()
