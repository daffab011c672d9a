"""Live looks: they change nothing of a run, keep to their share of time, and tell changes."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from diagnose import live, record
from diagnose.leaks.finding import Finding
from layers import cross_entropy
from nets import mlp, walk
from optim import adam
from optim.fit import fit
from optim.history import COLUMNS


@pytest.fixture
def data(rng):
    x = rng.standard_normal((200, 4)).astype(np.float32)
    return x, (x[:, 0] > 0).astype(int)


def trained(data, *, watched, monkeypatch, **more):
    """Return the weights after three epochs, the record, and the lines that were said."""
    monkeypatch.setattr(live, "SHARE", np.inf)
    net, run = mlp.init((4, 8, 2), np.random.default_rng(1), keep=0.5), {}
    kept, said = record.new(), []
    args = mlp, net, cross_entropy, adam, data
    look = live.watcher(*args, run=run, say=said.append, kept=kept) if watched else None
    if watched:
        look([])
    settings = {"lr": 0.01, "batch_size": 20, "epochs": 3, "show": None} | more
    fit(*args, rng=np.random.default_rng(2), on_epoch=look, run=run, **settings)
    return [inner[key] for _, inner, key in walk.learned(net)], kept, said


def test_a_run_that_is_looked_at_ends_bit_for_bit_as_one_that_is_not(data, monkeypatch):
    ours, kept, _ = trained(data, watched=True, monkeypatch=monkeypatch)
    plain, _, _ = trained(data, watched=False, monkeypatch=monkeypatch)
    assert [look["epoch"] for look in kept["looks"]] == [0, 1, 2, 3]
    for a, b in zip(ours, plain, strict=True):
        assert_array_equal(a, b)


def test_looks_are_passed_over_where_they_would_take_more_than_their_share(data, monkeypatch):
    monkeypatch.setattr(live.time, "perf_counter", iter(range(1000)).__next__)  # a look: 1 s
    kept, net = record.new(), mlp.init((4, 8, 2), np.random.default_rng(1))
    run = {
        "states": {path: adam.init(inner[key], lr=0) for path, inner, key in walk.learned(net)}
    }
    look = live.watcher(mlp, net, cross_entropy, adam, data, run=run, say=print, kept=kept)
    rows, history = [], dict.fromkeys(COLUMNS, 1.0)
    for epoch in range(1, 201):
        rows.append(history | {"epoch": epoch})
        look(rows)
        taken = len(kept["looks"])
        assert taken <= max(1, live.SHARE * epoch + 1)
    assert taken >= live.SHARE * 200 - 1


def test_a_leak_is_told_when_it_comes_and_when_it_goes_and_not_between():
    def found(figure):
        return [
            Finding("dead ReLU", "2.relu", figure, 0.2, figure > 0.2, "some died", "Mend it.")
        ]

    kept, lines = record.new(), []
    for epoch, figure in enumerate((0.1, 0.3, 0.4, 0.1, 0.1)):
        lines.append(live.changed(kept, found(figure), epoch))
        alarms = [[f.leak, f.where, f.figure, f.said] for f in found(figure) if f.alarm]
        kept["looks"].append({"findings": alarms})
    assert lines == [
        [],
        ["epoch 1: dead ReLU, 2.relu: some died. Mend it."],
        [],
        ["epoch 3: no longer dead ReLU, 2.relu"],
        [],
    ]


def test_a_net_whose_units_die_in_training_is_named(data, monkeypatch):
    x, y = data
    _, kept, said = trained((x - 5, y), watched=True, monkeypatch=monkeypatch, lr=1.0)
    assert any("dead ReLU, 2.relu: " in line for line in said)
    assert kept["looks"][-1]["findings"]


def test_a_record_is_read_as_it_was_written(data, monkeypatch, tmp_path):
    _, kept, _ = trained(data, watched=True, monkeypatch=monkeypatch)
    record.save(tmp_path, kept)
    found = record.load(tmp_path)
    assert found["looks"] == kept["looks"]
    assert found["arrays"].keys() == kept["arrays"].keys()
    for name, rows in kept["arrays"].items():
        assert len(rows) == 4
        assert_array_equal(found["arrays"][name], rows)


def test_a_record_that_is_not_there_has_no_looks_and_one_cut_short_is_refused(tmp_path):
    assert record.load(tmp_path) == record.new()
    looks = {"looks": [{"epoch": 0}, {"epoch": 1}], "arrays": {"update/w": [np.float64(1)]}}
    record.save(tmp_path, looks)
    with pytest.raises(record.archive.Damaged, match="not the same looks in all its arrays"):
        record.load(tmp_path)


def test_a_histogram_holds_a_sample_and_survives_what_is_not_finite():
    a = np.linspace(-1, 3, 1001)
    rms, low, high, *counts = record.spread(a)
    assert (low, high, sum(counts)) == (-1, 3, 1001)
    assert rms == pytest.approx(np.sqrt(np.mean(a**2)))
    assert np.isnan(record.spread(np.full(5, np.nan))).all()
    assert record.spread(np.array([np.inf, 1.0, 2.0]))[1:3].tolist() == [1, 2]
    assert record.spread(np.zeros(7))[3:].sum() == 7


def test_a_histogram_of_sizes_counts_decades_and_leaves_zeros_out():
    a = np.array([0, 1e-5, -1e-5, 1e-3, -10.0])
    rms, low, high, *counts = record.spread(a, sizes=True)
    assert (low, high, sum(counts)) == (-5, 1, 4)
    assert counts[0] == 2 and counts[-1] == 1
    assert rms == pytest.approx(np.sqrt(np.mean(a**2)))
    zero = record.spread(np.zeros(7), sizes=True)
    assert zero[0] == 0 and np.isnan(zero[1:]).all()


def test_the_biases_kept_for_a_relu_are_those_of_the_layer_that_feeds_it(data, monkeypatch):
    monkeypatch.setattr(live, "SHARE", np.inf)
    weights, kept, _ = trained(data, watched=True, monkeypatch=monkeypatch)
    assert_array_equal(kept["arrays"]["bias/2.relu"][-1], weights[1])
