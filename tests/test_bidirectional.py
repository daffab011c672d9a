"""Bidirectional: beside PyTorch, turned sequences of unequal length, and nets of it."""

import numpy as np
import pytest
from beside_torch import EXACTLY
from drawn import often
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from recurrent_beside_torch import sizes, unpacked

from diagnose import gradcheck
from layers import affine, embedding, gru, lstm, rnn, tanh
from nets import bidirectional, sequential, walk


def both_ways(rng, D=3, ahead=4, behind=2):
    f, g = (
        module.init(D, H, rng, dtype=np.float64) for module, H in ((lstm, ahead), (gru, behind))
    )
    return bidirectional.init(lstm, f, gru, g)


def up_to(lengths, T):
    return np.arange(T) < np.array(lengths)[:, None]


def test_by_hand():
    # each way adds up what it has read
    sums = {"wx": np.eye(1), "wh": np.eye(1), "b": np.zeros(1), "nonlinearity": "relu"}
    net = bidirectional.init(rnn, dict(sums), rnn, dict(sums))
    x = np.array([[[1.0], [2.0], [4.0]], [[1.0], [2.0], [4.0]]])
    out = bidirectional.forward(x, net)
    assert_array_equal(out[0], [[1, 7], [3, 6], [7, 4]])
    walk.put(net, "mask", up_to([3, 2], 3))
    out = bidirectional.forward(x, net)
    assert_array_equal(out[0], [[1, 7], [3, 6], [7, 4]])
    assert_array_equal(out[1], [[1, 3], [3, 2], [3, 3]])  # after the end, both ways' last
    dout = np.zeros((2, 3, 2))
    dout[1, 0, 1] = 1
    assert_array_equal(bidirectional.backward(dout, net)[1], [[1], [1], [0]])


def swapped(a):
    """Return a with its last two of four blocks swapped: between i, f, o, g and i, f, g, o."""
    i, f, o, g = np.split(np.asarray(a), 4, axis=-1)
    return np.concatenate([i, f, g, o], axis=-1)


@often
@given(data=st.data(), N=sizes, T=sizes, D=sizes, H=sizes)
def test_agrees_with_torch(torch, data, N, T, D, H):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    caches = [lstm.init(D, H, rng, dtype=np.float64) for _ in range(2)]
    net = bidirectional.init(lstm, caches[0], lstm, caches[1])
    x, dout = rng.standard_normal((N, T, D)), rng.standard_normal((N, T, 2 * H))
    lengths = data.draw(st.none() | st.lists(st.integers(1, T), min_size=N, max_size=N))
    on = up_to(lengths or [T] * N, T)
    dout[~on] = 0  # what PyTorch gives there is nothing
    walk.put(net, "mask", on if lengths else None)

    theirs = torch.nn.LSTM(D, H, batch_first=True, bidirectional=True)
    weights = [torch.tensor(swapped(c[key]).T) for c in caches for key in ("wx", "wh", "b")]
    x_theirs = torch.tensor(x, requires_grad=True)
    for w in weights:
        w.requires_grad_()
    zeros, none = torch.zeros(2, N, H).double(), torch.zeros(4 * H).double()
    theirs._flat_weights = [*weights[:3], none, *weights[3:], none]
    expected = unpacked(torch, theirs, x_theirs, [zeros, zeros], lengths)
    expected.backward(torch.tensor(dout))

    assert_allclose(bidirectional.forward(x, net)[on], expected.detach().numpy()[on], **EXACTLY)
    assert_allclose(bidirectional.backward(dout, net), x_theirs.grad, **EXACTLY)
    mine = [c[key] for c in caches for key in ("dwx", "dwh", "db")]
    for dw, w in zip(mine, weights, strict=True):
        assert_allclose(dw, swapped(w.grad.numpy().T), **EXACTLY)


@pytest.mark.parametrize("lengths", [None, [5, 3, 0], [1, 5, 2]])
@pytest.mark.parametrize("method", ["difference", "complex"])
def test_gradients_are_the_slopes(lengths, method, rng):
    net = both_ways(rng)
    if lengths:
        walk.put(net, "mask", up_to(lengths, 5))
    errors = gradcheck.errors(bidirectional, net, rng.standard_normal((3, 5, 3)), method=method)
    assert "forward.lstm.dwx" in errors and "backward.gru.dwh" in errors
    assert max(errors.values()) <= 1e-7


def test_padding_changes_nothing(rng):
    net, x = both_ways(rng), rng.standard_normal((1, 3, 3))
    short = bidirectional.forward(x, net)
    walk.put(net, "mask", up_to([3], 5))
    padded = np.concatenate([x, np.full((1, 2, 3), np.nan)], axis=1)
    assert_allclose(bidirectional.forward(padded, net)[:, :3], short, **EXACTLY)


def test_it_stands_in_a_net_after_an_embedding(rng):
    last = affine.init(6, 2, rng, dtype=np.float64)
    net = sequential.init(
        (embedding, embedding.init(9, 3, rng, dtype=np.float64)),
        (bidirectional, both_ways(rng)),
        (affine, last),
    )
    paths = [path for path, _, _ in walk.learned(net)]
    assert "1.bidirectional/forward.lstm.wx" in paths
    x = rng.integers(9, size=(2, 5))
    assert "1.bidirectional/backward.gru" in walk.table(net, x)
    assert max(gradcheck.errors(sequential, net, x).values()) <= 1e-7


def test_each_way_may_be_a_net(rng):
    ways = [
        sequential.init((gru, gru.init(3, 2, rng, dtype=np.float64)), (tanh, tanh.init()))
        for _ in range(2)
    ]
    net = bidirectional.init(sequential, ways[0], sequential, ways[1])
    walk.put(net, "mask", up_to([4, 2], 4))
    assert (
        max(gradcheck.errors(bidirectional, net, rng.standard_normal((2, 4, 3))).values())
        <= 1e-7
    )


@pytest.mark.parametrize("way", [0, 1])
def test_the_way_back_ends_where_a_layer_makes_no_dx(way, rng):
    net = both_ways(rng)
    net["layers"][way][2]["need_dx"] = False
    bidirectional.forward(rng.standard_normal((2, 5, 3)), net)
    assert bidirectional.backward(np.ones((2, 5, 6)), net) is None
    assert net["layers"][0][2]["dwx"].any() and net["layers"][1][2]["dwx"].any()


def test_one_cache_for_both_ways_is_refused(rng):
    cache = gru.init(3, 2, rng)
    with pytest.raises(ValueError, match="forward.gru and backward.gru are the same cache"):
        bidirectional.init(gru, cache, gru, cache)


def test_a_mask_with_a_gap_is_refused_with_its_row(rng):
    net = both_ways(rng)
    walk.put(net, "mask", np.array([[True, True, False], [True, False, True]]))
    with pytest.raises(ValueError, match=r"must come first in each row.*row 1 is \[1 0 1\]"):
        bidirectional.forward(np.zeros((2, 3, 3)), net)


def test_a_tuple_is_refused(rng):
    with pytest.raises(TypeError, match="takes x alone: put h0 into its layers' caches"):
        bidirectional.forward((np.zeros((2, 5, 3)), np.zeros((2, 4))), both_ways(rng))


def test_an_error_names_the_way_and_dout_of_another_shape_is_refused(rng):
    net = both_ways(rng)
    with pytest.raises(ValueError) as seen:
        bidirectional.forward(np.zeros((2, 5, 7)), net)
    assert seen.value.__notes__ == ["in forward.lstm.forward, given float64 of shape (2, 5, 7)"]
    bidirectional.forward(np.zeros((2, 5, 3)), net)
    with pytest.raises(ValueError, match=r"shape of out, \(2, 5, 6\), not \(1, 5, 6\)"):
        bidirectional.backward(np.zeros((1, 5, 6)), net)
