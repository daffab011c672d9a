"""The convolutional nets of the zoo: shapes, gradients, learning, refusals."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from diagnose import gradcheck
from layers import cross_entropy, tanh
from nets import checkpoint, convnet, lenet, walk
from optim import adam
from optim.fit import fit


def test_lenet_has_the_sizes_of_the_paper(rng):
    net = lenet.init((1, 28, 28), 10, rng)
    sizes = [inner[key].shape for _, inner, key in walk.learned(net) if key == "w"]
    assert sizes == [(6, 1, 5, 5), (16, 6, 5, 5), (400, 120), (120, 84), (84, 10)]
    table = walk.table(net, np.zeros((2, 1, 28, 28), np.float32))
    assert "(2, 6, 14, 14)" in table and "61,706" in table


def test_a_convnet_halves_the_image_at_each_stage(rng):
    net = convnet.init((3, 32, 32), ((4, 4), (8,), (16,)), 10, rng)
    table = walk.table(net, np.zeros((2, 3, 32, 32), np.float32))
    for shape in ("(2, 4, 16, 16)", "(2, 8, 8, 8)", "(2, 16, 4, 4)", "(2, 10)"):
        assert shape in table


def test_the_first_loss_is_near_chance(rng):
    x, loss = rng.standard_normal((50, 3, 32, 32), np.float32), cross_entropy.init()
    loss["y"] = rng.integers(10, size=50)
    for module, net in (
        (lenet, lenet.init((3, 32, 32), 10, rng)),
        (convnet, convnet.init((3, 32, 32), ((8,), (16,)), 10, rng)),
    ):
        assert_allclose(
            cross_entropy.forward(module.forward(x, net), loss), np.log(10), rtol=0.1
        )


@pytest.mark.parametrize("norm", [True, False])
def test_gradients_are_the_slopes(norm, rng):
    settings = {} if norm else {"norm": None}
    net = convnet.init(
        (2, 4, 6), ((2,),), 3, rng, activation=tanh, dtype=np.float64, **settings
    )
    walk.set_training(net, False)  # in training a bias before a norm has gradient 0
    errors = gradcheck.errors(convnet, net, rng.standard_normal((3, 2, 4, 6)))
    assert max(errors.values()) <= 1e-6


def test_a_convnet_tells_rows_from_columns_which_a_saved_one_still_does(rng, tmp_path):
    x = 0.3 * rng.standard_normal((80, 1, 8, 8), np.float32)
    y = np.arange(80) % 2
    x[y == 0, :, 3, :] += 1
    x[y == 1, :, :, 3] += 1
    net = convnet.init((1, 8, 8), ((4,), (8,)), 2, rng, keep=0.9)
    fit(
        *(convnet, net, cross_entropy, adam, (x, y)),
        **{"lr": 1e-2, "epochs": 15, "batch_size": 20, "rng": rng, "show": None},
    )
    scores = convnet.forward(x, net)
    assert (scores.argmax(axis=1) == y).mean() > 0.95
    checkpoint.save(tmp_path / "net.npz", convnet, net)
    module, again, _, _ = checkpoint.load(tmp_path / "net.npz")
    assert_allclose(module.forward(x, again), scores, rtol=1e-5, atol=1e-6)


def test_images_too_small_are_refused(rng):
    with pytest.raises(ValueError, match="12 x 12 pixels or more, not 8 x 28"):
        lenet.init((1, 8, 28), 10, rng)
    with pytest.raises(ValueError, match="4 stages halve 8 x 8 pixels to none: at most 3 fit"):
        convnet.init((1, 8, 8), ((4,),) * 4, 10, rng)
