"""Labels and masks: what every loss of classes takes, leaves out, and refuses."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from layers import cross_entropy, nll, svm

every_loss = pytest.mark.parametrize("loss", [nll, cross_entropy, svm])


def run(loss, x, y, mask=None, dout=1.0):
    """Return the loss and its dx."""
    cache = loss.init() | {"y": y, "mask": mask}
    return loss.forward(x, cache), loss.backward(dout, cache)


@every_loss
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("dout", [1.0, np.float64(0.3), np.float32(0.3)])
@pytest.mark.parametrize("mask", [None, np.array([True, False, True, True])])
def test_loss_and_dx_have_the_dtype_of_x(loss, dtype, dout, mask, rng):
    x = rng.standard_normal((4, 3)).astype(dtype)
    out, dx = run(loss, x, np.array([0, 1, 2, 0]), mask, dout)
    assert np.shape(out) == ()
    assert out.dtype == dx.dtype == dtype


@every_loss
@pytest.mark.parametrize("shape", [(6, 3), (2, 5, 3)])
def test_where_mask_is_false_label_and_scores_may_be_anything(loss, shape, rng):
    x, y = rng.standard_normal(shape), rng.integers(3, size=shape[:-1])
    mask = rng.random(y.shape) < 0.5
    expected = run(loss, x[mask], y[mask])
    x[~mask], y[~mask] = np.nan, rng.choice([-1, -100, 3, 255], (~mask).sum())
    with np.errstate(all="raise"):
        out, dx = run(loss, x, y, mask)
    assert out == expected[0]
    assert_array_equal(dx[mask], expected[1])
    assert_array_equal(dx[~mask], 0)


@every_loss
def test_a_mask_of_all_is_as_none(loss, rng):
    x, y = rng.standard_normal((2, 5, 3)), rng.integers(3, size=(2, 5))
    out, dx = run(loss, x, y)
    masked, masked_dx = run(loss, x, y, np.ones((2, 5), bool))
    assert masked == out
    assert_array_equal(masked_dx, dx)


@every_loss
def test_a_mask_is_not_left_over(loss, rng):
    x, y = rng.standard_normal((4, 3)), np.array([0, 1, 2, 0])
    cache = loss.init() | {"y": y, "mask": np.array([True, False, False, False])}
    loss.forward(x, cache)
    del cache["mask"]
    assert loss.forward(x, cache) == run(loss, x, y)[0]
    assert_array_equal(loss.backward(1.0, cache), run(loss, x, y)[1])


@every_loss
def test_the_mean_is_over_those_that_count(loss, rng):
    x, y = rng.standard_normal((3, 4)), np.array([0, 1, 2])
    each = [run(loss, x[i : i + 1], y[i : i + 1])[0] for i in range(3)]
    assert_allclose(run(loss, x, y)[0], np.mean(each))
    first_and_last = np.array([True, False, True])
    assert_allclose(run(loss, x, y, first_and_last)[0], (each[0] + each[2]) / 2)


@every_loss
@pytest.mark.parametrize("y", [np.array([2, 0], np.uint8), np.array([2, 0], np.int32), [2, 0]])
def test_labels_may_be_integers_of_any_kind(loss, y, rng):
    x = rng.standard_normal((2, 3)).astype(np.float32)
    assert run(loss, x, y)[0] == run(loss, x, np.array([2, 0]))[0]


@every_loss
@pytest.mark.parametrize(
    "y, message",
    [
        ([0, 1, 3, 0], "label 3 at position 2 is out of range: there are 3 classes, 0 to 2"),
        ([0, -1, 2, 3], "label -1 at position 1 is out of range"),
        ([[0, 1], [7, 0]], r"label 7 at position \(1, 0\) is out of range"),
        ([0.0, 1.0], "labels must be integers, not float64"),
        ([True, False], "labels must be integers, not bool"),
    ],
)
def test_a_wrong_label_is_refused_by_name(loss, y, message):
    with pytest.raises(ValueError, match=message):
        run(loss, np.zeros((*np.shape(y), 3)), np.array(y))


@every_loss
@pytest.mark.parametrize("shape", [(5,), (4, 1), (4, 3), ()])
def test_labels_of_another_shape_are_refused(loss, shape):
    with pytest.raises(ValueError, match="labels must have the scores' shape") as caught:
        run(loss, np.zeros((4, 3)), np.zeros(shape, int))
    assert str(caught.value).endswith(f"(4,), not {shape}")


@every_loss
@pytest.mark.parametrize(
    "mask, found",
    [
        (np.ones(4, int), "int64 of shape (4,)"),
        (np.ones(4), "float64 of shape (4,)"),
        (np.ones(5, bool), "bool of shape (5,)"),
        (np.ones((4, 3), bool), "bool of shape (4, 3)"),
        (np.array(True), "bool of shape ()"),
    ],
)
def test_a_mask_of_another_kind_or_shape_is_refused(loss, mask, found):
    with pytest.raises(ValueError, match=r"mask must be boolean and of shape \(4,\)") as caught:
        run(loss, np.zeros((4, 3)), np.zeros(4, int), mask)
    assert str(caught.value).endswith(f"not {found}")


@every_loss
@pytest.mark.parametrize("n, mask", [(4, np.zeros(4, bool)), (0, None)])
def test_a_mean_over_no_examples_is_refused(loss, n, mask):
    with pytest.raises(ValueError, match="no example counts"):
        run(loss, np.zeros((n, 3)), np.zeros(n, int), mask)


@every_loss
def test_a_loss_without_labels_says_where_they_go(loss):
    with pytest.raises(ValueError, match=r'labels of its examples in cache\["y"\]'):
        loss.forward(np.zeros((4, 3)), loss.init())
