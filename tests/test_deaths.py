"""Which units died, when, and why, from records made by hand."""

import numpy as np

from diagnose import deaths


def record(dead, biases=None):
    """A record of looks at epochs 0, 1, 3, ... at one ReLU."""
    epochs = [0, 1, 3, 4][: len(dead)]
    arrays = {"dead/1.relu": [np.array(row, bool) for row in dead]}
    if biases is not None:
        arrays["bias/1.relu"] = [np.array(row, np.float32) for row in biases]
    return {"looks": [{"epoch": e, "findings": []} for e in epochs], "arrays": arrays}


def test_a_unit_has_died_at_the_look_from_which_it_is_dead_to_the_end():
    dead = np.array([[1, 0, 0, 1, 0], [1, 1, 0, 0, 0], [1, 1, 1, 1, 0]], bool)
    assert deaths.since(dead).tolist() == [0, 1, 2, 2, deaths.NEVER]


def test_what_comes_back_has_not_died():
    dead = np.array([[0, 1], [1, 1], [0, 0]], bool)
    assert deaths.since(dead).tolist() == [deaths.NEVER] * 2
    assert "all came back" in deaths.said(record(dead), {})[0]


def test_the_present_look_counts_as_the_last():
    kept = record([[0, 0, 0], [1, 1, 0]])
    found = deaths.layers(kept, {"1.relu": np.array([True, False, True])})["1.relu"]
    assert deaths.since(found).tolist() == [1, deaths.NEVER, 2]
    assert (
        "died: 1 in epoch 1, 1 after epoch 1"
        in deaths.said(kept, {"1.relu": np.array([True, False, True])})[0]
    )


def test_the_epochs_are_those_between_two_looks():
    kept = record([[1, 0, 0], [1, 1, 0], [1, 1, 1]])
    said = deaths.said(kept, {})[0]
    assert (
        "3 of 3 units are dead; died: 1 before training, 1 in epoch 1, 1 in epochs 2 to 3"
        in (said)
    )


def test_biases_that_fell_at_the_deaths_and_not_elsewhere_are_the_cause():
    dead = [[0] * 6, [0] * 6, [1, 1, 0, 0, 0, 0]]
    biases = [[0] * 6, [0.1] * 6, [-1.9, -2.1, 0.1, 0.11, 0.12, 0.09]]
    kept = record(dead, biases)
    (cause,) = deaths.causes(kept, "1.relu", np.array(dead, bool))
    assert cause["look"] == 2 and cause["died"] == 2 and cause["bias"]
    np.testing.assert_allclose(cause["change"], -2.1, rtol=1e-6)
    text = deaths.said(kept, {})[0]
    assert "died in epochs 2 to 3 moved by -2.1" in text and "driven negative" in text


def test_biases_that_all_fell_alike_or_rose_are_not_the_cause():
    dead = [[0] * 4, [1, 1, 0, 0]]
    for last in ([-1, -1, -1, -1], [1, 1, 2, 2]):
        kept = record(dead, [[0] * 4, last])
        (cause,) = deaths.causes(kept, "1.relu", np.array(dead, bool))
        assert not cause["bias"]
        assert "do not show the cause" in deaths.said(kept, {})[0]


def test_without_biases_or_survivors_no_cause_is_claimed():
    assert "cause" not in deaths.said(record([[0, 0], [1, 0]]), {})[0]
    assert "cause" not in deaths.said(record([[0, 0], [1, 1]], [[0, 0], [-1, -1]]), {})[0]


def test_a_layer_whose_units_all_live_has_no_panel():
    assert deaths.layers(record([[0, 0], [0, 0]]), {"2.relu": np.zeros(3, bool)}) == {}


def test_the_map_has_a_panel_a_layer_with_the_dead_first():
    kept = record([[0, 0, 0, 0], [0, 1, 0, 1]])
    now = {"1.relu": np.array([False, True, False, True]), "3.relu": np.ones(5, bool)}
    figure = deaths.figure(kept, now)
    first, second = figure.axes
    np.testing.assert_array_equal(
        first.images[0].get_array(), [[0, 1, 1], [0, 1, 1], [0, 0, 0], [0, 0, 0]]
    )
    assert first.get_title(loc="left") == "1.relu: 2 of 4 units dead, most in epoch 1"
    assert [text.get_text() for text in first.get_xticklabels()] == ["0", "1", "now"]
    assert second.images[0].get_array().shape == (5, 1)
