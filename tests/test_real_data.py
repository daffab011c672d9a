"""`dout train` on the real sets, by each command's own settings; skipped without the files.

What takes minutes a run is marked goal, and tried in slow by its first epoch.
"""

import json

import pytest

from data import cifar10, download, fashion_mnist, mnist, text
from dout.__main__ import main

MNIST, FASHION, CIFAR = (
    (source, ["--data", name])
    for source, name in (
        (mnist, "mnist"),
        (fashion_mnist, "fashion-mnist"),
        (cifar10, "cifar10"),
    )
)
TEXT = text, ["--data", "text"]


def case(known, net: str, *flags: str, least=0.0, most=0.0):
    """A run, and the least test accuracy or the most validation loss that it must reach."""
    (source, data), words = known, ["--net", net, *flags]
    return pytest.param(source, [*data, *words], least, most, id=" ".join([*data[1:], *words]))


SLOW = [
    case(MNIST, "mlp", least=0.982),
    case(MNIST, "linear", least=0.92),
    case(MNIST, "lenet", least=0.99),
    case(FASHION, "mlp", least=0.89),
    case(CIFAR, "mlp", least=0.54),
    case(FASHION, "convnet", "--epochs", "1", "--epoch-size", "12800", least=0.8),
    case(CIFAR, "convnet", "--epochs", "1", "--epoch-size", "12800", least=0.45),
    case(TEXT, "charlm", "--epochs", "1", most=1.9),
    case(TEXT, "transformer", "--epochs", "2", most=2.4),
]
GOALS = [
    case(FASHION, "convnet", least=0.915),
    case(CIFAR, "convnet", least=0.75),
    case(CIFAR, "resnet", least=0.86),
    case(TEXT, "charlm", most=1.65),
    case(TEXT, "transformer", most=1.89),
]


def train(flags, tmp_path, capsys) -> dict:
    assert main(["train", *flags, "--json", "--out", str(tmp_path / "run")]) == 0
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def reach(source, flags, least, most, tmp_path, capsys) -> None:
    if any(status == "missing" for _, status in download.verify(source)):
        folder = source.VERSIONS[0].folder
        pytest.skip(f"{folder} is not on this computer, and tests download nothing")
    results = train(flags, tmp_path, capsys)
    if most:
        assert results["valid_loss"] <= most
    else:
        assert results["test_accuracy"] >= least


@pytest.mark.slow
@pytest.mark.parametrize("source, flags, least, most", SLOW)
def test_a_command_reaches_what_is_promised(source, flags, least, most, tmp_path, capsys):
    reach(source, flags, least, most, tmp_path, capsys)


@pytest.mark.goal
@pytest.mark.parametrize("source, flags, least, most", GOALS)
def test_a_long_command_reaches_what_is_promised(source, flags, least, most, tmp_path, capsys):
    reach(source, flags, least, most, tmp_path, capsys)


@pytest.mark.slow
def test_the_default_command_reaches_98_percent_on_the_drawn_digits(tmp_path, capsys):
    assert train([], tmp_path, capsys)["test_accuracy"] >= 0.98


@pytest.mark.slow
def test_a_convnet_tells_the_drawn_shapes_apart(tmp_path, capsys):
    flags = ["--data", "shapes", "--net", "convnet"]
    assert train(flags, tmp_path, capsys)["test_accuracy"] >= 0.9
