"""`dout train` from the command line to the run folder, on the spiral and a few digits."""

import csv
import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from arrays import archive
from data import spiral
from dout import choices, labelled
from dout.__main__ import main
from dout.labelled import at_chance
from layers import cross_entropy
from nets import checkpoint, convnet, walk
from optim.evaluate import scores

SPIRAL = ["train", "--data", "spiral", "--hidden", "16", "--epochs", "3"]


@pytest.fixture
def run(tmp_path):
    """A short run on the spiral, finished."""
    assert main([*SPIRAL, "--quiet", "--out", str(tmp_path / "run")]) == 0
    return tmp_path / "run"


def test_a_run_folder_holds_all_that_is_promised(run):
    assert {path.name for path in run.iterdir()} == {
        "config.json",
        "history.csv",
        "model.npz",
        "progress.npz",
        "diagnosis.npz",
        "curves.png",
        "confusion.png",
        "mistakes.png",
        "weights.png",
    }
    assert json.loads((run / "config.json").read_text())["settings"]["hidden"] == [16]
    with open(run / "history.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    assert all(0 <= float(row["valid_accuracy"]) <= 1 for row in rows)
    assert all(
        (run / f"{name}.png").read_bytes()[:4] == b"\x89PNG" for name in ("curves", "weights")
    )


def test_the_saved_net_gives_the_test_accuracy_that_was_printed(tmp_path, capsys):
    assert main([*SPIRAL, "--json", "--out", str(tmp_path / "run")]) == 0
    results = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert results.keys() == {
        "data",
        "net",
        "test_accuracy",
        "test_loss",
        "valid_accuracy",
        "valid_loss",
        "epochs",
        "seconds",
        "parameters",
        "run",
    }
    module, net, figures, _ = checkpoint.load(tmp_path / "run" / "model.npz")
    x, y = spiral.load("test")
    x = (x - figures["mean"]) / figures["std"]
    assert (scores(module, net, x).argmax(axis=1) == y).mean() == results["test_accuracy"]
    assert results["parameters"] == 2 * 16 + 16 + 16 * 3 + 3


def test_the_table_and_the_loss_at_chance_come_before_training(tmp_path, capsys):
    main([*SPIRAL, "--out", str(tmp_path / "run")])
    lines = capsys.readouterr().out.splitlines()
    table = next(i for i, line in enumerate(lines) if line.startswith("1.affine"))
    chance = next(i for i, line in enumerate(lines) if "1.0986 = ln 3" in line)
    first = next(i for i, line in enumerate(lines) if line.startswith("    1 "))
    assert table < chance < first


def test_one_seed_gives_the_same_bytes_and_another_seed_others(run, tmp_path):
    for name, seed in (("same", "1"), ("other", "2")):
        main([*SPIRAL, "--quiet", "--seed", seed, "--out", str(tmp_path / name)])
    model = (run / "model.npz").read_bytes()
    assert model == (tmp_path / "same" / "model.npz").read_bytes()
    assert model != (tmp_path / "other" / "model.npz").read_bytes()


def test_the_test_set_is_read_once_and_after_training(tmp_path, monkeypatch):
    asked = []
    real = spiral.load
    monkeypatch.setattr(spiral, "load", lambda split: asked.append(split) or real(split))
    main([*SPIRAL, "--quiet", "--out", str(tmp_path / "run")])
    assert asked == ["train", "test"]


def test_quiet_prints_nothing(run, capsys):
    assert capsys.readouterr() == ("", "")


def test_a_dry_run_reads_no_test_set_and_writes_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    real = spiral.load
    monkeypatch.setattr(spiral, "load", lambda split: {"train": real}[split](split))
    assert main([*SPIRAL, "--dry-run"]) == 0
    assert not list(tmp_path.iterdir())
    assert "nothing was saved" in capsys.readouterr().out


def test_a_folder_with_something_in_it_is_not_written_over(run, capsys):
    before = (run / "model.npz").read_bytes()
    assert main([*SPIRAL, "--out", str(run)]) == 1
    assert "not an empty folder" in capsys.readouterr().err
    assert (run / "model.npz").read_bytes() == before


def test_a_run_gone_on_with_ends_as_one_that_was_not_stopped(tmp_path):
    flags = [*SPIRAL, "--epochs", "60", "--keep", "0.8", "--norm", "batchnorm"]
    stopped, whole = tmp_path / "stopped", tmp_path / "whole"
    command = [sys.executable, "-m", "dout", *flags, "--out", str(stopped)]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as child:
        deadline = time.monotonic() + 60
        while not (stopped / "history.csv").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        child.send_signal(signal.SIGINT)
        said = child.communicate(timeout=60)[1]
    assert child.returncode == 130, said
    assert f"dout train --resume {stopped}" in said
    assert not (stopped / "confusion.png").exists()

    assert main(["train", "--resume", str(stopped), "--quiet"]) == 0
    assert main([*flags, "--out", str(whole), "--quiet"]) == 0
    assert (stopped / "model.npz").read_bytes() == (whole / "model.npz").read_bytes()


@pytest.mark.parametrize(
    "flags, hint",
    [
        (["train", "--data", "minst"], "did you mean 'mnist'?"),
        (["train", "--net", "mpl"], "did you mean 'mlp'?"),
        (["train", "--rule", "adm"], "did you mean 'adam'?"),
        (["train", "--epoch", "3"], "did you mean '--epochs'?"),
        (["train", "--keep", "0"], "wanted a number <= 1 and > 0, not '0'"),
        (["train", "--hidden", "a,b"], "wanted sizes such as 256,128"),
        (["train", "--residuals", "1,-1"], "wanted numbers such as 2,0,2, not '1,-1'"),
        (["train", "--residuals", ""], "wanted numbers such as 2,0,2, not none"),
        (["train", "--clip-norm", "0"], "wanted a number > 0, not '0'"),
        (["train", "surplus"], "nothing is expected at 'surplus'"),
    ],
)
def test_wrong_usage_exits_with_2_and_a_hint(flags, hint, capsys):
    with pytest.raises(SystemExit) as caught:
        main(flags)
    assert caught.value.code == 2
    assert hint in capsys.readouterr().err


def test_an_unknown_command_gets_a_hint(capsys):
    assert main(["trian"]) == 2
    assert "did you mean 'train'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["--help"], ["train", "--help"], ["predict", "--help"], ["data", "-h"]]
)
def test_help_does_not_wait_for_numpy(words):
    probe = (
        "import sys\n"
        "from dout.__main__ import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "assert 'numpy' not in sys.modules"
    )
    found = subprocess.run(
        [sys.executable, "-c", probe, *words], capture_output=True, text=True
    )
    assert found.returncode == 0, found.stderr
    assert "usage: dout" in found.stdout


def test_resume_refuses_other_settings_and_a_folder_without_a_run(run, tmp_path, capsys):
    assert main(["train", "--resume", str(run), "--lr", "0.5"]) == 1
    assert "leave out --lr" in capsys.readouterr().err
    assert main(["train", "--resume", str(tmp_path)]) == 1
    assert "not a run of dout" in capsys.readouterr().err
    (run / "progress.npz").write_bytes(b"PK nonsense")
    assert main(["train", "--resume", str(run), "--epochs", "5"]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_a_finished_run_goes_on_only_to_more_epochs(run, capsys):
    model = (run / "model.npz").read_bytes()
    assert main(["train", "--resume", str(run)]) == 1
    assert "is finished, after 3 epochs: give more by --epochs" in capsys.readouterr().err
    assert (run / "model.npz").read_bytes() == model
    assert main(["train", "--resume", str(run), "--epochs", "5"]) == 0
    said = capsys.readouterr().out
    assert "train loss" in said and "\n    5 " in said and "\n    3 " not in said
    assert main(["train", "--resume", str(run), "--epochs", "5"]) == 1
    assert "is finished, after 5 epochs" in capsys.readouterr().err


def test_an_output_that_nobody_reads_any_more_ends_quietly(tmp_path):
    command = f"{sys.executable} -m dout data | true"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_version_can_be_asked_for(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("dout 0.")


def test_a_loss_that_is_not_finite_ends_with_its_place_and_what_to_do(tmp_path, capsys):
    flags = ["--rule", "sgd", "--lr", "1e30", "--schedule", "constant", "--hidden", "16,16"]
    assert main([*SPIRAL, *flags, "--out", str(tmp_path / "run")]) == 1
    said = capsys.readouterr().err
    assert "the loss is" in said and "smaller lr" in said


@pytest.mark.skipif(
    os.geteuid() == 0 if hasattr(os, "geteuid") else False, reason="root may write"
)
def test_a_folder_that_cannot_be_written_is_an_error(tmp_path, capsys):
    tmp_path.chmod(0o500)
    assert main([*SPIRAL, "--out", str(tmp_path / "run")]) == 1
    assert "Permission" in capsys.readouterr().err


def test_a_damaged_model_is_refused(run):
    model = run / "model.npz"
    model.write_bytes(model.read_bytes()[:-100])
    with pytest.raises(archive.Damaged, match="cannot be read"):
        checkpoint.load(model)


def test_every_rule_penalty_bound_and_schedule_can_be_asked_for(tmp_path, capsys):
    runs = [
        ["--rule", rule]
        for rule in ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
    ]
    runs += [["--schedule", name] for name in ("constant", "step", "exponential", "one_cycle")]
    runs += [
        ["--rule", "adamw", "--weight-decay", "0.1"],
        ["--l1", "0.001", "--l2", "0.001", "--clip-norm", "1", "--clip-value", "0.1"],
        ["--accumulate", "2", "--warmup", "5", "--loss", "svm", "--activation", "tanh"],
    ]
    for flags in runs:
        assert main([*SPIRAL, *flags, "--dry-run"]) == 0, flags
    assert main([*SPIRAL, "--weight-decay", "0.1"]) == 1
    assert (
        "--weight-decay is a setting of adamw, and the rule is adam; --l2 is for any"
        in capsys.readouterr().err
    )


def test_the_gradients_norm_before_clipping_stands_in_the_history(tmp_path):
    main([*SPIRAL, "--clip-norm", "0.5", "--quiet", "--out", str(tmp_path / "run")])
    with open(tmp_path / "run" / "history.csv", newline="") as file:
        assert all(float(row["gradient_norm"]) > 0 for row in csv.DictReader(file))


@pytest.mark.parametrize(
    "changes, hint",
    [
        ({"rule": "foo"}, "--rule: no update rule is called 'foo'"),
        ({"lr": "x"}, "--lr"),
        ({"hidden": ["a"]}, "--hidden: wanted sizes"),
        ({"batch_size": 64.5}, "--batch-size: wanted a whole number"),
        ({"keep": None}, "--keep"),
        ({"surplus": 1}, "missing or not known: surplus"),
        ({"seed": 7}, "was run with seed=1, and config.json says 7"),
        ({"rule": "sgd"}, "was run with rule='adam', and config.json says 'sgd'"),
    ],
)
def test_a_run_does_not_go_on_under_settings_that_were_edited(run, changes, hint, capsys):
    config = json.loads((run / "config.json").read_text())
    config["settings"] |= changes
    (run / "config.json").write_text(json.dumps(config))
    before = (run / "model.npz").read_bytes()
    assert main(["train", "--resume", str(run), "--epochs", "5"]) == 1
    assert hint in capsys.readouterr().err
    assert (run / "model.npz").read_bytes() == before


def test_a_run_of_another_net_is_refused_before_anything_is_written(run, capsys):
    config = json.loads((run / "config.json").read_text())
    config["settings"]["hidden"] = [1]
    (run / "config.json").write_text(json.dumps(config))
    assert main(["train", "--resume", str(run), "--epochs", "5"]) == 1
    assert (
        "of shape (2, 16), and the net's is float32 of shape (2, 1)" in capsys.readouterr().err
    )


def test_a_warm_up_as_long_as_the_run_is_refused(tmp_path, capsys):
    assert main([*SPIRAL, "--warmup", "100000", "--out", str(tmp_path / "run")]) == 1
    assert "as long as the run" in capsys.readouterr().err


LINES = "the cat sat on the mat\nthe dog lay in the fog\n" * 40


@pytest.fixture
def lines(tmp_path):
    """A file of a small text, and the flags to train a small net on it for a moment."""
    (tmp_path / "lines.txt").write_text(LINES)
    small = ["--width", "8", "--context", "8", "--batch-size", "4", "--epochs", "2"]
    return ["train", "--text", str(tmp_path / "lines.txt"), *small]


def test_a_text_is_read_by_a_charlm_unless_told_otherwise(lines, tmp_path, capsys):
    assert main([*lines, "--json", "--out", str(tmp_path / "run")]) == 0
    said = capsys.readouterr().out
    assert "lines.txt: 1,656 characters to learn from and 184 to validate" in said
    assert "= ln 17" in said and "1.lstm" in said and "split by loss" in said
    results = json.loads(said.splitlines()[-1])
    assert results["net"] == "charlm" and results["test_loss"] is None
    with open(tmp_path / "run" / "history.csv", newline="") as file:
        least = min(float(row["valid_loss"]) for row in csv.DictReader(file))
    assert results["valid_loss"] == least
    made = {path.name for path in (tmp_path / "run").iterdir()}
    assert {"curves.png", "sample.txt", "model.npz"} <= made
    assert len((tmp_path / "run" / "sample.txt").read_text()) == 501


@pytest.mark.parametrize(
    "flags, layer",
    [
        (["--cell", "gru", "--depth", "2", "--keep", "0.9"], "3.gru"),
        (["--cell", "rnn"], "1.rnn"),
        (["--net", "transformer", "--heads", "2", "--tied", "no"], "unembedding"),
        (["--net", "transformer", "--depth", "1", "--epoch-size", "8"], "unembedding"),
    ],
)
def test_every_language_model_can_be_asked_for(flags, layer, lines, capsys):
    assert main([*lines, *flags, "--dry-run"]) == 0
    assert layer in capsys.readouterr().out


@pytest.mark.parametrize(
    "flags, hint",
    [
        (["--data", "mnist", "--net", "charlm"], "charlm is for text, and the data is mnist"),
        (["--data", "text", "--net", "mlp"], "mlp is not for text, which charlm and"),
        (["--data", "mnist", "--text", "x.txt"], "--text is for --data text, not for mnist"),
        (["--text", "none.txt"], "none.txt"),
        (["--data", "text", "--augment", "flip"], "--augment is for images"),
        (["--data", "spiral", "--augment", "flip"], "--augment is for images"),
        (["--data", "text", "--whiten", "yes"], "--whiten yes is for nets that start with a"),
        (["--smoothing", "0.1", "--loss", "svm"], "--smoothing is a setting of cross_entropy"),
        (["--whiten", "yes"], "--whiten yes is for nets that start with a convolution"),
        (["--data", "text", "--epoch-size", "9"], "charlm reads the text in order"),
        (
            ["--data", "spiral", "--beta2", "0.9", "--rule", "sgd"],
            "a setting of adam and adamw",
        ),
    ],
)
def test_data_and_nets_that_do_not_go_together_are_refused(flags, hint, capsys):
    assert main(["train", *flags, "--dry-run"]) == 1
    assert hint in capsys.readouterr().err


def test_a_run_on_a_text_goes_on_only_with_the_same_text(lines, tmp_path, capsys):
    assert main([*lines, "--quiet", "--out", str(tmp_path / "run")]) == 0
    again = ["train", "--resume", str(tmp_path / "run"), "--epochs"]
    assert main([*again, "3", "--quiet"]) == 0
    (tmp_path / "lines.txt").write_text(LINES.replace("cat", "cow"))
    assert main([*again, "4"]) == 1
    assert "was trained on another text" in capsys.readouterr().err


def test_augmented_images_are_drawn_and_trained_on(tmp_path, capsys):
    flags = ["--net", "resnet", "--depth", "8", "--width", "4", "--epoch-size", "64"]
    flags += ["--batch-size", "32", "--epochs", "1", "--augment", "crop,cutout", "--valid"]
    run = tmp_path / "run"
    assert main(["train", "--data", "digits", *flags, "0.01", "--out", str(run)]) == 0
    assert (run / "augmented.png").read_bytes()[:4] == b"\x89PNG"
    assert json.loads((run / "config.json").read_text())["settings"]["augment"] == [
        "crop",
        "cutout",
    ]


def test_crop_moves_images_by_the_pad_that_is_asked_for():
    flags = {"data": "shapes", "net": "resnet", "depth": 8, "width": 2, "augment": ("crop",)}
    job = labelled.prepare(choices.resolved(flags | {"pad": 0}), lambda text: None)
    x = job.train[0][:8]
    assert_array_equal(job.loop["augment"](x, np.random.default_rng(1)), x)


def test_resnet9_goes_around_as_many_convolutions_as_are_asked_for(capsys):
    flags = ["--data", "shapes", "--net", "resnet", "--depth", "9", "--width", "2"]
    assert main(["train", *flags, "--residuals", "0,2", "--dry-run"]) == 0
    rows = capsys.readouterr().out
    assert rows.count(".residual/part/") == 6 and rows.count(".maxpool") == 2


def test_smoothed_labels_keep_the_training_loss_above_their_entropy(tmp_path, capsys):
    flags = ["--data", "spiral", "--epochs", "30", "--quiet", "--json", "--smoothing"]
    rows = {}
    for share in ("0", "0.3"):
        run = tmp_path / share
        assert main(["train", *flags, share, "--out", str(run)]) == 0
        with open(run / "history.csv") as file:
            rows[share] = [float(row["train_loss"]) for row in csv.DictReader(file)]
        assert json.loads(capsys.readouterr().out)["test_accuracy"] > 0.9
    entropy = -0.8 * np.log(0.8) - 2 * 0.1 * np.log(0.1)
    assert min(rows["0"]) < entropy / 2 < entropy < min(rows["0.3"])


def test_whitening_changes_the_first_filters_alone():
    flags = {"data": "shapes", "net": "resnet", "depth": 9, "width": 4}
    drawn, whitened = (
        labelled.prepare(choices.resolved(flags | {"whiten": yes}), lambda text: None).net
        for yes in ("no", "yes")
    )
    pairs = zip(walk.learned(drawn), walk.learned(whitened), strict=True)
    changed = [path for (path, a, key), (_, b, _) in pairs if (a[key] != b[key]).any()]
    assert changed == ["0.conv.w"]
    w = whitened["layers"][0][2]["w"]
    assert_array_equal(w[1::2], -w[::2])


def test_the_loss_at_chance_is_that_of_the_first_step_and_leaves_the_net_as_it_was(rng):
    x, y = rng.standard_normal((32, 3, 8, 8), np.float32), rng.integers(10, size=32)
    net = convnet.init((3, 8, 8), ((16, 16), (16, 16)), 10, rng, keep=0.9)
    lasting = {path: inner[key].copy() for path, inner, key in walk.lasting(net)}
    draws = [
        inner["rng"].bit_generator.state for _, inner in walk.layers(net) if "rng" in inner
    ]
    said = at_chance(convnet, net, cross_entropy, (x, y), 10)
    assert "= ln 10" in said and "far off" not in said
    for path, inner, key in walk.lasting(net):
        assert_array_equal(inner[key], lasting[path])
    assert draws == [
        inner["rng"].bit_generator.state for _, inner in walk.layers(net) if "rng" in inner
    ]
    net["layers"][-1][2]["w"] *= 100
    assert "far off" in at_chance(convnet, net, cross_entropy, (x, y), 10)
