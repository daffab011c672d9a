"""Evaluate: a loss and an accuracy that batches do not change."""

from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from layers import affine, batchnorm, cross_entropy, dropout, svm
from nets import mlp, sequential, walk
from optim import evaluate

IDENTITY = sequential.init()  # so that x is the scores


def test_by_hand():
    x = np.log([[1.0, 3.0], [3.0, 1.0], [1.0, 1.0]])  # p of class 1: 3/4, 1/4, 1/2
    y = np.array([1, 1, 0])
    loss, accuracy = evaluate.evaluate(sequential, IDENTITY, cross_entropy, (x, y))
    assert_allclose(loss, -(np.log(3 / 4) + np.log(1 / 4) + np.log(1 / 2)) / 3)
    assert accuracy == 2 / 3  # of equal scores the first class is taken


@pytest.mark.parametrize("batch_size", [1, 3, 7, 20, 1000])
def test_batches_do_not_show(batch_size, rng):
    net = mlp.init((4, 5, 3), rng, dtype=np.float64)
    x, y = rng.standard_normal((20, 4)), rng.integers(3, size=20)
    loss, accuracy = evaluate.evaluate(mlp, net, cross_entropy, (x, y), batch_size=batch_size)
    scores = mlp.forward(x, net)
    assert_allclose(loss, cross_entropy.forward(scores, cross_entropy.init() | {"y": y}))
    assert accuracy == (scores.argmax(1) == y).mean()


def test_of_sequences_every_step_is_a_label(rng):
    x, y = rng.standard_normal((5, 4, 3)), rng.integers(3, size=(5, 4))
    loss, accuracy = evaluate.evaluate(
        sequential, IDENTITY, cross_entropy, (x, y), batch_size=2
    )
    assert_allclose(loss, cross_entropy.forward(x, cross_entropy.init() | {"y": y}))
    assert accuracy == (x.argmax(-1) == y).sum() / 20


def test_the_net_is_left_out_of_training_and_was_so_throughout(rng):
    net = sequential.init(
        (affine, affine.init(4, 3, rng)),
        (batchnorm, batchnorm.init(3)),
        (dropout, dropout.init(0.5, rng)),
    )
    state = rng.bit_generator.state
    x, y = rng.standard_normal((6, 4)).astype(np.float32), np.zeros(6, int)
    state = rng.bit_generator.state
    first = evaluate.evaluate(sequential, net, cross_entropy, (x, y))
    assert first == evaluate.evaluate(sequential, net, cross_entropy, (x, y))
    assert rng.bit_generator.state == state
    norm = net["layers"][1][2]
    assert_array_equal(norm["running_mean"], 0)
    assert {inner["train"] for _, inner in walk.layers(net) if "train" in inner} == {False}


def test_the_settings_of_the_loss_are_kept(rng):
    x, y = rng.standard_normal((6, 3)), rng.integers(3, size=6)
    cache = svm.init(margin=5.0)
    loss, _ = evaluate.evaluate(sequential, IDENTITY, svm, (x, y), loss_cache=cache)
    assert_allclose(loss, svm.forward(x, svm.init(margin=5.0) | {"y": y}))


def test_values_to_come_near_to_have_no_accuracy():
    def forward(x, cache):
        return ((x - cache["y"]) ** 2).mean()

    square = SimpleNamespace(init=dict, forward=forward)
    x, y = np.array([[1.0], [3.0]]), np.array([[1.0], [1.0]])
    assert evaluate.evaluate(sequential, IDENTITY, square, (x, y)) == (2.0, None)


def test_loss_and_accuracy_are_python_numbers(rng):
    x, y = rng.standard_normal((6, 3)).astype(np.float32), rng.integers(3, size=6)
    figures = evaluate.evaluate(sequential, IDENTITY, cross_entropy, (x, y))
    assert [type(figure) for figure in figures] == [float, float]


def test_no_examples_are_refused():
    with pytest.raises(ValueError, match="no examples"):
        evaluate.evaluate(
            sequential, IDENTITY, cross_entropy, (np.zeros((0, 3)), np.zeros(0, int))
        )


@pytest.mark.parametrize("batch_size", [2, 7, 100])
def test_scores_are_what_the_net_makes_of_each_example(batch_size, rng):
    net = mlp.init((4, 5, 3), rng, norm=batchnorm, keep=0.5, dtype=np.float64)
    x = rng.standard_normal((7, 4))
    found = evaluate.scores(mlp, net, x, batch_size=batch_size)
    walk.set_training(net, False)
    assert_allclose(found, mlp.forward(x, net))
