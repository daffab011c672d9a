"""Karpathy's four cases: the faults come as derived, in the size predicted, and go."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from numpy.testing import assert_allclose, assert_array_equal

from diagnose.cases import (
    clipped_delta,
    dead_relu,
    grid_world,
    recurrence,
    saturated_sigmoid,
)
from diagnose.gradcheck import by_difference
from diagnose.through_time import norms
from layers import lstm, rnn

CASES = {
    "saturated-sigmoid": saturated_sigmoid,
    "dead-relu": dead_relu,
    "recurrence": recurrence,
    "clipped-delta": clipped_delta,
}


@pytest.fixture(scope="module")
def found():
    """What each case finds, each run once and only if a test asks for it."""
    kept = {}

    def of(name: str) -> dict:
        if name not in kept:
            kept[name] = CASES[name].run(seed=1)
        return kept[name]

    return of


@pytest.mark.parametrize("name", CASES)
def test_a_case_tells_its_cure_and_draws_a_picture_with_a_caption(name, found):
    case = CASES[name]
    told = case.told(found(name))
    assert "Cure: " in told and "nan" not in told
    figure = case.draw(found(name))
    assert isinstance(figure, Figure)
    assert len(figure.axes) == 3 and figure.get_supxlabel() == case.caption(found(name))


# The saturated sigmoids.


def test_large_weights_flatten_nearly_all_slopes_and_xaviers_nearly_none(found):
    large, cured = (found("saturated-sigmoid")[name] for name in ("deviation 10", "Xavier"))
    for path in ("layer 1", "layer 2", "layer 3"):
        assert large["layers"][path]["flat"] > 0.9
        assert cured["layers"][path]["flat"] < 0.05


def test_a_sigmoid_scales_the_gradient_by_the_rms_of_its_slopes_and_at_most_by_a_quarter(found):
    for name in ("deviation 10", "deviation 1", "Xavier"):
        for at in found("saturated-sigmoid")[name]["layers"].values():
            assert_allclose(at["factor"], at["predicted"], rtol=0.2)
            assert at["factor"] <= 0.25


def test_a_saturated_net_learns_no_more_than_one_whose_hidden_layers_are_fixed(found):
    large, fixed, cured, relus = (
        found("saturated-sigmoid")[name]
        for name in ("deviation 10", "hidden layers fixed", "Xavier", "ReLU, Kaiming")
    )
    assert abs(large["accuracy"] - fixed["accuracy"]) < 0.05
    assert large["accuracy"] < 0.5 and cured["accuracy"] > 0.9 and relus["accuracy"] > 0.9
    *hidden, last = large["moved"].values()
    assert max(hidden) < 0.01 < 0.5 < min(cured["moved"].values()) and last > 0.5
    assert list(fixed["moved"]) == ["layer 4"]


# The dead ReLUs.


def test_a_high_rate_kills_two_fifths_of_the_units_and_none_ever_returns(found):
    one = found("dead-relu")["ReLU, high lr"]
    assert 0.35 <= one["share"] <= 0.6
    assert one["returned"] == 0 and one["later"] >= one["share"]


def test_a_unit_dies_in_a_step_that_drives_its_bias_below_zero(found):
    d = found("dead-relu")["deaths"]
    assert d["count"] >= 70
    assert d["b_fell"] > 0.95
    assert abs(d["b_before"]) < 0.03 and d["b_after"] < -0.04 and abs(d["b_of_living"]) < 0.01
    assert d["mean_after"] < -5 < -3 < d["mean_before"]


def test_a_dead_units_weights_and_bias_are_the_same_ever_after(found):
    one, d = (found("dead-relu")[name] for name in ("ReLU, high lr", "deaths"))
    for j, k in zip(d["units"], d["at"], strict=True):
        assert_array_equal(one["b"][k:, j], one["b"][k, j])


def test_at_a_lower_rate_none_dies_and_the_net_does_better(found):
    one, low = (found("dead-relu")[name] for name in ("ReLU, high lr", "ReLU, lower lr"))
    assert low["share"] == 0 and low["later"] == 0
    assert low["accuracy"] > max(0.9, one["accuracy"])


def test_deaths_are_told_apart_from_units_that_came_back():
    off = np.array([[0, 0, 0], [1, 1, 0], [0, 1, 0], [0, 1, 0]], bool)
    b = np.array([[0.0, 0.1, 0.0], [-1, -0.4, 0.2], [0, -0.4, 0.2], [0, -0.4, 0.2]])
    d = dead_relu.deaths({"off": off, "b": b, "mean": 10 * b})
    assert_array_equal(d["units"], [1])
    assert_array_equal(d["at"], [1])
    assert (d["b_before"], d["b_after"], d["b_of_living"]) == (0.1, -0.4, 0.2)


# The recurrence.


def alive(rng) -> tuple:
    """A matrix whose units are not all off at the end, a state and a gradient."""
    while True:
        drawn = recurrence.drawn(rng)
        if recurrence.forward(*drawn[:2])[-1].any():
            return drawn


def test_the_loops_gradients_are_those_of_differences(rng):
    whh, h, dh = alive(rng)
    whh /= recurrence.radius(whh)
    hs = recurrence.forward(whh, h)
    dhs, dwhh = recurrence.backward(dh, whh, hs)

    def out():
        return recurrence.forward(whh, h)[-1]

    assert_allclose(by_difference(out, h, dh, h=1e-6), dhs[0], rtol=1e-5, atol=1e-9)
    assert_allclose(by_difference(out, whh, dh, h=1e-6), dwhh, rtol=1e-4, atol=1e-8)


def test_the_loop_is_an_rnn_of_relus_without_inputs(rng):
    whh, h, dh = alive(rng)
    hs = recurrence.forward(whh, h)
    dhs, dwhh = recurrence.backward(dh, whh, hs)
    H, T = recurrence.H, recurrence.T
    cache = rnn.init(H, H, rng, nonlinearity="relu", dtype=np.float64) | {"wh": whh.T.copy()}
    out = rnn.forward((np.zeros((1, T, H)), h[None]), cache)
    assert_allclose(out[0], hs[1:], rtol=1e-10)
    dout = np.zeros_like(out)
    dout[0, -1] = dh
    _, dh0 = rnn.backward(dout, cache)
    assert_allclose(dh0[0], dhs[0], rtol=1e-10)
    assert_allclose(cache["dwh"].T, dwhh, rtol=1e-10)


@pytest.mark.parametrize("seed", range(20, 25))
def test_growth_is_within_a_tenth_of_the_effective_jacobians_and_never_above(seed):
    rng = np.random.default_rng(seed)
    rows = [recurrence.measured(*recurrence.drawn(rng)) for _ in range(60)]
    ratio = np.array([row["growth"] / row["effective"] for row in rows if not row["dead"]])
    assert (ratio > 0.9).mean() > 0.95
    assert ratio.min() > 0.75 and ratio.max() <= 1 + 1e-9
    late = [row["late"] / row["settled"] for row in rows if not row["dead"] and row["period"]]
    assert (abs(np.array(late) - 1) < 0.1).mean() > 0.95


def test_lambda_max_alone_does_not_tell_the_growth(found):
    s = found("recurrence")["summary"]
    assert s["within_effective"] > 0.95 and s["within_settled"] > 0.95
    assert s["within_lambda_max"] < 0.4
    assert s["ratio_low"] < 0.5 and 0.4 < s["ratio"] < 0.8


def test_growth_is_that_of_the_submatrix_of_the_units_that_are_on():
    whh = np.array([[0.9, 0.5, 0.0], [0.5, 0.2, 0.0], [-2.0, -2.0, 3.0]])
    h = np.array([1.0, 1.0, 0.1])
    row = recurrence.measured(whh, h, np.ones(3))
    assert (row["units_on"], row["period"]) == (2, 1)
    assert_allclose(row["lambda_max"], 3)
    assert_allclose(row["settled"], recurrence.radius(whh[:2, :2]))
    assert_allclose(row["late"], row["settled"], rtol=1e-3)


def test_with_all_units_on_growth_is_that_of_lambda_max():
    row = recurrence.measured(np.full((5, 5), 0.3), np.ones(5), np.ones(5))
    assert_allclose([row["growth"], row["effective"], row["settled"]], 1.5)


def test_where_all_units_go_off_the_gradient_is_exactly_zero():
    row = recurrence.measured(-np.eye(5), np.ones(5), np.ones(5))
    assert row["dead"] and row["growth"] == 0 and row["effective"] == 0


def test_a_pattern_that_comes_round_has_its_period_found():
    on = np.arange(50) % 3 == 0
    assert recurrence.period(np.stack([on, ~on], axis=1)) == 3
    assert recurrence.period(np.ones((50, 5), bool)) == 1
    assert recurrence.period(np.random.default_rng(0).random((50, 5)) < 0.5) == 0


def test_a_scale_multiplies_the_growth_and_leaves_the_pattern(found):
    scales = found("recurrence")["scales"]
    growth = np.array([scales[f"{c:g}"]["growth"] for c in recurrence.RADII])
    assert_allclose(growth / growth[1], recurrence.RADII, rtol=1e-9)


def test_clipping_bounds_what_grew_and_leaves_what_died(found):
    low, high = recurrence.ends(found("recurrence"))
    assert high["dwhh"] > 1e3 and high["clipped"] == pytest.approx(recurrence.MOST)
    assert low["clipped"] == low["dwhh"] < 1e-10


def test_orthogonal_matrices_never_grow_and_an_lstm_with_a_large_bias_keeps_most(found):
    cures = found("recurrence")["cures"]
    assert cures["orthogonal"].max() <= 1 + 1e-9
    randn, kept = (recurrence.through(cures[name]) for name in ("randn", "lstm 5"))
    assert randn[0] < 1e-15 and randn[2] > 1e8
    assert kept[0] > 1e-4 and kept[2] < 1e2


def test_the_norms_of_the_lstm_are_those_of_its_own_backward(rng):
    H, T = recurrence.H, recurrence.T
    cache = lstm.init(H, H, rng, dtype=np.float64)
    x, h, dh = rng.standard_normal((1, T, H)), np.zeros((1, H)), rng.standard_normal((1, H))
    out = lstm.forward((x, h, h), cache)
    dout = np.zeros_like(out)
    dout[0, -1] = dh
    _, dh0, dc0 = lstm.backward(dout, cache)
    left = np.hypot(np.linalg.norm(dh0), np.linalg.norm(dc0)) / np.linalg.norm(dh)
    assert_allclose(norms("lstm", cache, dh)[-1], left, rtol=1e-9)


# The clipped delta.


def test_the_clipped_delta_has_no_slope_beyond_one_and_huber_has():
    delta = np.array([-10.0, -0.5, 0.0, 0.5, 10.0])
    assert_allclose(clipped_delta.clipped()(delta) * 5, [0, -1, 0, 1, 0])
    assert_allclose(clipped_delta.hubers()(delta) * 5, [-1, -0.5, 0, 0.5, 1])


def test_huber_finds_the_best_policy_and_the_clipped_delta_does_not(found):
    bad, good = (found("clipped-delta")[name] for name in ("clipped", "huber"))
    assert len(bad["curve"]) == len(good["curve"]) == clipped_delta.SEEDS >= 10
    assert good["solved"] >= clipped_delta.SEEDS - 1 and good["low"] > 0.95
    assert bad["solved"] <= clipped_delta.SEEDS / 2 and bad["median"] < 0.8


def test_what_enters_the_goal_has_no_gradient_and_is_never_learned(found):
    bad, good = (found("clipped-delta")[name] for name in ("clipped", "huber"))
    assert bad["no_gradient_entering"] > 0.95 and bad["no_gradient"] < 0.2
    assert good["no_gradient_entering"] < 0.01
    assert bad["q_at_goal"] < 0 < 5 < good["q_at_goal"]


def test_the_worlds_best_policy_goes_a_shortest_way_and_earns_what_its_q_says():
    q = grid_world.best()
    start = grid_world.SIDE * 2 - 2  # steps from the far corner
    paid = sum(grid_world.STEP * grid_world.GAMMA**k for k in range(start - 1))
    assert_allclose(q.max(axis=1)[0], paid + grid_world.GOAL * grid_world.GAMMA ** (start - 1))
    greedy = np.eye(grid_world.A)[q.argmax(axis=1)]
    assert_allclose(grid_world.value(greedy)[:-1], q.max(axis=1)[:-1])
    assert grid_world.achieved(q) == pytest.approx(1)
    assert grid_world.DONE[:-1].sum() == 2
