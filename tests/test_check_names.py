"""Names of mistakes: the rules for any array, and how verdicts are said."""

import numpy as np
import pytest

import layers.affine
import layers.conv
import layers.maximum
import layers.relu
from diagnose.checking import generic, layer, picture
from diagnose.checking.finding import Finding, differ
from diagnose.checking.known import affine, conv, maximum, relu
from diagnose.checking.truth import at_a_kink, paid_once, slopes, truth


@pytest.fixture(scope="module")
def asked():
    """The plain question of an affine layer, and its truth: x (5, 3), w (3, 4)."""
    question = layer.questions(layers.affine, affine, 0)[0]
    return question, truth(question, np.random.default_rng(0))


def some(question, right, keep):
    """Return dw for a dout of which only the rows in keep are not 0."""
    dout = np.zeros_like(right.douts["out"])
    dout[keep] = right.douts["out"][keep]
    return slopes(question, "w", {"out": dout})


def bumped(a, at, by=1.0):
    a = a.copy()
    a[at] += by
    return a


WRONG_DW = {
    "wrong sign": lambda q, t: -t.grads["dw"],
    "2 times too large": lambda q, t: 2 * t.grads["dw"],
    "1/2 of the right one": lambda q, t: t.grads["dw"] / 2,
    "1/N of the right one": lambda q, t: t.grads["dw"] / 5,
    "-N times too large": lambda q, t: -5 * t.grads["dw"],
    "1/N D of the right one": lambda q, t: t.grads["dw"] / 15,
    "a constant factor is off": lambda q, t: 1.001 * t.grads["dw"],
    "all zero": lambda q, t: 0 * t.grads["dw"],
    "not finite": lambda q, t: t.grads["dw"] / 0,
    "turned around": lambda q, t: t.grads["dw"][::-1],
    "right numbers in wrong places": lambda q, t: np.sort(t.grads["dw"], axis=None).reshape(
        3, 4
    ),
    "dout is left out": lambda q, t: slopes(q, "w", {"out": np.ones((5, 4))}),
    "dout comes twice": lambda q, t: slopes(q, "w", {"out": t.douts["out"] ** 2}),
    "only the first example": lambda q, t: some(q, t, [0]),
    "only the last example": lambda q, t: some(q, t, [4]),
    "the first example is left out": lambda q, t: some(q, t, [1, 2, 3, 4]),
    "a constant too much": lambda q, t: t.grads["dw"] + 0.5,
    "w comes once too often": lambda q, t: t.grads["dw"] * q.given["w"],
}


@pytest.mark.parametrize("name", WRONG_DW)
def test_a_rule_names_what_is_wrong_with_a_gradient(asked, name):
    question, right = asked
    with np.errstate(all="ignore"):
        theirs = WRONG_DW[name](question, right)
    found, says = generic.explain(question, right, "dw", theirs, right.grads["dw"])
    assert found == name and says.startswith("dw ")


def test_no_rule_has_a_name_for_noise(asked):
    question, right = asked
    noise = np.random.default_rng(1).standard_normal((3, 4))
    assert generic.explain(question, right, "dw", noise, right.grads["dw"]) is None


WRONG_DX = {
    "wrong at the first example": lambda a: bumped(a, 0),
    "wrong at the last example": lambda a: bumped(a, -1),
    "only the first example is right": lambda a: bumped(a, slice(1, None)),
    "nearly right": lambda a: a + 1e-4 * np.sin(np.arange(a.size)).reshape(a.shape),
    "some entries are lost": lambda a: a * np.eye(5, 3)[:, ::-1],
}


@pytest.mark.parametrize("name", WRONG_DX)
def test_a_rule_names_where_it_is_wrong(asked, name):
    question, right = asked
    true = right.grads["dx"]
    found, says = generic.locate(question, right, "dx", WRONG_DX[name](true), true)
    assert found == name and says.startswith("dx ")


def test_what_is_wrong_only_at_the_borders_is_said():
    question = layer.questions(layers.conv, conv, 0)[0]
    right = truth(question, np.random.default_rng(0))
    true = right.grads["dx"]
    theirs = true + 1
    theirs[..., 1:-1, 1:-1] -= 1
    assert min(true.shape[-2:]) > 2
    assert generic.locate(question, right, "dx", theirs, true)[0] == "wrong at the borders"


def test_a_missing_mask_is_said():
    question = layer.questions(layers.relu, relu, 0)[0]
    right = truth(question, np.random.default_rng(0))
    true = right.grads["dx"]
    theirs = np.where(true == 0, 0.3, true)
    assert generic.locate(question, right, "dx", theirs, true)[0] == "a mask is missing"


@pytest.mark.parametrize(
    "theirs, true, name",
    [
        ((4, 3), (3, 4), "transposed"),
        ((5, 4), (4,), "not summed"),
        ((1, 4), (4,), "another shape"),
        ((5, 4), (1, 4), "not summed"),
        ((), (4,), "summed too far"),
        ((3, 4), (5, 4), "another length"),
    ],
)
def test_a_wrong_shape_has_a_name_and_both_shapes_in_its_sentence(theirs, true, name):
    found, says = generic.shape("db", theirs, true)
    assert found == name and str(theirs) in says and str(true) in says


def test_the_slope_at_a_kink_may_be_any_between_its_two_sides():
    questions = layer.questions(layers.relu, relu, 0)
    question = next(q for q in questions if q.trait == "kink")
    right = truth(question, np.random.default_rng(0))
    x, dout, true = question.given["x"], right.douts["out"], right.grads["dx"]
    for share, allowed in ((0.0, True), (0.4, True), (1.0, True), (1.5, False), (-0.5, False)):
        theirs = np.where(x == 0, share * dout, true)
        wrong, grads = differ(theirs, true), {"dx": theirs}
        assert not wrong.any() or at_a_kink(question, "x", grads, wrong, right.douts) == allowed
    elsewhere = np.where(x > 0, 0.5 * dout, true)
    wrong = differ(elsewhere, true)
    assert not at_a_kink(question, "x", {"dx": elsewhere}, wrong, right.douts)


def test_tied_inputs_may_share_a_gradient_and_not_have_it_each():
    questions = layer.questions(layers.maximum, maximum, 0)
    question = next(q for q in questions if q.trait == "ties")
    right = truth(question, np.random.default_rng(0))
    a, b = question.given["x"]
    dout = right.douts["out"]
    for shares, allowed in (
        ((1, 0), True),
        ((0.5, 0.5), True),
        ((1, 1), False),
        ((0, 0), False),
    ):
        grads = {
            f"dx[{i}]": np.where(a == b, share * dout, right.grads[f"dx[{i}]"])
            for i, share in enumerate(shares)
        }
        assert paid_once(question, grads, right.douts) == allowed


def test_the_picture_marks_what_differs_around_the_worst_entry():
    true = np.arange(200.0).reshape(2, 10, 10)
    finding = Finding("n", "s", "dx", theirs=bumped(true, (1, 7, 8), 5.0), true=true)
    assert finding.worst == (1, 7, 8) and finding.figure == pytest.approx(5 / 199)
    title, *lines = picture.text(finding)
    assert "dx[1, :, :]" in title and "(a part)" in title and len(lines) == 6
    assert sum(line.count("*") for line in lines) == 1 and "183.000*" in " ".join(lines)
