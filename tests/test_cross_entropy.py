"""Cross-entropy: by hand, beside PyTorch, and as the two layers that it fuses.

Its labels and masks are in test_labels.py.
"""

import numpy as np
import pytest
from beside_torch import EXACTLY, assert_agrees
from numpy.testing import assert_allclose, assert_array_equal

from layers import cross_entropy, logsoftmax, nll


def test_by_hand():
    cache = cross_entropy.init() | {"y": np.array([2])}
    x = np.log([[1.0, 2.0, 5.0]])  # p = 1/8, 2/8, 5/8
    assert_allclose(cross_entropy.forward(x, cache), -np.log(5 / 8))
    assert_allclose(cross_entropy.backward(8.0, cache), [[1, 2, 5 - 8]])


def test_smoothing_by_hand():
    cache = cross_entropy.init(0.5) | {"y": np.array([1])}
    x = np.log([[1.0, 3.0]])  # p = 1/4, 3/4 and t = 1/4, 3/4: the least loss, and no slope
    assert_allclose(cross_entropy.forward(x, cache), -np.log(1 / 4) / 4 - 3 * np.log(3 / 4) / 4)
    assert_allclose(cross_entropy.backward(1.0, cache), 0, atol=1e-15)


def test_a_sure_mistake_costs_as_much_as_the_scores_are_apart():
    cache = cross_entropy.init() | {"y": np.array([0])}
    assert cross_entropy.forward(np.array([[0.0, 1000.0]]), cache) == 1000
    assert_array_equal(cross_entropy.backward(1.0, cache), [[-1, 1]])


def test_weights_by_hand():
    cache = cross_entropy.init(weights=(3, 1)) | {"y": np.array([0, 0, 1])}  # 7 in all
    x = np.log([[1.0, 3.0]] * 3)  # p = 1/4, 3/4
    loss = cross_entropy.forward(x, cache)
    assert_allclose(loss, -(3 * np.log(1 / 4) + 3 * np.log(1 / 4) + np.log(3 / 4)) / 7)
    dx = cross_entropy.backward(28.0, cache)  # weight of y / 7 * (p - t), times 28
    assert_allclose(dx, [[3 * -3, 3 * 3], [3 * -3, 3 * 3], [1, -1]])


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 1.0])
def test_equal_scores_cost_ln_K(smoothing):
    cache = cross_entropy.init(smoothing) | {"y": np.array([3, 1, 4])}
    assert_allclose(cross_entropy.forward(np.full((3, 10), 7.0), cache), np.log(10))


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("shape", [(5, 3), (1, 4), (2, 6, 3), (2, 3, 4, 5)])
@pytest.mark.parametrize("masked", [False, True])
def test_agrees_with_torch(shape, smoothing, masked, rng, torch):
    y = rng.integers(shape[-1], size=shape[:-1])
    mask = rng.random(y.shape) < 0.6
    mask.flat[0] = True
    cache = cross_entropy.init(smoothing) | {"y": y, "mask": mask if masked else None}
    target = torch.tensor(np.where(mask, y, -100) if masked else y).flatten()

    def theirs(x):
        return torch.nn.functional.cross_entropy(
            x.flatten(0, -2), target, ignore_index=-100, label_smoothing=smoothing
        )

    assert_agrees(torch, cross_entropy, cache, 5 * rng.standard_normal(shape), theirs)


def test_it_is_nll_of_logsoftmax(rng):
    x, y = 5 * rng.standard_normal((8, 3)), rng.integers(3, size=8)
    fused, first, second = (
        cross_entropy.init() | {"y": y},
        logsoftmax.init(),
        nll.init() | {"y": y},
    )
    apart = nll.forward(logsoftmax.forward(x, first), second)
    assert_allclose(cross_entropy.forward(x, fused), apart, **EXACTLY)
    dx = logsoftmax.backward(nll.backward(1.0, second), first)
    assert_allclose(cross_entropy.backward(1.0, fused), dx, **EXACTLY)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_each_rows_gradient_sums_to_0(smoothing, rng):
    cache = cross_entropy.init(smoothing) | {"y": rng.integers(4, size=(2, 5))}
    cross_entropy.forward(rng.standard_normal((2, 5, 4)), cache)
    assert_allclose(cross_entropy.backward(1.0, cache).sum(-1), 0, atol=1e-15)


@pytest.mark.parametrize("smoothing", [-0.1, 1.1, np.nan])
def test_init_names_the_smoothing_it_refuses(smoothing):
    with pytest.raises(ValueError, match=f"smoothing={smoothing}"):
        cross_entropy.init(smoothing)


@pytest.mark.parametrize("smoothing", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("shape", [(5, 3), (1, 3), (2, 6, 3), (2, 3, 4, 3)])
@pytest.mark.parametrize("masked", [False, True])
def test_with_weights_it_agrees_with_torch(shape, smoothing, masked, rng, torch):
    y, weights = rng.integers(3, size=shape[:-1]), (0.5, 2.0, 0.25)
    mask = rng.random(y.shape) < 0.6
    mask.flat[0] = True
    cache = cross_entropy.init(smoothing, weights=weights)
    cache |= {"y": y, "mask": mask if masked else None}
    target = torch.tensor(np.where(mask, y, -100) if masked else y).flatten()

    def theirs(x):
        settings = {"weight": torch.tensor(weights, dtype=x.dtype), "ignore_index": -100}
        return torch.nn.functional.cross_entropy(
            x.flatten(0, -2), target, label_smoothing=smoothing, **settings
        )

    assert_agrees(torch, cross_entropy, cache, 5 * rng.standard_normal(shape), theirs)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("weight", [1, 7, 1e-30, 1e300])
def test_equal_weights_are_as_none(smoothing, weight, rng):
    x, y = rng.standard_normal((2, 5, 3)).astype(np.float32), rng.integers(3, size=(2, 5))
    plain = cross_entropy.init(smoothing) | {"y": y}
    equal = cross_entropy.init(smoothing, weights=[weight] * 3) | {"y": y}
    loss = cross_entropy.forward(x, equal)
    assert_allclose(loss, cross_entropy.forward(x, plain), rtol=1e-6)
    dx = cross_entropy.backward(np.float64(1.5), equal)
    assert loss.dtype == dx.dtype == np.float32
    assert_allclose(dx, cross_entropy.backward(1.5, plain), atol=1e-7)


def test_whole_weights_are_like_repeated_examples(rng):
    x, y, weights = rng.standard_normal((6, 3)), np.array([0, 1, 2, 2, 1, 0]), (3, 1, 2)
    times = np.array(weights)[y]
    each = cross_entropy.init(weights=weights) | {"y": y}
    repeated = cross_entropy.init() | {"y": y.repeat(times)}
    loss = cross_entropy.forward(x, each)
    assert_allclose(loss, cross_entropy.forward(x.repeat(times, axis=0), repeated))


def test_an_example_of_weight_0_teaches_nothing(rng):
    x, y = rng.standard_normal((4, 3)), np.array([0, 1, 2, 1])
    cache = cross_entropy.init(weights=(1, 0, 1)) | {"y": y}
    plain = cross_entropy.init() | {"y": y[::2]}
    assert_allclose(cross_entropy.forward(x, cache), cross_entropy.forward(x[::2], plain))
    dx = cross_entropy.backward(1.0, cache)
    assert_array_equal(dx[1::2], 0)
    assert_allclose(dx[::2], cross_entropy.backward(1.0, plain))


@pytest.mark.parametrize("size", [1e3, 1e30])
def test_with_weights_extreme_scores_do_not_overflow(size):
    x = np.array([[size, -size, 0], [-size, size, size]], np.float32)
    cache = cross_entropy.init(0.1, weights=(1, 5, 0)) | {"y": np.array([1, 0])}
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        loss = cross_entropy.forward(x, cache)
        dx = cross_entropy.backward(1.0, cache)
    assert np.isfinite(loss) and np.isfinite(dx).all()


def test_weights_are_kept_as_a_tuple_of_python_floats():
    cache = cross_entropy.init(np.float64(0.1), weights=np.array([1, 2], np.float32))
    assert cache == {"smoothing": 0.1, "weights": (1.0, 2.0)}
    assert {type(value) for value in (cache["smoothing"], *cache["weights"])} == {float}
    assert "weights" not in cross_entropy.init()


@pytest.mark.parametrize("weights", [(1, -2), (1, np.nan), (1, np.inf), (0, 0), ()])
def test_init_names_the_weights_it_refuses(weights):
    with pytest.raises(ValueError, match="finite weights >= 0, not all 0, not weights=") as got:
        cross_entropy.init(weights=weights)
    assert str(got.value).endswith(str(tuple(map(float, weights))))


@pytest.mark.parametrize("weights", [(1, 2), (1, 2, 3, 4)])
def test_there_is_a_weight_for_every_class(weights):
    cache = cross_entropy.init(weights=weights) | {"y": np.array([0])}
    with pytest.raises(ValueError, match=f"{len(weights)} weights for scores of 3 classes"):
        cross_entropy.forward(np.zeros((1, 3)), cache)


@pytest.mark.parametrize("mask", [None, np.array([True, False])])
def test_a_mean_over_weights_of_0_is_refused(mask):
    cache = cross_entropy.init(0.1, weights=(0, 1, 0)) | {"y": np.array([0, 0]), "mask": mask}
    with pytest.raises(ValueError, match="no example counts: the weights of their classes"):
        cross_entropy.forward(np.zeros((2, 3)), cache)
