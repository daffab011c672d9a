"""Stranger: a layer that nobody here knows, judged by its own forward.

What init and forward want is guessed from the names of their arguments, and by trying. The
truth is then found by differences through the file's own forward, so that a mistake in it
cannot be seen; whether backward is its derivative can.
"""

import itertools
from functools import partial
from types import SimpleNamespace

import numpy as np

from arrays.message import Slot
from diagnose.checking import judge
from diagnose.checking import layer as ours
from diagnose.checking import rule as rules
from diagnose.checking.answer import Wrong, value
from diagnose.checking.finding import Finding, same
from diagnose.checking.problem import RNG, At, Draw, Steps
from diagnose.checking.truth import Question

KIN = SimpleNamespace(FORMULA={}, MISTAKES=[])
SIZES = {  # of init's arguments, by the names that this project gives them
    "D": 3, "M": 4, "C": 4, "F": 3, "H": 4, "HH": 2, "WW": 2, "K": 3, "V": 5, "T": 5, "G": 2,
    "heads": 2, "groups": 2, "n": 2, "keep": 0.7,
}  # fmt: skip
SHAPES = [(5, 3), (5, 4), (2, 5, 3), (2, 5, 4), (2, 4, 3, 4), (2, 3, 3, 4), (5,)]
MORE = [(1, 3), (1, 4), (4, 3), (3, 4), (3, 2, 3), (1, 4, 4), (1, 4, 4, 3), (3, 3, 2, 2)]


def layer(shape, sizes, seed: int, worker, item):
    """Yield what is wrong with a file of init, forward and backward; shape is of x, if told."""
    draw = Draw(seed)
    args = guessed(worker.loaded["signatures"]["init"], sizes)
    plain, why = None, ""
    for size, many, inputs in itertools.product(
        [shape] if shape else SHAPES, (1, 2), wants(draw)
    ):
        try:
            plain = asked(worker, point(size, many, args, inputs, draw), draw)
            break
        except Wrong as wrong:
            why = why or wrong.finding.says
    if plain is None:
        called = ", ".join("rng" if a is RNG else str(a) for a in args)
        says = (
            f"No x that was tried is taken, after init({called}): {why} Tell sizes and x's "
            "shape with --sizes and --shape, or the layer that it should be with --like."
        )
        yield Finding("no x found", says, function="forward", verdict="unchecked")
        return
    questions = [plain]
    for other in MORE if not shape else ():
        if len(other) == len(size):
            try:
                questions.append(asked(worker, point(other, many, args, inputs, draw), draw))
            except Wrong as wrong:  # often of another size than init was told
                if other[1:] == size[1:]:
                    item.notes.append(f"not judged: x of {other}, as {wrong}")
    item.settings = len(questions)
    item.notes.append(
        "no layer of this name is known: its gradients are held to its own forward"
    )
    if differs(worker, plain):
        says = 'forward gives another out each time it is called: draw from cache["rng"] alone.'
        yield Finding(
            "draws of another generator", says, function="forward", verdict="unchecked"
        )
        return
    yield from judge.through(partial(ours.Turn, worker), questions, KIN, seed)


def guessed(signature: list, sizes=None) -> tuple:
    """Return init's positional arguments without defaults; sizes fill what is no rng."""
    told = list(sizes or ())
    places = [
        n for n, kind, default in signature if kind.startswith("POSITIONAL") and not default
    ]
    if told and len(told) > sum(
        "rng" not in n for n in places
    ):  # for arguments with a default too
        places = [n for n, kind, _ in signature if kind.startswith("POSITIONAL")]
    return tuple(
        RNG if "rng" in n or "generator" in n else told.pop(0) if told else SIZES.get(n, 3)
        for n in places
    )


def wants(draw):
    """Yield functions of x's shape that give what a caller may have to set: nothing, or y."""
    yield lambda shape: {}
    yield lambda shape: {"y": draw.whole(shape[-1], *shape[:-1])}
    yield lambda shape: {"y": draw(*shape)}


def point(shape: tuple, many: int, args: tuple, inputs, draw) -> At:
    """Return a point with one x, or with several of one shape."""
    x = draw(*shape) if many == 1 else tuple(draw(*shape) for _ in range(many))
    said = f"x of {shape}" if many == 1 else f"{many} inputs of {shape}"
    return At(said, x, args, inputs=inputs(shape), trait="one example" if shape[0] == 1 else "")


def asked(worker, at: At, draw) -> Question:
    """Return the question of a point, answered by the file's own forward. Raises Wrong."""
    several = isinstance(at.x, tuple)
    turn = ours.Turn(worker, Question(at.setting, at.trait, {"x": at.x}, (), ("out",), None))
    turn.question.ask = {"at": at, "learned": {}}
    cache = turn.start()
    outs = [
        value(worker.call("forward", at.x, Slot("cache")), "forward", at.setting) for _ in "ab"
    ]
    out, again = (numbers(a, "forward") for a in outs)
    told = worker.call("backward", np.ones(np.shape(out)), Slot("cache"))
    dx, cache = told.get("value"), cache | ours.cache_of(told)
    if isinstance(dx, tuple) and not several:
        raise Wrong(Finding("several", "backward returns a tuple, as of several inputs."))
    learned = {
        key: draw(*a.shape)
        for key, a in cache.items()
        if isinstance(a, np.ndarray) and "d" + key in cache
    }

    def answers(given: dict) -> dict:
        worker.follow = False  # thousands of calls, of which no line is asked
        mine = ours.Turn(worker, question, slot="own")
        mine.start()
        mine.put({key: given[key] for key in learned})
        reply = worker.call("forward", given["x"], Slot("own"))
        worker.follow = True
        return {"out": numbers(value(reply, "forward", at.setting), "forward")}

    draws = not same(again, out)  # each call anew, from a generator in the cache
    ask = {"at": at, "learned": learned, "alike": (at.init, sorted(at.inputs)), "draws": draws}
    vary = ("x[0]", "x[1]") if several else ("x",)
    given = {"x": at.x} | learned | at.inputs
    question = Question(
        at.setting, at.trait, given, (*vary, *learned), ("out",), answers, ask=ask, tried=True
    )
    return question


def numbers(out, function: str) -> np.ndarray:
    """Return out in float64. Raises Wrong if no gradient can be held to it."""
    if not isinstance(out, np.ndarray | np.generic | float) or np.iscomplexobj(out):
        says = f"{function} returns no real array."
        raise Wrong(Finding("not an array", says, "out", function, verdict="unchecked"))
    if not np.isfinite(out).all():
        says = (
            f"{function} of normal numbers is not finite, and no gradient can be held to that."
        )
        raise Wrong(Finding("not finite", says, "out", function, verdict="unchecked"))
    return np.asarray(out, np.float64)


def differs(worker, question: Question) -> bool:
    """Return whether two caches made alike give two answers."""
    outs = [question.reference(question.given)["out"] for _ in range(2)]
    return not same(*outs)


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
