"""Schedules at their ends, and beside PyTorch's over 100 steps."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from optim import schedules

STEPS = 100
BOTH = {
    "step": (
        schedules.step(0.1, every=7, factor=0.3),
        lambda lr, optimizer: lr.StepLR(optimizer, 7, 0.3),
    ),
    "exponential": (
        schedules.exponential(0.1, factor=0.97),
        lambda lr, optimizer: lr.ExponentialLR(optimizer, 0.97),
    ),
    "cosine": (
        schedules.cosine(0.1, STEPS, low=0.01),
        lambda lr, optimizer: lr.CosineAnnealingLR(optimizer, STEPS, 0.01),
    ),
    "one_cycle": (
        schedules.one_cycle(0.1, STEPS),
        lambda lr, optimizer: lr.OneCycleLR(
            optimizer, 0.1, total_steps=STEPS, cycle_momentum=False
        ),
    ),
    "warmed": (
        schedules.warmed(schedules.constant(0.1), 9),
        lambda lr, optimizer: lr.LinearLR(optimizer, 1 / 10, 1, 9),
    ),
}


@pytest.mark.parametrize("name", BOTH)
def test_agrees_with_torch(name, torch):
    ours, theirs = BOTH[name]
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    scheduler = theirs(torch.optim.lr_scheduler, optimizer)
    expected = []
    for _ in range(STEPS):
        expected.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    assert_allclose([ours(t) for t in range(STEPS)], expected, rtol=1e-12, atol=1e-17)


def test_cosine_is_halfway_in_the_middle_and_stays_low_after_its_end():
    rate = schedules.cosine(1.0, 10, low=0.2)
    assert_allclose([rate(0), rate(5), rate(10), rate(11)], [1, 0.6, 0.2, 0.2])


def test_one_cycle_rises_once_and_falls_once():
    rates = [schedules.one_cycle(1.0, 50)(t) for t in range(50)]
    top = int(np.argmax(rates))
    assert rates[top] == 1.0
    assert (np.diff(rates[: top + 1]) > 0).all() and (np.diff(rates[top:]) < 0).all()


def test_warming_up_ends_where_the_schedule_begins():
    rate = schedules.warmed(schedules.step(1.0, every=2, factor=0.5), 4)
    assert_allclose([rate(t) for t in range(7)], [0.2, 0.4, 0.6, 0.8, 1, 1, 0.5])


@pytest.mark.parametrize(
    "make, said",
    [
        (lambda: schedules.step(0.1, every=0), "every=0"),
        (lambda: schedules.exponential(0.1, factor=1.1), "factor=1.1"),
        (lambda: schedules.cosine(0.1, 10, low=0.2), "low=0.2"),
        (lambda: schedules.one_cycle(0.1, 10, rise=1), "rise=1"),
        (lambda: schedules.warmed(schedules.constant(0.1), -1), "steps=-1"),
    ],
)
def test_a_setting_out_of_range_is_named(make, said):
    with pytest.raises(ValueError, match=said):
        make()
