"""Benchmarks' scaling and pictures: exponents, tiny curves, what is drawn and refused."""

import json
import time
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks import __main__ as command
from benchmarks import picture, profile, report, scaling
from benchmarks.agree import Disagreement
from benchmarks.workloads import mlp
from layers import relu

QUICK = ["--seconds", "0.002", "--repeats", "3", "--threads", "1"]
STATE = {"threads": 2, "cpu": "a CPU", "ours": "numpy", "theirs": "torch"}


def tiny(N):
    return mlp.workload((4, 3), N, "momentum", lr=1e-3)


@pytest.fixture
def alone(tmp_path, monkeypatch):
    """Leave PyTorch out of the processes that a test starts."""
    (tmp_path / "torch.py").write_text("raise ModuleNotFoundError('hidden by a test')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


def test_the_exponent_of_a_power_is_found():
    sizes = (1, 2, 4, 8)
    assert_allclose(scaling.exponent([(n, 3 * n**1.5) for n in sizes]), 1.5)
    assert scaling.exponent([(n, n - 1) for n in sizes]) is None
    assert scaling.exponent([(n, None) for n in sizes]) is None


def test_a_curve_is_measured_printed_drawn_and_written(alone, tmp_path, monkeypatch, capsys):
    curve = scaling.Curve("batch", 1, (2000, 4000), tiny)
    monkeypatch.setattr(scaling, "CURVES", {"tiny-batch": curve})
    files = ["--json", str(tmp_path / "out.json"), "--picture", str(tmp_path / "out.png")]
    assert command.main(["scaling", "tiny-batch", *QUICK, *files]) == 0
    heading, line = capsys.readouterr().out.splitlines()
    assert heading.startswith("curve") and line.startswith("tiny-batch")
    assert "2000..4000" in line and line.split()[-1] == "-"
    (row,) = json.loads((tmp_path / "out.json").read_text())["rows"]
    assert [at["size"] for at in row["points"]] == [2000, 4000]
    assert all(at["ours_ms"] > 0 and at["theirs_ms"] is None for at in row["points"])
    assert row["ours_time"] is not None and row["theirs_time"] is None
    assert (tmp_path / "out.png").read_bytes().startswith(b"\x89PNG")


def test_memory_is_what_a_size_takes_above_the_least(alone):
    curve = scaling.Curve("batch", 1, (), tiny)
    least = scaling.point("tiny", curve, 1, 1, 0.002, 3)
    large = scaling.point("tiny", curve, 100_000, 1, 0.002, 3)
    assert least["ours_mb"] < 1
    assert large["ours_mb"] > 8 * 100_000 * 4 * 4 / 1e6  # eight minibatches of x alone


def test_a_size_at_which_the_sides_differ_is_refused(torch):
    def planted(N):
        return replace(tiny(N), theirs=mlp.workload((4, 3), N, "momentum", lr=2e-3).theirs)

    curve = scaling.Curve("batch", 1, (6,), planted)
    with pytest.raises(Disagreement, match="tiny 6: ours and theirs do not compute the same"):
        scaling.point("tiny", curve, 6, 1, 0.002, 3)


@pytest.mark.parametrize("name", scaling.CURVES)
def test_a_curve_begins_above_its_least_size_and_grows(name):
    curve = scaling.CURVES[name]
    sizes = curve.least, *curve.sizes
    assert np.all(np.diff(sizes) > 0) and len(curve.sizes) >= 4
    tasks, _ = curve.workload(curve.least).ours()
    assert np.isfinite(tasks["step"]())


def test_an_unknown_curve_is_met_with_the_nearest(capsys):
    with pytest.raises(SystemExit):
        command.main(["scaling", "mlp-bath"])
    assert "no curve is called 'mlp-bath'; did you mean 'mlp-batch'" in capsys.readouterr().err


def rows(**ratios) -> list[dict]:
    return [
        {"name": name, "group": group, "ratio": r, "ratio_quartiles": r and [0.9 * r, 1.1 * r]}
        for group in ("steps", "layers")
        for name, r in ratios.items()
    ]


@pytest.mark.parametrize("end", ["png", "svg"])
def test_ratios_are_drawn_in_the_format_of_the_file(end, tmp_path):
    picture.draw(rows(mlp=0.5, lenet=30.0, conv=None), STATE, tmp_path / f"out.{end}")
    assert (tmp_path / f"out.{end}").stat().st_size > 1000


def test_what_is_faster_and_what_is_slower_have_a_color_each():
    from matplotlib.colors import to_hex
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    by_name = {row["name"]: [row] for row in rows(mlp=0.5, lenet=2.0)}
    picture.bars(axes, by_name, longest=2)
    colors = [to_hex(bar.get_facecolor()) for bar in axes.patches]
    assert colors == [picture.FASTER, picture.SLOWER]
    assert [text.get_text() for text in axes.texts] == ["0.50", "2.00"]


def test_without_a_ratio_there_is_no_picture(tmp_path):
    with pytest.raises(ValueError, match="a picture is of ratios"):
        picture.draw(rows(mlp=None), STATE, tmp_path / "out.png")
    assert not (tmp_path / "out.png").exists()


def test_the_geometric_mean_is_over_the_ratios_that_there_are():
    assert report.geometric_mean(rows(a=0.5, b=2.0, c=None)).endswith("4 training steps: 1.000")
    assert report.geometric_mean(rows(a=None)) is None


def test_a_group_stands_for_all_of_its_own_once(monkeypatch):
    monkeypatch.setattr(command, "GROUPS", {"steps": {"a": 0, "b": 0}, "layers": {"c": 0}})
    assert command.chosen([]) == {"steps": ["a", "b"], "layers": ["c"]}
    assert command.chosen(["c", "steps", "b"]) == {"steps": ["a", "b"], "layers": ["c"]}
    assert command.chosen(["b"]) == {"steps": ["b"], "layers": []}


def test_a_profile_names_every_part_and_they_add_up_to_the_step(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(profile, "STEPS", {"tiny": mlp.workload((8, 6, 3), 5, "adam", 1e-3)})
    monkeypatch.setattr(command, "STEPS", profile.STEPS)
    path = tmp_path / "out.json"
    assert command.main(["profile", "tiny", *QUICK, "--json", str(path)]) == 0
    heading, *printed = capsys.readouterr().out.splitlines()
    whole, *parts = json.loads(path.read_text())["rows"]
    assert heading.split()[:2] == ["workload", "part"] and len(printed) == len(parts) + 1
    assert {row["part"] for row in parts} == {
        *("affine", "relu", "flatten", "loss", "update", "between")
    }
    assert whole["part"] == "step" and all(row["ms"] >= 0 for row in parts)
    assert_allclose(sum(row["ms"] for row in parts), whole["ms"])
    assert parts == sorted(parts, key=lambda row: -row["ms"])


def test_time_in_a_layer_is_counted_as_its_kinds(monkeypatch):
    def slow(dout, cache, plain=relu.backward):
        time.sleep(0.01)
        return plain(dout, cache)

    monkeypatch.setattr(relu, "backward", slow)
    drawn, rule, lr, *_ = mlp.workload((8, 6, 6, 3), 5, "adam", 1e-3).ours.args
    found = profile.parts_of_a_step(drawn, rule, lr, 0.05)
    assert found["relu"][1] > 20 > found["relu"][0] + sum(found["affine"])


@pytest.mark.parametrize(
    "bad, hint",
    [
        (["profile", "lente"], "no training step is called 'lente'; did you mean 'lenet'?"),
        (["profile", "relu"], "no training step is called 'relu'"),
        (["profile", "lenet", "--picture", "a.png"], "a profile is not drawn"),
    ],
)
def test_what_has_no_profile_is_refused(bad, hint, capsys):
    with pytest.raises(SystemExit):
        command.main(bad)
    assert hint in capsys.readouterr().err
