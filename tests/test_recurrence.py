"""Recurrence: what rnn, lstm and gru share, first by itself, then in each of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from arrays import recurrence
from layers import gru, lstm, rnn
from nets import sequential, walk

each_layer = pytest.mark.parametrize("module", [rnn, lstm, gru])
sizes = st.integers(1, 5)


def drawn(module, rng, D=3, H=4):
    """Return a cache whose b is drawn too."""
    cache = module.init(D, H, rng, dtype=np.float64)
    cache["b"] = rng.standard_normal(cache["b"].shape)
    return cache


def last(cache) -> list:
    return [cache[key] for key in ("h", "c") if key in cache]


# by itself


def test_each_block_of_wh_is_orthogonal_and_wx_xavier(rng):
    cache = recurrence.draw(300, 100, 3, rng, np.float64)
    for block in np.split(cache["wh"], 3, axis=1):
        assert_allclose(block @ block.T, np.eye(100), atol=1e-12)
    first, second, _ = np.split(cache["wh"], 3, axis=1)
    assert not np.allclose(first, second)
    assert_allclose(cache["wx"].std(), np.sqrt(2 / (300 + 100)), rtol=0.02)
    assert_array_equal(cache["b"], np.zeros(300))
    for key in ("wx", "wh", "b"):
        assert cache["d" + key].shape == cache[key].shape and not cache["d" + key].any()


def test_steps_come_first_in_time_and_go_back_as_they_came(rng):
    cache = recurrence.draw(3, 4, 1, rng, np.float64)
    x, h0 = rng.standard_normal((2, 5, 3)), rng.standard_normal((2, 4))
    steps, on, states = recurrence.unroll(x, cache, "h0", "c0")
    assert_array_equal(steps, np.stack([x[:, t] for t in range(5)]))
    assert on == [None] * 5
    assert_array_equal(states, np.zeros((2, 2, 4)))
    assert_array_equal(recurrence.roll_up(steps, tuple(states), cache), x)

    steps, _, states = recurrence.unroll((x, h0), cache | {"c0": h0 + 1}, "h0", "c0")
    assert_array_equal(states, [h0, h0 + 1])
    cache["given"] = 1
    back = recurrence.roll_up(steps, tuple(states), cache)
    assert_array_equal(back[0], x)
    assert_array_equal(back[1:], [h0])


def test_the_tuples_state_goes_before_the_caches(rng):
    cache = recurrence.draw(3, 4, 1, rng) | {"h0": np.ones((2, 4), "f")}
    x, h0 = np.zeros((2, 5, 3), "f"), np.full((2, 4), 2, "f")
    assert_array_equal(recurrence.unroll(x, cache, "h0")[2], [np.ones((2, 4))])
    assert_array_equal(recurrence.unroll((x, h0), cache, "h0")[2], [h0])


def test_a_step_that_does_not_count_is_read_as_0(rng):
    mask = np.array([[True, False], [False, True]])
    cache = recurrence.draw(1, 4, 1, rng, np.float64) | {"mask": mask}
    x = np.array([[[1.0], [np.nan]], [[np.inf], [2.0]]])
    steps, on, _ = recurrence.unroll(x, cache, "h0")
    assert_array_equal(steps[..., 0], [[1, 0], [0, 2]])
    assert_array_equal(np.array(on)[..., 0], mask.T)


def test_where_a_step_does_not_count_old_is_held_and_da_silenced(rng):
    new, old, da = rng.standard_normal((3, 3, 4))
    on, before = np.array([[True], [False], [True]]), da.copy()
    assert_array_equal(recurrence.hold(new, old, on), [new[0], old[1], new[2]])
    recurrence.silence(da, on)
    assert_array_equal(da, [before[0], np.zeros(4), before[2]])


def test_where_all_steps_count_new_and_da_stay_as_they_are(rng):
    new, old, da = rng.standard_normal((3, 3, 4))
    before = da.copy()
    assert recurrence.hold(new, old, None) is new
    recurrence.silence(da, None)
    assert_array_equal(da, before)


def test_gates_are_views_of_their_blocks(rng):
    a = rng.standard_normal((2, 3, 8))
    parts = recurrence.gates(a, 4)
    assert np.shares_memory(parts, a)
    for t in range(2):
        assert_array_equal(list(parts[t]), np.split(a[t], 4, axis=1))


def test_squash_is_a_sigmoid_or_a_tanh_and_cannot_overflow():
    a = np.array([-1e30, -1000, -3, -0.1, 0, 0.1, 3, 1000, 1e30], np.float32)
    both = np.stack([a, a], axis=1)
    apart = recurrence.apart(both, 2, 1)
    assert_array_equal(both, np.stack([a, a], axis=1))
    with np.errstate(all="raise"):
        recurrence.squash(apart, 1)
    sigmoids, tanhs = apart[..., 0]
    assert_allclose(sigmoids, 1 / (1 + np.exp(-np.clip(a, -80, 80))), rtol=0, atol=1e-7)
    assert_allclose(tanhs, np.tanh(a), rtol=1e-6)


@pytest.mark.parametrize("shape", [(12,), (5, 12)])
def test_apart_has_the_blocks_one_after_another_and_sigmoids_halved(shape, rng):
    w = rng.standard_normal(shape).astype(np.float32)
    first, second, third = np.split(w, 3, axis=-1)
    blocks = recurrence.apart(w, 3, 2)
    assert_array_equal(blocks, [first / 2, second / 2, third])
    assert blocks.dtype == w.dtype and not np.shares_memory(blocks, w)


@pytest.mark.parametrize("D, H, named", [(0, 4, "D=0"), (3, -1, "H=-1")])
def test_init_names_the_size_it_refuses(D, H, named, rng):
    with pytest.raises(ValueError, match=named):
        recurrence.draw(D, H, 1, rng)


@pytest.mark.parametrize(
    "shapes, came",
    [
        ([(2, 3)], r"not \(2, 3\)"),
        ([(2, 5, 4)], r"not \(2, 5, 4\)"),
        ([(2, 5, 3), (2, 4), (2, 4)], r"not \(2, 5, 3\) and \(2, 4\) and \(2, 4\)"),
    ],
)
def test_an_x_that_does_not_fit_is_refused(shapes, came, rng):
    x = tuple(np.zeros(shape) for shape in shapes)
    with pytest.raises(ValueError, match=rf"\(N, T, 3\), alone or in a tuple with h0, {came}"):
        recurrence.unroll(x if len(x) > 1 else x[0], recurrence.draw(3, 4, 1, rng), "h0")


@pytest.mark.parametrize("shape", [(4,), (1, 4), (2, 3), (2, 1, 4)])
def test_a_state_of_another_shape_is_refused_and_never_spread(shape, rng):
    cache = recurrence.draw(3, 4, 1, rng)
    x, a = np.zeros((2, 5, 3)), np.zeros(shape)
    with pytest.raises(ValueError, match=r"c0 must be of shape \(N, H\) = \(2, 4\), not \("):
        recurrence.unroll(x, cache | {"c0": a}, "h0", "c0")
    with pytest.raises(ValueError, match=r"h0 must be of shape"):
        recurrence.unroll((x, a), cache, "h0", "c0")


@pytest.mark.parametrize("mask", [np.ones((2, 5)), np.ones((5, 2), bool), np.ones(5, bool)])
def test_a_mask_of_another_shape_or_kind_is_refused(mask, rng):
    cache = recurrence.draw(3, 4, 1, rng) | {"mask": mask}
    with pytest.raises(ValueError, match=r"mask must be boolean and of shape \(2, 5\)"):
        recurrence.unroll(np.zeros((2, 5, 3)), cache, "h0")


# in each layer


@each_layer
def test_state_starts_at_0_and_never_where_the_last_call_ended(module, rng):
    cache = drawn(module, rng)
    x = rng.standard_normal((2, 5, 3))
    out = module.forward(x, cache)
    assert cache["h"].any()
    assert_array_equal(module.forward(x, cache), out)
    zeros = {"h0": np.zeros((2, 4)), "c0": np.zeros((2, 4))}
    assert_array_equal(module.forward(x, cache | zeros), out)


@each_layer
@settings(max_examples=30, derandomize=True, deadline=None)
@given(N=sizes, T=st.integers(2, 8), data=st.data())
def test_two_chunks_with_carry_give_what_one_long_forward_gives(module, N, T, data):
    rng = np.random.default_rng(0)
    cache = drawn(module, rng)
    x, dout = rng.standard_normal((N, T, 3)), rng.standard_normal((N, T, 4))
    cut = data.draw(st.integers(1, T - 1))
    if data.draw(st.booleans()):
        cache["mask"] = rng.random((N, T)) < 0.6
    net = sequential.init((module, cache))
    whole, state = sequential.forward(x, net), last(cache)
    dx = sequential.backward(dout, net)
    dwh, db = cache["dwh"], cache["db"]

    mask, parts, caches = cache.pop("mask", None), [], []
    for steps in slice(cut), slice(cut, T):
        walk.put(net, "mask", None if mask is None else mask[:, steps])
        parts.append(sequential.forward(x[:, steps], net))
        caches.append(dict(cache))
        walk.carry(net)
    assert_allclose(np.concatenate(parts, axis=1), whole, rtol=1e-12, atol=1e-15)
    assert_allclose(last(cache), state, rtol=1e-12, atol=1e-15)

    if module is lstm:  # whose dc0 has no way into the first chunk's backward
        return
    first, second = caches  # back through both, as one: dh0 joins the last dout before it
    module.forward((x[:, cut:], second["h0"]), second)
    dx_second, dh0 = module.backward(dout[:, cut:], second)
    earlier = dout[:, :cut].copy()
    earlier[:, -1] += dh0
    dx_first = module.backward(earlier, first)
    assert_allclose(np.concatenate([dx_first, dx_second], axis=1), dx, rtol=1e-9, atol=1e-12)
    assert_allclose(first["dwh"] + second["dwh"], dwh, rtol=1e-9, atol=1e-12)
    assert_allclose(first["db"] + second["db"], db, rtol=1e-9, atol=1e-12)


@each_layer
@settings(max_examples=50, derandomize=True, deadline=None)
@given(N=sizes, T=sizes, seed=st.integers(0, 99))
def test_a_step_that_does_not_count_is_as_if_it_were_not_there(module, N, T, seed):
    rng = np.random.default_rng(seed)
    cache = drawn(module, rng)
    x, dout = rng.standard_normal((N, T, 3)), rng.standard_normal((N, T, 4))
    h0, mask = rng.standard_normal((N, 4)), rng.random((N, T)) < 0.5
    x[~mask] = np.nan
    cache["mask"] = mask
    out = module.forward((x, h0), cache)
    dx, dh0 = module.backward(dout, cache)
    dwh, dwx, db = 0, 0, 0
    for n, on in enumerate(mask):
        row = {key: a for key, a in cache.items() if key != "mask"}
        short = module.forward((x[n : n + 1, on], h0[n : n + 1]), row)
        assert_allclose(cache["h"][n], row["h"][0], rtol=1e-12, atol=1e-15)
        states = np.concatenate([h0[n : n + 1], short[0]])
        seen = np.cumsum(on)  # how many steps have counted so far
        assert_allclose(out[n], states[seen], rtol=1e-12, atol=1e-15)
        gathered = np.zeros(states.shape)
        np.add.at(gathered, seen, dout[n])
        dx_short, dh0_short = module.backward(gathered[None, 1:], row)
        assert_allclose(dx[n, on], dx_short[0], rtol=1e-9, atol=1e-12)
        assert_allclose(dh0[n], dh0_short[0] + gathered[0], rtol=1e-9, atol=1e-12)
        dwx, dwh, db = dwx + row["dwx"], dwh + row["dwh"], db + row["db"]
    assert_array_equal(dx[~mask], 0)
    for key, total in (("dwx", dwx), ("dwh", dwh), ("db", db)):
        assert_allclose(cache[key], total, rtol=1e-9, atol=1e-12)


@each_layer
def test_where_nothing_counts_out_is_h0_and_no_weight_is_to_blame(module, rng):
    cache = drawn(module, rng) | {"mask": np.zeros((2, 5), bool)}
    x, h0 = rng.standard_normal((2, 5, 3)), rng.standard_normal((2, 4))
    assert_array_equal(module.forward((x, h0), cache), np.repeat(h0[:, None], 5, axis=1))
    dout = rng.standard_normal((2, 5, 4))
    dx, dh0 = module.backward(dout, cache)
    assert_allclose(dh0, dout.sum(axis=1))
    assert not dx.any() and not any(cache[key].any() for key in ("dwx", "dwh", "db"))


@each_layer
def test_of_no_steps_the_last_state_is_the_first(module, rng):
    cache = drawn(module, rng)
    h0 = rng.standard_normal((2, 4))
    assert module.forward((np.zeros((2, 0, 3)), h0), cache).shape == (2, 0, 4)
    assert_array_equal(cache["h"], h0)
    dx, dh0 = module.backward(np.zeros((2, 0, 4)), cache)
    assert dx.shape == (2, 0, 3)
    assert_array_equal(dh0, np.zeros((2, 4)))


@each_layer
def test_told_that_nobody_reads_dx_it_still_sets_its_gradients(module, rng):
    cache = drawn(module, rng)
    module.forward(rng.standard_normal((2, 5, 3)), cache)
    dout = rng.standard_normal((2, 5, 4))
    module.backward(dout, cache)
    before = {key: cache[key] for key in ("dwx", "dwh", "db")}
    cache["need_dx"] = False
    assert module.backward(dout, cache) is None
    for key, a in before.items():
        assert_array_equal(cache[key], a)
        assert cache[key] is not a


@each_layer
def test_in_float32_it_is_what_it_is_in_float64_but_for_rounding(module, rng):
    exact = drawn(module, rng, 8, 16)
    x, dout = rng.standard_normal((6, 20, 8)), rng.standard_normal((6, 20, 16))
    near = {key: a.astype("f") if hasattr(a, "dtype") else a for key, a in exact.items()}
    found = module.forward(x.astype("f"), near), module.backward(dout.astype("f"), near)
    wanted = module.forward(x, exact), module.backward(dout, exact)
    pairs = [*zip(found, wanted, strict=True)]
    for a, b in pairs + [(near[key], exact[key]) for key in ("dwx", "dwh", "db")]:
        assert a.dtype == np.float32
        assert_allclose(a, b, rtol=0, atol=1e-5 * np.abs(b).max())


@each_layer
def test_each_call_makes_its_own_arrays_and_changes_none_it_was_given(module, rng):
    cache = drawn(module, rng)
    x, dout, h0 = (rng.standard_normal(shape) for shape in ((2, 5, 3), (2, 5, 4), (2, 4)))
    mine = [x, dout, h0, cache["wx"], cache["wh"], cache["b"]]
    copies = [a.copy() for a in mine]
    out = module.forward((x, h0), cache)
    first, once = out.copy(), module.backward(dout, cache)
    for a, b in zip(once, module.backward(dout, cache), strict=True):
        assert_array_equal(a, b)
    module.forward((2 * x, h0), cache)
    assert_array_equal(out, first)
    for a, b in zip(mine, copies, strict=True):
        assert_array_equal(a, b)


@each_layer
def test_an_extreme_x_saturates_it_and_brings_no_nan(module, rng):
    cache = module.init(3, 4, rng)
    x = np.array([[[1e30, -1e30, 1e30], [-1000, 1000, 0], [0, 0, 0]]], np.float32)
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        out = module.forward(x, cache)
        dx = module.backward(np.ones_like(out), cache)
    assert np.isfinite(out).all() and np.isfinite(dx).all()


@each_layer
def test_a_stack_of_two_gives_and_takes_sequences(module, rng):
    net = sequential.init(
        (module, module.init(3, 4, rng, dtype=np.float64)),
        (module, module.init(4, 2, rng, dtype=np.float64)),
    )
    assert sequential.forward(rng.standard_normal((2, 5, 3)), net).shape == (2, 5, 2)
    assert sequential.backward(rng.standard_normal((2, 5, 2)), net).shape == (2, 5, 3)
    walk.carry(net)
    assert {"h0"} <= net["layers"][0][2].keys() & net["layers"][1][2].keys()
