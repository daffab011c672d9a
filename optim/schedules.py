"""Schedules: the learning rate as a function of the step, 0 for the first, for fit's lr.

    fit(..., lr=schedules.cosine(1e-3, steps=epochs * steps_an_epoch))

    constant       lr
    step           lr factor^floor(t / every)
    exponential    lr factor^t
    cosine         low + (lr - low) (1 + cos(pi t / steps)) / 2, and low from then on
    one_cycle      up from lr/25 to lr over the first share rise of the steps, then down to
                   lr/250,000; both ways half a cosine
    warmed         any of them, after a straight line from near 0 up to where it starts

A large rate gets far and never settles; falling late in training lets a net settle in the
minimum that it has found. Warming up keeps the first steps small, when Adam's averages have
seen next to nothing and deep nets are at their least stable.

Source
    cosine: Loshchilov and Hutter (2017), eq. 5, without restarts, arXiv:1608.03983. one_cycle:
    Smith and Topin (2018), arXiv:1708.07120. They agree with PyTorch's StepLR, ExponentialLR,
    CosineAnnealingLR (up to its T_max; it rises again from there) and OneCycleLR without
    momentum, each stepped once a minibatch.
"""

import math


def constant(lr: float):
    """Return t -> lr."""
    return lambda t: lr


def step(lr: float, *, every: int, factor=0.1):
    """Return t -> lr, times factor after every so many steps."""
    fine = every >= 1 and 0 < factor <= 1
    refuse_unless(fine, f"every >= 1, 0 < factor <= 1; not {every=}, {factor=}")
    return lambda t: lr * factor ** (t // every)


def exponential(lr: float, *, factor: float):
    """Return t -> lr, times factor after each step."""
    refuse_unless(0 < factor <= 1, f"0 < factor <= 1; not {factor=}")
    return lambda t: lr * factor**t


def cosine(lr: float, steps: int, *, low=0.0):
    """Return t -> from lr down to low at t = steps, along half a cosine."""
    refuse_unless(
        steps >= 1 and 0 <= low <= lr, f"steps >= 1, 0 <= low <= lr; not {steps=}, {low=}"
    )
    return lambda t: half_cosine(lr, low, t / steps)


def one_cycle(lr: float, steps: int, *, rise=0.3):
    """Return t -> up to lr over the share rise of the steps, then down to near 0."""
    fine = steps >= 2 and 0 < rise < 1
    refuse_unless(fine, f"steps >= 2, 0 < rise < 1; not {steps=}, {rise=}")
    start, end = lr / 25, lr / 25e4
    top = max(rise * steps - 1, 1e-9)  # PyTorch's: the rise ends a step before its share

    def rate(t):
        if t <= top:
            return half_cosine(start, lr, t / top)
        return half_cosine(lr, end, (t - top) / (steps - 1 - top))

    return rate


def warmed(schedule, steps: int):
    """Return t -> the schedule from step `steps` on, before it up to its first rate."""
    refuse_unless(steps >= 0, f"steps >= 0; not {steps=}")
    return lambda t: schedule(0) * (t + 1) / (steps + 1) if t < steps else schedule(t - steps)


def half_cosine(start: float, end: float, share: float) -> float:
    """Return what lies between start and end: start for share 0, and end from 1 on."""
    return end + (start - end) * (1 + math.cos(math.pi * min(share, 1))) / 2


def refuse_unless(fine: bool, rule: str) -> None:
    """Raise ValueError with the rule that a schedule's settings break."""
    if not fine:
        raise ValueError(f"a schedule needs {rule}")
