"""Beside PyTorch: what a layer gives, and what PyTorch gives for the same, in float64."""

import numpy as np
from numpy.testing import assert_allclose
from table import learned

from diagnose.gradcheck import several

EXACTLY = {"rtol": 1e-10, "atol": 1e-13}


def assert_agrees(torch, module, cache: dict, x, reference) -> None:
    """Fail unless out, dx and the gradient of every learned array are those of reference.

    reference does in PyTorch what the layer does. It is given x as a tensor (several, if x is a
    tuple) and every learned array as a tensor under its name in the cache. dout is random.
    """
    inputs = [torch.tensor(a) for a in several(x)]
    weights = {key: torch.tensor(cache[key]) for key in learned(cache)}
    for a in (*inputs, *weights.values()):
        a.requires_grad_(a.is_floating_point())  # an index has no gradient

    out, expected = module.forward(x, cache), several(reference(*inputs, **weights))
    for mine, theirs in zip(several(out), expected, strict=True):
        assert_same(mine, theirs.detach())

    rng = np.random.default_rng(0)
    dout = tuple(np.asarray(rng.standard_normal(np.shape(a))) for a in several(out))
    torch.autograd.backward(expected, [torch.tensor(d) for d in dout])
    dx = module.backward(dout if isinstance(out, tuple) else dout[0][()], cache)
    for mine, theirs in zip(several(dx), inputs, strict=True):
        assert_same(mine, theirs.grad)
    for key, theirs in weights.items():
        assert_same(cache["d" + key], theirs.grad)


def assert_same(mine, theirs) -> None:
    """Compare two arrays, or a gradient that there is not: None."""
    if mine is None or theirs is None:
        assert mine is theirs
    else:
        assert np.shape(mine) == tuple(theirs.shape)
        assert_allclose(mine, theirs, **EXACTLY)
