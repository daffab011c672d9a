"""Pair: a forward and its backward under CS231n's names, asked as the course does.

A loss is a pair in one function, which returns its value and dx together.
"""

import itertools
from dataclasses import dataclass, field

import numpy as np

from arrays.message import Slot
from diagnose.checking.answer import Wrong, array, untouched, value
from diagnose.checking.finding import Finding, same
from diagnose.checking.problem import Draw, Pair
from diagnose.checking.truth import Question


def questions(pair: Pair, backward: str, seed: int) -> list[Question]:
    """Return the sweep of a pair; backward is one of its names, or "" for forward alone."""
    return [question(pair, backward, point) for point in pair.sweep(Draw(seed))]


def question(pair: Pair, backward: str, point) -> Question:
    """Return one point of the sweep with its reference bound to it."""

    def answers(given: dict) -> dict:
        return pair.reference(given) | pair.kept(given)

    ask = {
        "pair": pair,
        "one way": not point.backward or bool(pair.backward) and not backward,
        "alike": None,  # as any two calls may come in turn
    }
    return Question(
        point.setting,
        point.trait,
        point.given,
        tuple(name[1:] for name in pair.grads),
        pair.gives,
        answers,
        pair.forward,
        backward or pair.forward,
        unit=not pair.backward,
        ask=ask,
    )


@dataclass
class Turn:
    """One call of forward and those of backward on its cache."""

    worker: object
    question: Question
    memory: str = ""  # how arrays lie that are sent: "strided", "fortran", or side by side
    slot: str = "cache"
    flaws: list = field(default_factory=list)
    dx: object = None  # of a loss, which gives it at once
    gave: tuple = ()  # what forward returned before the cache
    reuses = False

    @property
    def one_way(self) -> bool:
        """Whether forward alone is asked."""
        return self.question.ask["one way"]

    def start(self) -> None:
        """Nothing comes before forward."""

    def worn(self, v):
        """Return v as it is sent."""
        return {self.memory: v} if self.memory and isinstance(v, np.ndarray) and v.ndim else v

    def forward(self, right: dict) -> dict:
        """Return what forward returns, and leaves in its parameters, by name. Raises Wrong."""
        pair, name, setting = (
            self.question.ask["pair"],
            self.question.forward,
            self.question.setting,
        )
        args = pair.args(self.question.given)
        loss = not pair.backward
        reply = self.worker.call(
            name,
            *map(self.worn, args),
            keep=None if loss else self.slot,
            last=True,
            watch=self.slot,
        )
        gives = (*pair.gives, *pair.grads) if loss else (*pair.gives, "cache")
        found = several(value(reply, name, setting), gives, name, setting)
        self.gave = found[: len(pair.gives)]
        if loss:
            (self.dx,) = found[len(pair.gives) :]
        kept = reply["after"][-1]
        answers = {}
        for of, like in right.items():
            a = found[gives.index(of)] if of in gives else None
            if of not in gives:
                a = kept.get(of) if isinstance(kept, dict) else None
            answers[of] = array(a, of, like, name, setting)
        self.flaws = list(self.changes(args, reply["after"], name))
        return answers

    def backward(self, douts: dict, right: dict) -> dict:
        """Return the gradients by name. Raises Wrong."""
        pair, name, setting = (
            self.question.ask["pair"],
            self.question.backward,
            self.question.setting,
        )
        if not pair.backward:
            found, self.flaws = (self.dx,), []
        else:
            sent = list(douts.values())
            reply = self.worker.call(
                name, *map(self.worn, sent), Slot(self.slot), held=self.slot
            )
            found = several(value(reply, name, setting), pair.grads, name, setting)
            self.flaws = [
                *self.changes(sent, reply["after"], name),
                *self.changes(
                    pair.args(self.question.given), reply["held"], name, self.question.forward
                ),
                *untouched(self.gave, outs_of(reply["gave"]), "out", name, setting),
            ]
        self.refuse_order(found, right)
        grads = zip(pair.grads, found, strict=True)
        return {of: array(a, of, right[of], name, setting) for of, a in grads}

    def refuse_order(self, found: tuple, right: dict) -> None:
        """Raise Wrong if what is returned is right, and in another order."""
        wanted = self.question.ask["pair"].grads
        if any(np.asarray(a).dtype.kind not in "biuf" for a in found):
            return
        for order in itertools.permutations(wanted):
            if all(same(a, right[of]) for a, of in zip(found, order, strict=True)):
                if order == wanted:
                    return
                name, setting = self.question.backward, self.question.setting
                says = (
                    f"{name} returns {', '.join(order)}, and should return {', '.join(wanted)}."
                )
                raise Wrong(Finding("returned in another order", says, "", name, setting))

    def changes(self, sent: list, after: list, function: str, given_to=""):
        """Yield a Finding for each argument that was written to; running averages may be."""
        signature = self.worker.loaded["signatures"].get(given_to or function) or []
        names = [n for n, *_ in signature]
        for i, (a, b) in enumerate(zip(sent, after, strict=False)):
            name = names[i] if i < len(names) else f"argument {i}"
            if isinstance(a, dict) and isinstance(b, dict):
                for key in a:
                    if not key.startswith("running_") and not equal(a[key], b.get(key)):
                        says = (
                            f'{function} changes {name}["{key}"], which belongs to its caller.'
                        )
                        yield Finding(
                            f"{name} is written to", says, name, function, self.question.setting
                        )
            elif not self.memory:
                yield from untouched(a, b, name, function, self.question.setting)


def outs_of(gave) -> tuple:
    """Return what forward gave before its cache."""
    return tuple(gave[:-1]) if isinstance(gave, tuple | list) else ()


def equal(a, b) -> bool:
    return type(a) is type(b) and bool(np.all(a == b))


def several(found, names: tuple, function: str, setting: str) -> tuple:
    """Return the values of a tuple that should have these names; of one, without a tuple."""
    if len(names) == 1 and not isinstance(found, tuple | list):
        return (found,)
    wanted = ", ".join(names)
    if found is None or isinstance(found, tuple | list) and all(a is None for a in found):
        says = f"{function} returns None: it is not written yet; it should return {wanted}."
        raise Wrong(Finding("not written", says, function=function, verdict="unchecked"))
    if not isinstance(found, tuple | list) or len(found) != len(names):
        what = f"{len(found)} values" if isinstance(found, tuple | list) else "one value"
        says = f"{function} returns {what}, and should return {wanted}."
        raise Wrong(Finding("other values returned", says, function=function, setting=setting))
    return tuple(found)
