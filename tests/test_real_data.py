"""`dout train` on the real sets, by each command's own settings; skipped without the files."""

import json

import pytest

from data import cifar10, download, fashion_mnist, mnist
from dout.__main__ import main

GOALS = [
    pytest.param(mnist, ["--data", "mnist", "--net", "mlp"], 0.982, id="mnist mlp"),
    pytest.param(mnist, ["--data", "mnist", "--net", "linear"], 0.92, id="mnist linear"),
    pytest.param(fashion_mnist, ["--data", "fashion-mnist"], 0.89, id="fashion-mnist mlp"),
    pytest.param(cifar10, ["--data", "cifar10", "--net", "mlp"], 0.54, id="cifar10 mlp"),
]


def train(flags, tmp_path, capsys) -> dict:
    assert main(["train", *flags, "--json", "--out", str(tmp_path / "run")]) == 0
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.mark.slow
@pytest.mark.parametrize("source, flags, accuracy", GOALS)
def test_the_default_settings_reach_the_accuracy_that_is_promised(
    source, flags, accuracy, tmp_path, capsys
):
    if any(status == "missing" for _, status in download.verify(source)):
        pytest.skip(f"{source.FOLDER} is not on this computer, and tests download nothing")
    assert train(flags, tmp_path, capsys)["test_accuracy"] >= accuracy


@pytest.mark.slow
def test_the_default_command_reaches_98_percent_on_the_drawn_digits(tmp_path, capsys):
    assert train([], tmp_path, capsys)["test_accuracy"] >= 0.98
