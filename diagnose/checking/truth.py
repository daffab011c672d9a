"""Truth: what a layer must answer, from a reference that is right, or from its own forward.

A Question is one point of a sweep made ready: what is given, which of it has a gradient, and a
reference from which every entry of every gradient is found by a complex step, for

    L = sum(out * dout)        over all outs, dout drawn at random

as a dout of ones cannot see a softmax's or batchnorm's gradient, which is then 0. The reference
runs here, and the student's file elsewhere. Where a slope jumps, as at a ReLU's 0, the two
one-sided slopes bound what may be answered.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import numpy as np

STEP = 1e-20  # nothing is subtracted, so no digit is lost
WIDE = 1e-6  # of differences; were it wider than ASIDE, a kink near x would be a mistake
ASIDE = 1e-6  # of a one-sided difference, whose error is about this times the curvature


@dataclass
class Question:
    """One point of a sweep, made ready."""

    setting: str
    trait: str
    given: dict  # by the names of formulas; x may be a tuple
    vary: tuple[str, ...]  # names with a gradient: "x", or "x[0]" and "x[1]" of a tuple; "w"
    smooth: tuple[str, ...]  # the outs that L is made of
    reference: Callable  # given -> {"out": ...}, for complex numbers too
    forward: str = "forward"  # the functions of the file
    backward: str = "backward"
    unit: bool = False  # whether dout is 1, as where a loss gives dx at once
    tried: bool = False  # whether the reference is the student's own forward, so not complex
    ask: dict = field(default_factory=dict)  # what only the contract knows

    def special(self, setting: str, trait: str) -> "Question":
        """Return the same question, asked in another way."""
        return replace(self, setting=f"{self.setting}, {setting}", trait=trait)


@dataclass
class Truth:
    """The right answers to a question, and the dout for which the gradients are right."""

    outs: dict
    douts: dict
    grads: dict


def truth(question: Question, rng) -> Truth:
    """Return the right outs and gradients, for douts drawn from rng; tried ones are kept."""
    if "truth" in question.ask:
        return question.ask["truth"]
    outs = question.reference(question.given)
    draw = np.ones if question.unit else rng.standard_normal
    douts = {name: np.asarray(draw(np.shape(outs[name]))) for name in question.smooth}
    if question.trait in ("kink", "ties"):  # with one sign, what one number gets has two bounds
        douts = {name: abs(dout) for name, dout in douts.items()}
    grads = {"d" + name: slopes(question, name, douts) for name in question.vary}
    if question.tried:
        question.ask["truth"] = Truth(outs, douts, grads)
    return Truth(outs, douts, grads)


def slopes(question: Question, name: str, douts: dict) -> np.ndarray:
    """Return dL/d(name), entry by entry."""
    if question.tried:
        return differences(question, name, douts)
    given = question.given
    for other in question.vary:  # all alike: some layers add in place
        given = replaced(given, other, np.asarray(part(given, other)).astype(complex))
    x = part(given, name)
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        moved = x.copy()
        moved[i] += 1j * STEP
        with np.errstate(all="ignore"):
            outs = question.reference(replaced(given, name, moved))
            dx[i] = loss(outs, douts).imag / STEP
        if not np.isfinite(
            dx[i]
        ):  # exp of a large complex number, where that of a real one is 0
            direction = np.zeros(x.shape)
            direction[i] = 1
            dx[i] = np.mean(sides(question, name, direction, douts))
    return dx


def differences(question: Question, name: str, douts: dict) -> np.ndarray:
    """Return the same by differences, of two steps whose errors cancel: good to about 1e-9."""
    x = np.asarray(part(question.given, name))
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        slopes = []
        for h in (WIDE, WIDE / 2):
            apart = []
            for side in (h, -h):
                moved = x.copy()
                moved[i] += side
                outs = question.reference(replaced(question.given, name, moved))
                apart.append(float(loss(outs, douts)))
            slopes.append((apart[0] - apart[1]) / (2 * h))
        dx[i] = (4 * slopes[1] - slopes[0]) / 3  # Richardson's: the h^2 of both is gone
    return dx


def loss(outs: dict, douts: dict):
    """Return L."""
    return sum(np.sum(outs[key] * dout) for key, dout in douts.items())


def sides(question: Question, name: str, direction: np.ndarray, douts: dict):
    """Return the slopes of L along a direction from below and from above."""
    x = np.asarray(part(question.given, name), np.float64)
    below, here, above = (
        loss(question.reference(replaced(question.given, name, x + h * direction)), douts)
        for h in (-ASIDE, 0, ASIDE)
    )
    return sorted((float(here - below) / ASIDE, float(above - here) / ASIDE))


def at_a_kink(question: Question, name: str, grads: dict, wrong, douts: dict) -> bool:
    """Return whether all wrong entries of a gradient are slopes that a kink allows.

    Each must lie between its two one-sided slopes, and these must differ. At ties the tied
    numbers may share a gradient, and may not all have the whole.
    """
    theirs = grads["d" + name]
    for i in zip(*np.nonzero(wrong), strict=True):
        direction = np.zeros(np.shape(theirs))
        direction[i] = 1
        low, high = sides(question, name, direction, douts)
        if high - low < 1e-4 or not low - 1e-4 <= theirs[i] <= high + 1e-4:
            return False
    return question.trait != "ties" or paid_once(question, grads, douts)


def paid_once(question: Question, grads: dict, douts: dict) -> bool:
    """Return whether all gradients together are the slope when every number moves as one.

    Moved so, what ties goes on to tie, and the slope is that of one of them.
    """
    moved = []
    for h in (-ASIDE, ASIDE):
        given = question.given
        for name in question.vary:
            given = replaced(given, name, np.asarray(part(given, name), np.float64) + h)
        moved.append(float(loss(question.reference(given), douts)))
    total = sum(float(np.sum(grads["d" + name])) for name in question.vary)
    return abs((moved[1] - moved[0]) / (2 * ASIDE) - total) < 1e-4


def part(given: dict, name: str):
    """Return what is called name, of which "x[1]" is a part of a tuple."""
    name, bracket, rest = name.partition("[")
    return given[name][int(rest[:-1])] if bracket else given[name]


def replaced(given: dict, name: str, value) -> dict:
    """Return given with value in the place of what is called name."""
    name, bracket, rest = name.partition("[")
    if bracket:
        parts = list(given[name])
        parts[int(rest[:-1])] = value
        value = tuple(parts)
    return given | {name: value}


def view(question: Question, right: Truth) -> SimpleNamespace:
    """Return what a Mistake reads: what is right, dout, and all that was given, by name.

    running_mean and the like are those of before the call, as they were given.
    """
    names = right.outs | right.grads
    seen = {name.replace("[", "").replace("]", ""): value for name, value in names.items()}
    if "dx[0]" in right.grads or "dx[1]" in right.grads:
        seen["dx"] = tuple(v for name, v in right.grads.items() if name.startswith("dx["))
    douts = tuple(right.douts.values())
    seen |= {"dout": douts[0] if len(douts) == 1 else douts, "douts": right.douts}
    return SimpleNamespace(**seen | question.given)
