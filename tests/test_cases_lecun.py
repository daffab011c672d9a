"""The cases after LeCun: each named effect is there, and as large as its file predicts."""

import numpy as np
import pytest

from diagnose.cases import (
    dropout,
    init_scale,
    l1_zeros,
    log_softmax,
    raw_inputs,
    unshuffled,
)

CASES = (log_softmax, unshuffled, raw_inputs, init_scale, l1_zeros, dropout)


@pytest.fixture(scope="module")
def found():
    """What each case found, run when it is first asked for; seed 2, not the default's."""
    kept = {}

    def of(case):
        if case not in kept:
            kept[case] = case.run(seed=2)
        return kept[case]

    return of


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__.rpartition(".")[2])
def test_a_case_tells_measured_next_to_predicted_and_the_cure(case, found):
    text = case.told(found(case))
    assert "predicted" in text.lower() or case is unshuffled
    assert text.splitlines()[-1].startswith("Cure: ")
    assert all(not line.endswith(" ") for line in text.splitlines())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__.rpartition(".")[2])
def test_a_case_draws_a_picture_with_its_figures_under_it(case, found):
    figure = case.draw(found(case))
    figure.canvas.draw()
    caption = figure.get_supxlabel()
    assert sum(letter.isdigit() for letter in caption) >= 6
    assert figure.get_figwidth() == 10


def test_the_gradient_of_log_softmax_is_nan_past_128_ln_2_and_its_loss_infinite_past_150(found):
    naive, predicted = found(log_softmax)["naive"], found(log_softmax)["predicted"]
    assert 0 <= naive["slope_dies"] - predicted[128] < 0.25
    assert 0 <= naive["loss_dies"] - predicted[150] < 0.25
    assert predicted[126] < naive["digits_go"] < predicted[150]


def test_logsoftmax_is_right_at_every_gap_where_a_patched_log_teaches_nothing(found):
    fused, patched = found(log_softmax)["fused"], found(log_softmax)["patched"]
    assert fused["error"].max() < 3e-7 and fused["slope_error"] < 3e-7
    assert patched["slope_halved"] == pytest.approx(-np.log(log_softmax.C), abs=0.3)
    assert patched["slope"][-1] < 1e-6


def test_at_large_scores_log_softmax_dies_and_logsoftmax_learns(found):
    runs = found(log_softmax)["trained"]
    assert runs["naive"]["died"] < 20 and runs["naive"]["accuracy"] < 0.2
    assert runs["fused"]["died"] is None and runs["fused"]["accuracy"] > 0.75
    assert runs["patched"]["accuracy"] < runs["fused"]["accuracy"]


def test_sorted_minibatches_leave_most_digits_wrong_and_most_called_the_last_class(found):
    accuracy, last = (found(unshuffled)[key] for key in ("accuracy", "last_class"))
    assert max(accuracy["sorted"]) < 0.5
    assert min(accuracy["shuffled"]) > 0.85 and min(accuracy["once"]) > 0.85
    assert min(last["sorted"]) > 0.5 and max(last["shuffled"]) < 0.2


def test_the_class_just_seen_is_found_and_the_first_one_forgotten(found):
    recall = found(unshuffled)["courses"]["sorted"]["recall"]
    an_epoch = len(recall) // unshuffled.EPOCHS
    assert recall[an_epoch - 1, 9] > 0.9 and recall[an_epoch - 1, 0] < 0.1


def test_a_shuffled_minibatch_points_more_the_way_of_the_whole_gradient(found):
    cosine = found(unshuffled)["cosine"]
    assert min(cosine["shuffled"]) > 2 * max(cosine["sorted"])


@pytest.mark.parametrize("name", raw_inputs.STYLES)
def test_the_largest_stable_rate_is_2_over_the_largest_eigenvalue(name, found):
    f = found(raw_inputs)["linear"][name]
    assert f["measured_rate"] == pytest.approx(f["predicted_rate"], rel=0.02)


@pytest.mark.parametrize("name", raw_inputs.STYLES)
def test_a_linear_net_goes_down_its_bowl_as_the_eigenvalues_say(name, found):
    f = found(raw_inputs)["linear"][name]
    np.testing.assert_allclose(f["losses"], f["predicted"], rtol=1e-9)
    assert f["steps"] in (None, f["predicted_steps"])
    assert f["steps"] is not None or f["predicted_steps"] > raw_inputs.STEPS


def test_normalized_inputs_have_a_lower_condition_number_and_need_fewer_steps(found):
    linear, mlp = found(raw_inputs)["linear"], found(raw_inputs)["mlp"]
    condition = [linear[name]["condition"] for name in raw_inputs.STYLES]
    assert condition == sorted(condition, reverse=True)
    assert condition[0] > 1e5 and condition[2] < 200 and condition[3] < 1.001
    assert raw_inputs.ratio(found(raw_inputs)) > 10
    assert mlp["normalized"].min() < mlp["raw"].min() / 2


@pytest.mark.parametrize("name", init_scale.MODULES)
@pytest.mark.parametrize("gain", init_scale.SHOWN)
def test_a_signal_grows_from_layer_to_layer_as_predicted_both_ways(name, gain, found):
    f = found(init_scale)[name]["signals"][gain]
    assert f["growth"] == pytest.approx(f["predicted_growth"], rel=0.05)
    assert f["back_growth"] == pytest.approx(f["predicted_back_growth"], rel=0.05)


def test_the_recursion_gives_a_relu_net_the_factor_of_kaiming_s_paper():
    assert init_scale.growth(init_scale.predicted("relu", 1.0)[0]) == pytest.approx(1, abs=1e-6)
    assert init_scale.growth(init_scale.predicted("relu", 3.0)[0]) == pytest.approx(3, abs=1e-5)


@pytest.mark.parametrize("name", init_scale.MODULES)
def test_the_right_scale_learns_where_a_quarter_and_four_times_of_it_do_not(name, found):
    losses = found(init_scale)[name]["losses"].mean(axis=1)
    assert losses[0] > 2.2 and losses[-1] > 1.5
    assert losses[len(losses) // 2] < 2
    assert 0.9 < init_scale.GAINS[losses.argmin()] < 2.1


def test_only_the_proximal_step_makes_exact_zeros_the_more_the_stronger(found):
    zeros = [r["zeros"] for r in found(l1_zeros)["proximal"]]
    assert zeros == sorted(zeros) and zeros[l1_zeros.KEPT] > 0.4
    for name in ("subgradient", "l2"):
        assert max(r["zeros"] for r in found(l1_zeros)[name]) < 0.01


def test_half_of_the_weights_go_without_much_of_the_accuracy(found):
    here = found(l1_zeros)["proximal"][l1_zeros.KEPT]
    assert here["accuracy"] > found(l1_zeros)["without"]["accuracy"] - 0.03


def test_weights_without_a_pull_end_where_each_penalty_predicts(found):
    edges = {name: l1_zeros.edge(found(l1_zeros), name) for name in l1_zeros.STYLES}
    assert edges["proximal"]["median"] == 0
    assert 0 < edges["subgradient"]["median"] <= edges["subgradient"]["predicted"] * 1.001
    assert edges["l2"]["median"] == pytest.approx(edges["l2"]["predicted"], rel=1e-3)


def test_a_weight_rests_at_0_where_the_data_pull_less_than_the_penalty(found):
    zeros, others = l1_zeros.kept_by(found(l1_zeros))
    assert zeros > 0.9 and others < 0.7


def test_dropout_narrows_the_gap_and_lowers_the_validation_loss(found):
    loss, fitted = (
        [dropout.mean(found(dropout), keep, key) for keep in dropout.STYLES]
        for key in ("valid_loss", "fitted")
    )
    gaps = np.subtract(loss, fitted)
    assert gaps[0] > gaps[2] + 0.02
    assert loss[2] < loss[0] - 0.01


def test_dropout_left_on_at_evaluation_costs_accuracy_and_none_costs_nothing(found):
    lost = [
        dropout.mean(found(dropout), keep, "accuracy")
        - dropout.mean(found(dropout), keep, "accuracy_on")
        for keep in dropout.STYLES
    ]
    assert lost[0] == pytest.approx(0, abs=1e-9)
    assert lost[2] > 0.02 and lost[2] > lost[1] > 0


def test_the_mean_of_n_draws_nears_the_full_output_as_one_over_root_n(found):
    f = found(dropout)["linear"]
    np.testing.assert_allclose(f["off"], f["predicted"], rtol=0.35)
    assert f["power"] == pytest.approx(-0.5, abs=0.05)
