"""Stranger: a layer that nobody here knows, judged by its own forward.

What init and forward want is guessed from the names of their arguments, and by trying. The
truth is then found by differences through the file's own forward, so that a mistake in it
cannot be seen; whether backward is its derivative can.
"""

import itertools
from functools import partial
from types import SimpleNamespace

import numpy as np

from diagnose.checking import judge
from diagnose.checking import layer as ours
from diagnose.checking import pair as course
from diagnose.checking import rule as rules
from diagnose.checking.answer import Wrong, value
from diagnose.checking.finding import Finding
from diagnose.checking.message import Slot
from diagnose.checking.problem import RNG, At, Draw, Pair, Point, Steps
from diagnose.checking.truth import Question

KIN = SimpleNamespace(FORMULA={}, MISTAKES=[])
SIZES = {  # of init's arguments, by the names that this project gives them
    "D": 3, "M": 4, "C": 4, "F": 3, "H": 4, "HH": 2, "WW": 2, "K": 3, "V": 5, "T": 5, "G": 2,
    "heads": 2, "groups": 2, "n": 2, "keep": 0.7,
}  # fmt: skip
ARRAYS = {  # of forward's, under CS231n's kind of names
    "x": (5, 4), "w": (4, 3), "b": (3,), "W": (4, 3), "gamma": (4,), "beta": (4,),
    "scale": (4,), "shift": (4,), "alpha": (), "scores": (5, 4), "a": (5, 4), "z": (5, 4),
}  # fmt: skip
SHAPES = [(5, 3), (5, 4), (2, 5, 3), (2, 5, 4), (2, 4, 3, 4), (2, 3, 3, 4), (5,)]
MORE = [(1, 3), (1, 4), (2, 5, 3), (3, 4), (1, 4, 4, 3), (4, 2, 3)]


def layer(shape, sizes, seed: int, worker, item):
    """Yield what is wrong with a file of init, forward and backward; shape is of x, if told."""
    draw = Draw(seed)
    args = sizes if sizes is not None else guessed(worker.loaded["signatures"]["init"])
    shapes = [shape] if shape else SHAPES
    plain = None
    for candidate, inputs in itertools.product(shapes, wants(draw)):
        for x in (draw(*candidate),) if plain is None else ():
            at = At(f"x of {candidate}", x, args, inputs=inputs(candidate))
            plain = asked(worker, at, draw)
            kind = inputs
    if plain is None:
        tried = ", ".join(map(str, shapes))
        yield Finding(
            "no x found",
            f"forward took no x that was tried, of shapes {tried}, with init{args}: tell "
            "them with --shape and --sizes, or the layer that it should be with --like.",
            function="forward", verdict="unchecked",
        )  # fmt: skip
        return
    questions = [plain]
    for candidate in [] if shape else MORE:
        trait = "one example" if candidate[0] == 1 else "more axes"
        at = At(
            f"x of {candidate}", draw(*candidate), args, inputs=kind(candidate), trait=trait
        )
        questions += filter(None, [asked(worker, at, draw)])
    item.settings = len(questions)
    item.notes.append(
        "no layer of this name is known: its gradients are held to its own forward"
    )
    yield from judge.through(partial(ours.Turn, worker), questions, KIN, seed)


def guessed(signature: list) -> tuple:
    """Return the positional arguments of an init without defaults."""
    places = [
        n for n, kind, default in signature if kind == "POSITIONAL_OR_KEYWORD" and not default
    ]
    return tuple(RNG if "rng" in n or "generator" in n else SIZES.get(n, 3) for n in places)


def wants(draw):
    """Yield functions of x's shape that give what a caller may have to set: nothing, or y."""
    yield lambda shape: {}
    yield lambda shape: {"y": draw.whole(shape[-1], *shape[:-1])}
    yield lambda shape: {"y": draw(*shape)}


def asked(worker, at: At, draw) -> Question | None:
    """Return the question of a point, answered by the file's own forward; None if it fails."""
    turn = ours.Turn(worker, Question(at.setting, at.trait, {"x": at.x}, (), ("out",), None))
    turn.question.ask = {"at": at, "learned": {}}
    try:
        cache = turn.start()
        reply = worker.call("forward", at.x, Slot("cache"))
        out = value(reply, "forward", at.setting)
    except Wrong:
        return None
    if not isinstance(out, np.ndarray | np.generic | float):
        return None
    learned = {
        key: draw(*a.shape)
        for key, a in cache.items()
        if isinstance(a, np.ndarray) and "d" + key in cache
    }

    def answers(given: dict) -> dict:
        mine = ours.Turn(worker, question, slot="own")
        mine.start()
        mine.put({key: given[key] for key in learned})
        reply = worker.call("forward", given["x"], Slot("own"))
        return {"out": np.asarray(value(reply, "forward", at.setting), np.float64)}

    ask = {"at": at, "learned": learned, "alike": (at.init, sorted(at.inputs))}
    vary = ("x", *learned)
    given = {"x": at.x} | learned | at.inputs
    question = Question(
        at.setting, at.trait, given, vary, ("out",), answers, ask=ask, tried=True
    )
    return question


def pairs(names: list[str]) -> list[str]:
    """Return the names of forwards that have a backward."""
    return [n for n in names if "forward" in n and partner(n) != n and partner(n) in names]


def partner(name: str) -> str:
    """Return the backward's name of a forward's."""
    return name.replace("forward", "backward")


def pair(name: str, seed: int, worker, item):
    """Yield what is wrong with a forward that returns out, cache, and its backward."""
    signature = [n for n, kind, default in worker.loaded["signatures"][name] if not default]
    arrays = [n for n in signature if n in ARRAYS]
    if len(arrays) != len(signature) or not arrays:
        names = ", ".join(signature)
        says = (
            f"{name}({names}) is no function that is known, and what to give it cannot be told."
        )
        yield Finding("unknown arguments", says, function=name, verdict="unchecked")
        return

    def answers(given: dict) -> dict:
        reply = worker.call(name, *(given[n] for n in arrays))
        found = course.several(value(reply, name, ""), ("out", "cache"), name, "")
        return {"out": np.asarray(found[0], np.float64)}

    def sweep(draw):
        yield Point("all sizes unequal", {n: draw(*ARRAYS[n]) for n in arrays})
        one = {
            n: draw(
                *((1, *ARRAYS[n][1:]) if len(ARRAYS[n]) == 2 and n not in "wW" else ARRAYS[n])
            )
            for n in arrays
        }
        yield Point("one example", one, "one example")

    back = partner(name)
    grads = tuple("d" + n for n in arrays)
    own = Pair(
        name, (back,), lambda g: [g[n] for n in arrays], ("out",), grads, answers, sweep, {}, []
    )
    questions = course.questions(own, back, seed)
    for question in questions:
        question.tried = True
    item.settings = len(questions)
    item.notes.append(
        "no function of this name is known: its gradients are held to its own forward"
    )
    yield from judge.through(partial(course.Turn, worker), questions, KIN, seed)


def rule(name: str, seed: int, worker, item):
    """Yield what is wrong with init and update of a rule whose steps nobody here knows."""
    draw = Draw(seed)
    steps = Steps("three steps", draw(3, 4), draw(3, 3, 4), {"lr": 0.1})
    question = rules.question(steps, lambda given: {}, {}, "update")
    for dtype in ("float64", "float32"):
        _, flaws = rules.of_ours(worker, question, dtype)
        yield from flaws
    says = (
        f"No rule of the name {name} is known, so where its steps should lead cannot be told; "
        "it "
        "moves w in place, and leaves dw as it was. Name the rule that it should be with "
        "--like."
    )
    yield Finding("unknown rule", says, function="update", verdict="unchecked")
