"""Update rules beside PyTorch's, step for step, down one quadratic bowl in float64."""

import numpy as np
from numpy.testing import assert_allclose


def assert_steps_agree(torch, rule, settings: dict, theirs, their_settings: dict) -> None:
    """Fail unless after each of 100 steps from one start both are at the same place."""
    rng = np.random.default_rng(231)
    w, centre = rng.standard_normal((2, 4, 3))
    curve = rng.uniform(0.1, 10, (4, 3))
    p = torch.tensor(w, requires_grad=True)
    state, optimizer = rule.init(w, **settings), theirs([p], **their_settings)
    for _ in range(100):
        p.grad = torch.tensor(curve) * (p.detach() - torch.tensor(centre))
        optimizer.step()
        rule.update(w, curve * (w - centre), state)
        assert_allclose(w, p.detach(), rtol=1e-10, atol=1e-12)
