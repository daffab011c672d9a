"""Visitor: functions under CS231n's kind of names that nobody here knows, judged as strangers.

What forward wants is guessed from the names of its arguments; if that fails, nothing is said.
"""

from functools import partial

from diagnose.checking import judge
from diagnose.checking import pair as course
from diagnose.checking.answer import Wrong, value
from diagnose.checking.finding import Finding
from diagnose.checking.problem import Pair, Point
from diagnose.checking.stranger import KIN, numbers

ARRAYS = {  # of forward's, under CS231n's kind of names
    "x": (5, 4), "w": (4, 3), "W": (4, 3), "b": (3,), "gamma": (4,), "beta": (4,),
}  # fmt: skip


def pairs(names: list[str]) -> list[str]:
    """Return the names of forwards that have a backward."""
    return [n for n in names if "forward" in n and partner(n) != n and partner(n) in names]


def partner(name: str) -> str:
    """Return the backward's name of a forward's."""
    return name.replace("forward", "backward")


def losses(names: list[str]) -> list[str]:
    """Return the names that end as CS231n's losses do."""
    return [n for n in names if n.endswith("_loss")]


def pair(name: str, seed: int, worker, item):
    """Yield what is wrong with a forward that returns out, cache, and its backward.

    A loss, f(x, y) -> loss, dx, is a pair in one.
    """
    signature = [n for n, kind, default in worker.loaded["signatures"][name] if not default]
    loss = name.endswith("_loss")
    arrays = [n for n in signature if n in ARRAYS]
    if not arrays or (signature != ["x", "y"] if loss else arrays != signature):
        names = ", ".join(signature)
        says = (
            f"{name}({names}) is not known here, and what to give it cannot be told: of "
            f"arguments only {', '.join(ARRAYS)} have shapes that go without saying."
        )
        yield Finding("unknown arguments", says, function=name, verdict="unchecked")
        return
    targets = ("labels", "numbers") if loss else ("",)
    gives = ("loss",) if loss else ("out",)
    for kind in targets:
        own = stranger(worker, name, arrays, gives, kind)
        questions = course.questions(own, "" if loss else partner(name), seed)
        try:
            questions[0].reference(questions[0].given)
            break
        except Wrong as wrong:
            why = wrong.finding
    else:
        guess = ", ".join(f"{n} {ARRAYS[n]}" for n in arrays)
        says = f"{why.says} It was given {guess}: shapes guessed by the arguments' names."
        yield Finding("unknown arguments", says, "", name, line=why.line, verdict="unchecked")
        return
    for question in questions:
        question.tried = True
    item.settings = len(questions)
    item.notes.append(
        "no function of this name is known: its gradients are held to its own forward"
    )
    yield from judge.through(partial(course.Turn, worker), questions, KIN, seed)


def stranger(worker, name: str, arrays: list, gives: tuple, kind: str) -> Pair:
    """Return the Pair of functions that nobody knows; kind is that of a loss's targets."""
    back = () if kind else (partner(name),)

    def args(given: dict) -> list:
        return [given[n] for n in (*arrays, *(["y"] if kind else []))]

    def answers(given: dict) -> dict:
        worker.follow = False
        reply = worker.call(name, *args(given))
        worker.follow = True
        found = course.several(value(reply, name, ""), (*gives, "the rest"), name, "")
        return {gives[0]: numbers(found[0], name)}

    def target(x, draw) -> dict:
        return {"y": draw.whole(x.shape[1], len(x)) if kind == "labels" else draw(*x.shape)}

    def sweep(draw):
        for N, setting, trait in (
            (5, "all sizes unequal", ""),
            (1, "one example", "one example"),
        ):
            given = {n: draw(*((N, *ARRAYS[n][1:]) if n == "x" else ARRAYS[n])) for n in arrays}
            yield Point(setting, given | (target(given["x"], draw) if kind else {}), trait)

    grads = tuple("d" + n for n in arrays)
    return Pair(name, back, args, gives, grads, answers, sweep, {}, [])
