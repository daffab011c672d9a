"""The recurrent language model: its size, its gradients, PyTorch's, and what it carries."""

import numpy as np
import pytest
from beside_torch import assert_same
from numpy.testing import assert_allclose, assert_array_equal

from data import text
from diagnose import gradcheck
from layers import cross_entropy, gru, lstm, rnn
from nets import charlm, checkpoint, walk
from optim import adam
from optim.fit import fit

V, D, H = 5, 3, 4


def build(rng, **settings):
    net = charlm.init(V, D, H, rng, **{"dtype": np.float64} | settings)
    for _, inner, key in walk.learned(net):
        inner[key][...] = rng.standard_normal(inner[key].shape)
    return net


@pytest.mark.parametrize("cell, gates", [(rnn, 1), (lstm, 4), (gru, 3)])
@pytest.mark.parametrize("depth", [1, 2])
def test_it_has_as_many_parameters_as_its_parts(cell, gates, depth, rng):
    net = charlm.init(V, D, H, rng, cell=cell, depth=depth)
    recurrent = sum(gates * H * (width + H + 1) for width in (D, H)[:depth])
    found = sum(inner[key].size for _, inner, key in walk.learned(net))
    assert found == V * D + recurrent + H * V + V


@pytest.mark.parametrize("cell", [rnn, lstm, gru])
@pytest.mark.parametrize("depth", [1, 2])
def test_gradients_are_the_complex_steps(cell, depth, rng):
    net, x = build(rng, cell=cell, depth=depth), rng.integers(V, size=(2, 4))
    dout = rng.standard_normal((2, 4, V))
    errors = gradcheck.errors(charlm, net, x, dout, method="complex")
    assert len(errors) == 1 + 3 * depth + 2
    assert max(errors.values()) <= 1e-12


def test_two_lstms_agree_with_torch(rng, torch):
    net, x = build(rng, depth=2), rng.integers(V, size=(3, 6))
    dout = rng.standard_normal((3, 6, V))
    out = charlm.forward(x, net)
    charlm.backward(dout, net)
    (_, first), *cells, (_, last) = walk.layers(net)

    w = torch.tensor(first["w"], requires_grad=True)
    theirs = torch.nn.functional.embedding(torch.tensor(x), w)
    learned = []
    for (_, inner), width in zip(cells, (D, H), strict=True):
        weights = [torch.tensor(inner[key], requires_grad=True) for key in ("wx", "wh", "b")]
        blocks = [torch.cat([a.chunk(4, -1)[i] for i in (0, 1, 3, 2)], -1) for a in weights]
        layer = torch.nn.LSTM(width, H, batch_first=True)
        layer._flat_weights = [
            blocks[0].mT,
            blocks[1].mT,
            blocks[2],
            torch.zeros_like(blocks[2]),
        ]
        theirs = layer(theirs)[0]
        learned += zip((inner[key] for key in ("dwx", "dwh", "db")), weights, strict=True)
    end = [torch.tensor(last[key], requires_grad=True) for key in ("w", "b")]
    theirs = theirs @ end[0] + end[1]
    assert_same(out, theirs.detach())
    theirs.backward(torch.tensor(dout))
    learned += [(first["dw"], w), (last["dw"], end[0]), (last["db"], end[1])]
    for mine, their in learned:
        assert_same(mine, their.grad)


@pytest.mark.parametrize("cell", [rnn, lstm, gru])
def test_carrying_the_state_it_reads_a_text_in_two_parts_as_in_one(cell, rng):
    net, x = build(rng, cell=cell, depth=2), rng.integers(V, size=(2, 7))
    whole = charlm.forward(x, net)
    first = charlm.forward(x[:, :4], net)
    walk.carry(net)
    assert_allclose(np.concatenate((first, charlm.forward(x[:, 4:], net)), axis=1), whole)
    walk.forget(net)
    assert_array_equal(charlm.forward(x, net), whole)


def test_a_score_depends_on_no_later_character(rng):
    net, x = build(rng, depth=2), rng.integers(V, size=(1, 6))
    out, other = charlm.forward(x, net), x.copy()
    other[0, 4] = (x[0, 4] + 1) % V
    moved = (charlm.forward(other, net) != out).any(axis=(0, 2))
    assert_array_equal(moved, [False] * 4 + [True] * 2)


def test_it_starts_near_chance_with_features_of_variance_1(rng):
    net = charlm.init(65, 64, 32, rng)
    x, loss = rng.integers(65, size=(4, 9)), cross_entropy.init()
    loss["y"] = x
    assert_allclose(cross_entropy.forward(charlm.forward(x, net), loss), np.log(65), rtol=0.01)
    assert_allclose(net["layers"][0][2]["w"].std(), 1, rtol=0.05)


def test_dropout_comes_after_each_recurrent_layer(rng):
    net = charlm.init(V, D, H, rng, depth=2, keep=0.5)
    names = [name.partition(".")[2] for name, _, _ in net["layers"]]
    assert names == ["embedding", "lstm", "dropout", "lstm", "dropout", "affine"]


def test_what_was_saved_gives_the_same_scores(rng, tmp_path):
    net, x = (
        charlm.init(V, D, H, rng, cell=gru, depth=2, keep=0.9),
        rng.integers(V, size=(2, 5)),
    )
    walk.set_training(net, False)
    checkpoint.save(tmp_path / "net.npz", charlm, net)
    module, loaded, _, _ = checkpoint.load(tmp_path / "net.npz")
    assert_array_equal(module.forward(x, loaded), charlm.forward(x, net))


def test_it_learns_a_line_by_heart(rng):
    tokens = text.encode("abcdeabdce" * 60, "abcde")
    net = charlm.init(V, 5, 16, rng)
    settings = {"lr": 0.02, "epochs": 12, "batch_size": 4, "rng": rng, "show": None}
    data = text.contiguous(tokens, 4, 10)
    rows = fit(charlm, net, cross_entropy, adam, data, contiguous=True, **settings)
    assert rows[0]["train_loss"] > 1 and rows[-1]["train_loss"] < 0.1


def test_a_depth_below_1_is_refused(rng):
    with pytest.raises(ValueError, match="depth >= 1 recurrent layers, not 0"):
        charlm.init(V, D, H, rng, depth=0)
