"""Targets and masks: what every loss of numbers takes, leaves out, and refuses."""

import numpy as np
import pytest
from beside_torch import assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import bce, huber, mae, mse

every_loss = pytest.mark.parametrize("loss", [mse, mae, huber, bce])


def run(loss, x, y, mask=None, dout=1.0):
    """Return the loss and its dx."""
    cache = loss.init() | {"y": y, "mask": mask}
    return loss.forward(x, cache), loss.backward(dout, cache)


def theirs(torch, loss):
    """Return PyTorch's function for the same loss."""
    names = {
        mse: "mse_loss",
        mae: "l1_loss",
        huber: "huber_loss",
        bce: "binary_cross_entropy_with_logits",
    }
    return getattr(torch.nn.functional, names[loss])


@every_loss
@pytest.mark.parametrize("shape", [(), (5,), (4, 1), (2, 6, 3), (2, 3, 4, 5)])
@pytest.mark.parametrize("masked", [False, True])
def test_agrees_with_torch(loss, shape, masked, rng, torch):
    x, y = 3 * rng.standard_normal(shape), rng.random(shape)
    mask = np.array(rng.random(shape) < 0.6)
    mask.flat[0] = True
    cache = loss.init() | {"y": y, "mask": mask if masked else None}
    counts = torch.tensor(mask | (not masked))

    def reference(x):
        return theirs(torch, loss)(x[counts], torch.tensor(y)[counts])

    assert_agrees(torch, loss, cache, np.asarray(x), reference)


@every_loss
def test_agrees_with_torch_on_strided_views(loss, rng, torch):
    x, y = rng.standard_normal((6, 5, 4))[::2, :, 1::2].T, rng.random((4, 5, 6))[::2, :, 1::2]
    cache = loss.init() | {"y": y}
    assert_agrees(torch, loss, cache, x, lambda x: theirs(torch, loss)(x, torch.tensor(y)))


@every_loss
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", [np.float32, np.float64, np.int64, np.uint8, bool])
@pytest.mark.parametrize("dout", [1.0, np.float64(0.3), np.float32(0.3), np.array(0.3)])
@pytest.mark.parametrize("mask", [None, np.array([True, False, True, True])])
def test_loss_and_dx_have_the_dtype_of_x(loss, dtype, kind, dout, mask, rng):
    x, y = rng.standard_normal(4).astype(dtype), np.array([0, 1, 1, 0], kind)
    out, dx = run(loss, x, y, mask, dout)
    assert np.shape(out) == ()
    assert out.dtype == dx.dtype == dtype
    wide, wide_dx = run(loss, x.astype(float), y, mask, dout)
    assert_allclose(out, wide, rtol=1e-6)
    assert_allclose(dx, wide_dx, rtol=1e-5, atol=1e-8)


@every_loss
@pytest.mark.parametrize("shape", [(6,), (2, 5, 3)])
def test_where_mask_is_false_target_and_x_may_be_anything(loss, shape, rng):
    x, y = rng.standard_normal(shape), rng.random(shape)
    mask = rng.random(shape) < 0.5
    expected = run(loss, x[mask], y[mask])
    x[~mask], y[~mask] = np.nan, rng.choice([np.nan, np.inf, -7, 1e300], (~mask).sum())
    with np.errstate(all="raise"):
        out, dx = run(loss, x, y, mask)
    assert out == expected[0]
    assert_array_equal(dx[mask], expected[1])
    assert_array_equal(dx[~mask], 0)


@every_loss
def test_a_mask_of_all_is_as_none(loss, rng):
    x, y = rng.standard_normal((2, 5, 3)), rng.random((2, 5, 3))
    out, dx = run(loss, x, y)
    masked, masked_dx = run(loss, x, y, np.ones(x.shape, bool))
    assert_allclose(masked, out, rtol=1e-15)
    assert_array_equal(masked_dx, dx)


@every_loss
def test_a_mask_is_not_left_over(loss, rng):
    x, y = rng.standard_normal(4), np.array([0, 1, 0, 1])
    cache = loss.init() | {"y": y, "mask": np.array([True, False, False, False])}
    loss.forward(x, cache)
    del cache["mask"]
    assert loss.forward(x, cache) == run(loss, x, y)[0]
    assert_array_equal(loss.backward(1.0, cache), run(loss, x, y)[1])


@every_loss
def test_the_mean_is_over_entries_and_not_over_examples(loss, rng):
    x, y = rng.standard_normal((3, 2)), rng.random((3, 2))
    each = [run(loss, a[None], b[None])[0] for a, b in zip(x.flat, y.flat, strict=True)]
    assert_allclose(run(loss, x, y)[0], np.mean(each))
    mask = np.array([[True, False], [False, False], [True, True]])
    assert_allclose(run(loss, x, y, mask)[0], np.mean(each, where=mask.ravel()))


@every_loss
def test_the_target_may_be_a_list_of_numbers(loss):
    x = np.array([0.5, -0.5], np.float32)
    assert run(loss, x, [0, 1])[0] == run(loss, x, np.array([0.0, 1.0]))[0]


@every_loss
@pytest.mark.parametrize("shape", [(4,), (4, 2), (1, 4), (1, 1), ()])
def test_a_target_of_another_shape_is_refused_though_it_broadcasts(loss, shape):
    with pytest.raises(ValueError, match=r"must have the shape of x, \(4, 1\)") as caught:
        run(loss, np.zeros((4, 1)), np.zeros(shape))
    assert str(caught.value).endswith(f"not {shape}")


@every_loss
@pytest.mark.parametrize("y", [["a", "b"], [1j, 0], [None, 1]])
def test_a_target_that_is_not_of_real_numbers_is_refused(loss, y):
    with pytest.raises(ValueError, match="must be of real numbers, not"):
        run(loss, np.zeros(2), np.array(y))


@every_loss
@pytest.mark.parametrize(
    "mask, found",
    [
        (np.ones((4, 3), int), "int64 of shape (4, 3)"),
        (np.ones(4, bool), "bool of shape (4,)"),
        (np.array(True), "bool of shape ()"),
    ],
)
def test_a_mask_of_another_kind_or_shape_is_refused(loss, mask, found):
    with pytest.raises(ValueError, match=r"mask must be boolean and of shape \(4, 3\)") as got:
        run(loss, np.zeros((4, 3)), np.zeros((4, 3)), mask)
    assert str(got.value).endswith(f"not {found}")


@every_loss
@pytest.mark.parametrize("n, mask", [(4, np.zeros((4, 3), bool)), (0, None)])
def test_a_mean_over_no_entries_is_refused(loss, n, mask):
    with pytest.raises(ValueError, match="no entry counts"):
        run(loss, np.zeros((n, 3)), np.zeros((n, 3)), mask)


@every_loss
def test_a_loss_without_a_target_says_where_it_goes(loss):
    with pytest.raises(ValueError, match=r'target of each entry of x in cache\["y"\]'):
        loss.forward(np.zeros((4, 3)), loss.init())
