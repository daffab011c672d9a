"""Clipping gradients, by value and by the norm of all together."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from layers import affine
from nets import sequential
from optim import clip


@pytest.fixture
def net(rng):
    """A net whose gradients are 3, 0, 0, 4 and so have norm 5."""
    net = sequential.init((affine, affine.init(1, 1, rng)), (affine, affine.init(1, 1, rng)))
    for (_, _, inner), (dw, db) in zip(net["layers"], ((3, 0), (0, 4)), strict=True):
        inner["dw"], inner["db"] = np.full((1, 1), dw, np.float32), np.full(1, db, np.float32)
    return net


def gradients(net):
    return [
        float(inner["d" + key][..., 0].item()) for _, _, inner in net["layers"] for key in "wb"
    ]


def test_by_norm_keeps_the_direction_and_gives_the_norm_before(net):
    assert clip.by_norm(net, 1.0) == 5
    assert_allclose(gradients(net), [0.6, 0, 0, 0.8])
    assert_allclose(clip.norm(net), 1, rtol=1e-6)


def test_a_norm_within_the_bound_is_left(net):
    assert clip.by_norm(net, 5.0) == 5
    assert gradients(net) == [3, 0, 0, 4]


def test_by_value_bounds_each_entry(net):
    net["layers"][1][2]["dw"][:] = -9
    clip.by_value(net, 3.5)
    assert gradients(net) == [3, 0, -3.5, 3.5]


def test_float32_stays(net):
    clip.by_norm(net, 1.0)
    clip.by_value(net, 0.5)
    assert all(inner["dw"].dtype == np.float32 for _, _, inner in net["layers"])


def test_agrees_with_torch(net, torch):
    theirs = [torch.nn.Parameter(torch.zeros(1)) for _ in range(4)]
    for p, g in zip(theirs, gradients(net), strict=True):
        p.grad = torch.tensor([g])
    assert_allclose(float(torch.nn.utils.clip_grad_norm_(theirs, 2.0)), clip.by_norm(net, 2.0))
    assert_allclose([p.grad.item() for p in theirs], gradients(net), rtol=2e-6)
