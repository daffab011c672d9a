"""The leaks' rules: each names the net that has its leak, where it has it, and no sound net."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.alarms import __main__ as command
from benchmarks.alarms import healthy, ill
from diagnose.leaks import find, search
from layers import mse
from nets import autoencoder
from optim import adam
from optim.fit import fit

MISSED = {  # ill, and not told apart from what sound nets have; benchmarks/NOTES.md says why
    "rnn, wh times 0.4",
    "adam, lr 0.3: up and down",
    "adam, lr 1: up and down",
}
QUICK = ("digits, linear", "spiral", "text, rnn")


@pytest.mark.parametrize("name", [name for name in ill.RUNS if name not in MISSED])
def test_the_leak_is_named_at_the_layer_that_has_it(name):
    found = ill.alarms(name, seed=1)
    kind, right = ill.judged(name, found)
    assert right, "\n".join(str(finding) for _, finding in found) or f"{kind} was not seen"


def test_every_rule_has_an_ill_net():
    ill_of = {rule.NAME for rule, _, _ in ill.RUNS.values()}
    assert ill_of == {rule.NAME for rule in search.RULES}


def test_every_rule_file_is_in_the_list_of_rules():
    files = {path.stem for path in Path(search.__file__).parent.glob("*.py")}
    named = {rule.__name__.rpartition(".")[2] for rule in search.RULES}
    assert files - named == {"__init__", "chance", "finding", "search"}


@pytest.mark.parametrize("name", QUICK)
def test_a_sound_net_raises_no_alarm(name):
    assert [str(finding) for _, finding in healthy.alarms(name, seed=1)] == []


def test_an_autoencoder_raises_no_alarm_before_and_after_it_has_learned(rng):
    x, _ = ill.pictures()
    x, known = x[:500], {"data": (x[:500], x[:500])}
    net, run = autoencoder.init((1, 28, 28), 16, rng), {}
    fresh = find(autoencoder, net, x[:64], x[:64], mse, untrained=True, **known)
    assert [str(finding) for finding in fresh] == []
    more = {"lr": 1e-3, "epochs": 3, "batch_size": 50, "rng": rng, "show": None, "run": run}
    rows = fit(autoencoder, net, mse, adam, (x, x), **more)
    known |= {"history": rows, "rule": adam, "states": run["states"], "lr": 1e-3}
    later = find(autoencoder, net, x[:64], x[:64], mse, **known)
    assert [str(finding) for finding in later] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["digits", "digits, lenet", "shapes, convnet", "text, lstm"])
def test_a_sound_net_of_another_kind_raises_no_alarm(name):
    assert [str(finding) for _, finding in healthy.alarms(name, seed=1)] == []


def test_the_command_prints_a_line_a_run_and_the_table(capsys):
    assert command.main(["softmax twice", "rnn, wh times 0.4"]) == 0
    said = capsys.readouterr().out
    assert "right  softmax twice, seed 1" in said and "WRONG  rnn, wh times 0.4, seed 1" in said
    assert "all ill" in said and "50.0%" in said


def test_a_name_that_is_no_run_gets_a_suggestion(capsys):
    with pytest.raises(SystemExit):
        command.main(["healty"])
    assert "did you mean 'healthy'" in capsys.readouterr().err.lower()


def test_wrong_says_so_of_another_layer_and_of_silence():
    name = "dead ReLU, 40% at 2.relu"
    assert ill.judged(name, [])[1] is False
    (finding,) = [f for _, f in ill.alarms(name, seed=1) if f.leak == "dead ReLU"]
    assert ill.judged(name, [("now", finding)])[1] is True
    elsewhere = type(finding)(**vars(finding) | {"where": "4.relu"})
    assert ill.judged(name, [("now", finding), ("now", elsewhere)])[1] is False
    assert healthy.judged("digits", [("now", finding)]) == ("healthy", False)


def test_a_run_is_the_same_for_the_same_seed():
    one, same = (ill.alarms("rnn, wh times 0.2", seed=3) for _ in range(2))
    assert [str(f) for _, f in one] == [str(f) for _, f in same]
    assert np.isfinite(one[0][1].figure)
