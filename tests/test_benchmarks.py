"""Benchmarks: what they refuse and what they write. No test depends on how long a run takes."""

import json
import subprocess
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from benchmarks import __main__ as command
from benchmarks import alternate, errand, machine, minibatches, products, training, worker
from benchmarks.agree import Disagreement, refuse_difference
from benchmarks.workloads import mlp
from data.batches import shuffled
from layers import cross_entropy
from nets import mlp as net_module
from nets import walk
from optim import fit

SIZES, N = (12, 8, 3), 6
TINY = {rule: mlp.workload(SIZES, N, rule, lr=1e-3) for rule in training.RULES}
QUICK = ["--seconds", "0.002", "--repeats", "3", "--threads", "1"]


def first_steps(build):
    _, found = worker.begin({}, build)
    return found


@pytest.fixture
def catalogue(monkeypatch):
    tiny = dict(TINY)
    monkeypatch.setattr(command, "WORKLOADS", tiny)
    monkeypatch.setattr(command, "GROUPS", {"steps": tiny})
    return tiny


@pytest.mark.parametrize("rule", TINY)
def test_a_learning_rate_that_is_one_percent_off_is_refused(rule):
    ours, other = (
        first_steps(TINY[rule].ours),
        first_steps(mlp.workload(SIZES, N, rule, lr=1.01e-3).ours),
    )
    with pytest.raises(Disagreement, match="1.affine.w moved elsewhere, by 0.0"):
        refuse_difference(rule, ours, other)


def test_another_loss_array_or_shape_is_refused():
    def found(loss=1.0, **moved):
        return {"losses": [loss], "moved": {"w": np.ones(3)} | moved}

    refuse_difference("same", found(), found())
    for other, fault in [
        (found(1.001), "the loss at step 0 is 1 with ours and 1.001 with theirs"),
        (found(np.nan), "loss at step 0"),
        (found(w=np.full(3, np.nan)), "w moved elsewhere"),
        (found(w=np.ones(1)), r"w is of shape \(3,\) with ours and \(1,\) with theirs"),
        (found(b=np.ones(1)), r"moved: ours has \['w'\], theirs \['w', 'b'\]"),
        (found() | {"values": {"dx": np.ones(2)}}, r"values: ours has \[\], theirs \['dx'\]"),
    ]:
        with pytest.raises(Disagreement, match=fault):
            refuse_difference("other", found(), other)


@pytest.mark.parametrize("rule", TINY)
def test_our_step_is_a_step_of_fit(rule):
    nets = [net_module.init(SIZES, np.random.default_rng(1)) for _ in range(2)]
    x, y = (part[0] for part in minibatches.labelled((4 * N, 12), 3, np.random.default_rng(2)))
    setting = {"lr": 0.01, "batch_size": N, "epochs": 1, "show": None}
    start = np.random.default_rng(3)
    rule_module = training.RULES[rule]
    fit.fit(net_module, nets[0], cross_entropy, rule_module, (x, y), rng=start, **setting)

    batches = [*zip(*shuffled(x, y, N, np.random.default_rng(3)), strict=True)]
    drawn = net_module, nets[1], cross_entropy, batches
    tasks, _ = training.ours(lambda: drawn, rule, 0.01)
    for _ in range(4):
        tasks["step"]()
    learned = (walk.learned(net) for net in nets)
    for (path, a, key), (_, b, _) in zip(*learned, strict=True):
        assert_array_equal(a[key], b[key], err_msg=path)


def test_minibatches_meet_other_labels_each_time_round():
    xs, ys = minibatches.labelled((2, 3), 10, np.random.default_rng(0))
    assert np.gcd(len(xs), len(ys)) == 1


def put_in_the_way(text: str, folder, monkeypatch) -> None:
    """Let the processes that a test starts find this as torch."""
    (folder / "torch.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(folder))


def test_without_pytorch_ours_is_measured_alone(catalogue, tmp_path, monkeypatch, capsys):
    put_in_the_way("raise ModuleNotFoundError('hidden by a test')", tmp_path, monkeypatch)
    assert command.main(["adam", *QUICK, "--json", str(tmp_path / "out.json")]) == 0
    printed = capsys.readouterr().out
    assert "no torch to compare with: hidden by a test" in printed
    assert printed.splitlines()[-1].split()[2:5] == ["-", "-", "-"]
    written = json.loads((tmp_path / "out.json").read_text())
    assert written["machine"]["theirs"] is None
    assert written["rows"][0]["ratio"] is None
    assert written["rows"][0]["limit_share"] > 0


STAND_IN = """
from types import SimpleNamespace
from numpy import full

__version__ = "of a test"
backends = SimpleNamespace(
    mkl=SimpleNamespace(is_available=lambda: False),
    cpu=SimpleNamespace(get_cpu_capability=lambda: "none"),
)

def set_num_threads(n):
    pass
"""


def test_the_json_holds_the_ratio_and_its_quartiles(catalogue, tmp_path, monkeypatch, capsys):
    put_in_the_way(STAND_IN, tmp_path, monkeypatch)  # and our step as theirs, to save seconds
    catalogue["adam"] = replace(TINY["adam"], theirs=TINY["adam"].ours)
    assert command.main(["adam", *QUICK, "--json", str(tmp_path / "out.json")]) == 0
    assert "torch of a test, no MKL, none" in capsys.readouterr().out
    (row,) = json.loads((tmp_path / "out.json").read_text())["rows"]
    low, high = row["ratio_quartiles"]
    assert 0 < low <= row["ratio"] <= high
    assert len(row["bursts_ms"]["ours"]) == len(row["bursts_ms"]["theirs"]) == 3


def test_a_workload_whose_sides_differ_is_not_timed(catalogue, tmp_path, monkeypatch, capsys):
    put_in_the_way(STAND_IN, tmp_path, monkeypatch)
    planted = mlp.workload(SIZES, N, "adam", lr=2e-3).ours
    catalogue["adam"] = replace(TINY["adam"], theirs=planted)
    assert command.main(["adam", *QUICK, "--json", str(tmp_path / "out.json")]) == 1
    assert "adam: ours and theirs do not compute the same" in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()


def test_what_is_asked_of_pytorch_is_there(torch):
    facts = machine.torch_library(torch.get_num_threads())
    assert facts["name"] == f"torch {torch.__version__}"
    squares = (
        build()["square"]().shape for build in (products.square_torch, products.square_numpy)
    )
    assert next(squares) == next(squares)


def test_an_unknown_workload_is_met_with_the_nearest(capsys):
    with pytest.raises(SystemExit):
        command.main(["mpl-adam"])
    assert (
        "no workload is called 'mpl-adam'; did you mean 'mlp-adam'?" in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    "bad", [["--seconds", "0"], ["--repeats", "-1"], ["--threads", "0"], ["--picture", "a.txt"]]
)
def test_a_setting_out_of_range_is_refused(bad, capsys):
    with pytest.raises(SystemExit):
        command.main(bad)
    assert f"argument {bad[0]}" in capsys.readouterr().err


def test_a_side_that_fails_says_so_with_its_traceback():
    with alternate.worker("ours", 1) as ask:
        with pytest.raises(RuntimeError, match="(?s)process of ours failed.*mlp needs sizes"):
            ask("begin", mlp.workload((3,), N, "adam", 1e-3).ours)
        assert ask("memory") > 0  # and it goes on


def test_a_side_that_dies_says_with_what_code(monkeypatch):
    started = []

    class Kept(subprocess.Popen):
        def __init__(self, *given, **more):
            super().__init__(*given, **more)
            started.append(self)

    monkeypatch.setattr(alternate.subprocess, "Popen", Kept)
    with alternate.worker("ours", 1) as ask:
        started[0].kill()
        started[0].wait()
        with pytest.raises(RuntimeError, match="process of ours ended, with exit code -9"):
            ask("memory")


def test_an_errand_is_found_again_by_its_words():
    build = mlp.workload(SIZES, N, "adam", 1e-3).ours
    words = json.loads(json.dumps(errand.spelled(build)))
    again = errand.found(words)
    assert again.func is build.func and again.args[1:] == build.args[1:]
    assert errand.spelled(again) == words
    assert errand.found(errand.spelled(dict)) is dict and errand.found("load") == "load"


@pytest.mark.parametrize("f", [exec, json.loads, partial(np.ones, 3)])
def test_an_errand_is_of_the_benchmarks_alone(f):
    with pytest.raises(ValueError, match="an errand is a function of benchmarks, not"):
        errand.found(errand.spelled(f))
