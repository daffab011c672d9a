"""Truncated backpropagation: from batch to batch the state goes on, and no gradient."""

from itertools import count

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from data import text
from layers import cross_entropy, gru, lstm
from nets import charlm, walk
from optim import adam, progress
from optim.evaluate import evaluate
from optim.fit import fit

V, N, T = 5, 3, 4


def build(cell=lstm, dtype=np.float32):
    return charlm.init(V, 3, 6, np.random.default_rng(1), cell=cell, dtype=dtype)


def tokens(n=90):
    return np.random.default_rng(7).integers(V, size=n)


def train(net, **settings):
    """Fit net to the tokens: 7 batches an epoch, two epochs."""
    few = {"lr": 0.01, "epochs": 2, "batch_size": N, "show": None, "contiguous": True}
    settings = few | {"rng": np.random.default_rng(2)} | settings
    data = text.contiguous(tokens(), N, T)
    return fit(charlm, net, cross_entropy, adam, data, **settings)


@pytest.mark.parametrize("cell", [lstm, gru])
def test_a_loss_in_batches_is_that_of_the_whole_rows_at_once(cell):
    net = build(cell, np.float64)
    pieces, whole = text.contiguous(tokens(), N, T), text.contiguous(tokens(), N, 28)
    assert len(whole[0]) == N
    at_once = evaluate(charlm, net, cross_entropy, whole)
    settings = {"batch_size": N, "contiguous": True}
    assert_allclose(evaluate(charlm, net, cross_entropy, pieces, **settings), at_once)
    apart = evaluate(charlm, net, cross_entropy, pieces, batch_size=N)
    assert abs(apart[0] - at_once[0]) > 1e-6


def test_fit_starts_each_batch_where_the_last_ended_and_each_epoch_at_0():
    net, starts, ends = build(), [], []

    def look():
        inner = net["layers"][1][2]
        starts.append(inner.get("h0"))
        ends.append(inner.get("h"))

    train(net, stop=look)  # called before each step
    assert starts[0] is None and starts[7] is None
    for i in (*range(1, 7), *range(8, 14)):
        assert_array_equal(starts[i], ends[i])
    assert not {"h0", "c0"} & {key for _, inner in walk.layers(net) for key in inner}


def test_without_contiguous_every_batch_starts_where_the_caller_says():
    net, h0 = build(), np.ones((N, 6), np.float32)
    net["layers"][1][2]["h0"] = h0
    train(net, contiguous=False, epochs=1)
    assert net["layers"][1][2]["h0"] is h0


@pytest.mark.parametrize("steps", [0, 3, 7, 10])
@pytest.mark.parametrize("through_a_file", [False, True])
def test_a_run_stopped_between_two_batches_goes_on_to_the_same_end(
    steps, through_a_file, tmp_path
):
    unbroken, broken, taken, run = build(), build(), count(), {}
    valid = text.contiguous(tokens()[::-1], N, T)
    train(unbroken, valid=valid)
    train(broken, valid=valid, stop=lambda: next(taken) >= steps, run=run)
    assert not any("h0" in inner for _, inner in walk.layers(broken))
    if through_a_file:
        progress.save(tmp_path / "run.npz", broken, run)
        broken = build()
        run = progress.load(tmp_path / "run.npz", broken)
    train(broken, valid=valid, run=run)
    for (path, a, key), (_, b, _) in zip(
        walk.learned(unbroken), walk.learned(broken), strict=True
    ):
        assert a[key].tobytes() == b[key].tobytes(), path


@pytest.mark.parametrize("settings", [{"accumulate": 2}, {"epoch_size": 10}])
def test_what_would_tear_the_rows_apart_is_refused(settings):
    with pytest.raises(ValueError, match="contiguous minibatches are taken whole and in order"):
        train(build(), **settings)
