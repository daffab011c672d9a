"""Problem: what a layer is given at one point of a sweep, and the mistakes to know it by.

Each file of known/ has, for one layer of this project,

    FORMULA     {"out": "out = x @ w + b", "dw": ...}, a line for each thing that can be wrong
    sweep       (draw) -> [At(...), ...]: the plain setting, all sizes unequal, then others
    MISTAKES    [Mistake(...), ...]: the wrong derivations that people are known to write

and the tables of cs231n/ have a Pair for each of that course's pairs of functions.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

RNG = "a generator"  # stands in init's arguments for a np.random.Generator


@dataclass
class At:
    """One point of the sweep of a layer of this project.

    setting says in words what is special there, as "one example"; trait is the word of it in
    traits.py by which a mistake that shows only there is named, "" where nothing is.
    """

    setting: str
    x: np.ndarray | tuple
    init: tuple = ()  # the positional arguments of init
    settings: dict = field(default_factory=dict)  # and those by name
    inputs: dict = field(default_factory=dict)  # what the caller sets: y, mask, index, h0, c0
    state: dict = field(default_factory=dict)  # set too: train, running_mean
    trait: str = ""


@dataclass
class Mistake:
    """A wrong derivation: what it makes of one array, and how to say so.

    wrong(t) returns the array that whoever made the mistake gets for `of`. t has as attributes
    all that the layer was given (x, w, b, stride, y...), dout, and, under their names, what is
    right: t.out, t.dx, t.dw.
    """

    of: str  # what it spoils: "dx", "dw", "out", "running_var"
    name: str  # in a few words: "the variance is taken as a constant"
    says: str  # a sentence that leads to the fix, for a student
    wrong: Callable


@dataclass
class Pair:
    """A forward and its backward under CS231n's names, with a layer of known/ as its kin.

    given, below, is a dict by the names of formulas, in lower case: x, w, b, stride, prev_h.
    """

    forward: str
    backward: tuple[str, ...]  # all that go with this forward, as batchnorm_backward_alt
    args: Callable  # given -> the list of forward's arguments
    gives: tuple[str, ...]  # what forward returns before the cache: ("next_h", "next_c")
    grads: tuple[str, ...]  # what backward returns, in its order: ("dx", "dw", "db")
    reference: Callable  # given -> {"out": ...}, right, and right for complex arrays as well
    sweep: Callable  # draw -> [Point, ...]
    formula: dict
    mistakes: list
    kept: Callable = (
        lambda given: {}
    )  # given -> what forward leaves in a param, as running_mean
    infer: Callable | None = None  # (given, out) -> given, with what the student's file drew


@dataclass
class Point:
    """One point of the sweep of a Pair; backward is false where the course asks for none."""

    setting: str
    given: dict
    trait: str = ""
    backward: bool = True


@dataclass
class Steps:
    """One point of the sweep of an update rule: w, and the gradients of some steps, (S, ...).

    The answer is {"w": w after each step, (S, ...)}, and so is what a Mistake of "w" returns,
    from t.w, t.dw and the settings, defaults included.
    """

    setting: str
    w: np.ndarray
    dw: np.ndarray
    settings: dict = field(default_factory=dict)
    trait: str = ""


@dataclass
class Rule:
    """An update rule under CS231n's names, f(w, dw, config) -> next_w, config."""

    name: str
    config: Callable  # given -> the config of the first step
    reference: Callable  # given -> {"w": w after each step}
    sweep: Callable  # draw -> [Steps, ...], settings by the names of formulas: lr, beta1, eps
    formula: dict
    mistakes: list


class Draw:
    """Draws of one seed: draw(5, 3) is an array of normal numbers."""

    def __init__(self, seed: int):
        self.rng = np.random.default_rng([231, seed])

    def __call__(self, *shape: int) -> np.ndarray:
        """Return normal numbers, none of them within 0.02 of 0, where many slopes jump."""
        x = self.rng.standard_normal(shape)
        return np.where(x < 0, x - 0.02, x + 0.02)

    def apart(self, *shape: int) -> np.ndarray:
        """Return numbers of which no two are within 0.02 of each other, nor of 0."""
        order = self.rng.permutation(int(np.prod(shape))).reshape(shape)
        return (order + 0.5) * 0.05 - 0.025 * order.size + 0.01 * self.rng.random()

    def positive(self, *shape: int) -> np.ndarray:
        """Return numbers of at least 0.5."""
        return 0.5 + abs(self.rng.standard_normal(shape))

    def whole(self, below: int, *shape: int) -> np.ndarray:
        """Return whole numbers 0..below-1."""
        return self.rng.integers(below, size=shape)

    def mask(self, *shape: int) -> np.ndarray:
        """Return trues and falses, at least one of each where there is more than one."""
        on = self.rng.random(shape) < 0.7
        if on.size > 1:
            some, other = self.rng.choice(on.size, 2, replace=False)
            on.flat[some], on.flat[other] = True, False
        return on
