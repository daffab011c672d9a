"""Rule: an update rule under either contract, asked for several steps in a row.

The answer is w after each step. What is named by generic.py are the steps themselves, the
differences of w: a sign or a factor stands in these.
"""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from arrays.message import Slot
from diagnose.checking import naming
from diagnose.checking.answer import Wrong, array, untouched, value
from diagnose.checking.finding import CLOSE, Finding, differ
from diagnose.checking.judge import COARSE, LEFT, caught
from diagnose.checking.pair import several
from diagnose.checking.problem import Draw
from diagnose.checking.signature import accepts
from diagnose.checking.truth import Question, Truth

LATER = 2  # steps, after which a setting may change
AGAIN = "two arrays in turn"
FUNCTIONS = {"init": "(w, ...)", "update": "(w, dw, state)"}


def ours(reference, known, seed: int) -> list[Question]:
    """Return the sweep of a rule of this project; reference is its module."""

    def answers(given: dict) -> dict:
        w, settings = given["w"].copy(), given["settings"]
        state, after = reference.init(w, **settings), []
        for t, dw in enumerate(given["dw"]):
            if t == LATER:
                state |= given["later"]
            reference.update(w, dw, state)
            after.append(w.copy())
        return {"w": np.array(after)}

    def defaults(steps) -> dict:
        state = reference.init(steps.w, **steps.settings)
        return {k: v for k, v in state.items() if isinstance(v, int | float)}

    asked = [question(s, answers, defaults(s), "update") for s in known.sweep(Draw(seed))]
    slower = asked[0].special(f"lr halved after {LATER} steps", "rate changed")
    slower.given = asked[0].given | {"later": {"lr": asked[0].given["lr"] / 2}}
    return [*asked, slower]


def theirs(rule, seed: int) -> list[Question]:
    """Return the sweep of a rule under CS231n's name."""
    return [question(s, rule.reference, {}, rule.name) for s in rule.sweep(Draw(seed))]


def question(steps, answers, defaults: dict, function: str) -> Question:
    """Return one point of the sweep; settings stand in given by name, and together."""
    given = {"w": steps.w, "dw": steps.dw, "settings": steps.settings, "later": {}}
    given |= defaults | steps.settings
    return Question(steps.setting, steps.trait, given, (), (), answers, function, function)


def through(worker, questions: list[Question], known, steps):
    """Yield what is wrong; steps(worker, question, dtype) gives w after each, and flaws."""
    plain = True
    for i, asked in enumerate(questions):
        found = list(caught(at_one(worker, asked, known, plain and i > 0, steps)))
        found = [f.unless_plain(i == 0) for f in found]
        yield from found
        if i == 0:
            plain = not found
            narrow = asked.special("float32", "float32")
            if plain:
                yield from caught(again(worker, questions, steps))
                yield from caught(at_one(worker, narrow, known, True, steps, "float32", COARSE))


def at_one(worker, asked: Question, known, plain: bool, steps, dtype="float64", close=CLOSE):
    """Yield what is wrong with some steps of one w."""
    right = Truth(asked.reference(asked.given), {}, {})
    answered, flaws = steps(worker, asked, dtype)
    yield from flaws
    w = answered["w"]
    if not differ(w, right.outs["w"], close).any():
        return
    wrongs = {"w": (np.asarray(w, np.float64), right.outs["w"])}
    if np.array_equal(w, np.broadcast_to(asked.given["w"], w.shape)):
        yield Finding("w is not moved", UNMOVED, "w", asked.forward, asked.setting)
        return
    recognized = list(naming.recognized(asked, Truth({}, {}, {}), wrongs, known.MISTAKES))
    for of, mistake in recognized:
        yield naming.exactly(asked, right, wrongs, of, mistake, known)
    if not recognized:
        start = asked.given["w"][None]
        moves = [np.diff(a, axis=0, prepend=start) for a in wrongs["w"]]
        as_steps = Truth({"step": moves[1]}, {}, {})
        known = SimpleNamespace(FORMULA={"step": known.FORMULA.get("w", "")}, MISTAKES=[])
        yield from naming.named(asked, as_steps, {"step": tuple(moves)}, known, plain)


UNMOVED = (
    "w is what it was before the steps: w = w - ... makes another array of that name, and the "
    "caller's w never hears of it. Write w -= ..., or w[...] = ...."
)


def again(worker, questions: list[Question], steps):
    """Yield a Finding if the steps of one w change when another w has been moved in between."""
    first, second = replace(questions[0], setting=AGAIN), questions[1]
    steps(worker, second, "float64")
    once, flaws = steps(worker, first, "float64")
    yield from flaws
    true = first.reference(first.given)["w"]
    if differ(once["w"], true, CLOSE).any():
        says = (
            "After another array was moved, the steps of this one are wrong: something is kept "
            "outside of the state, where all arrays share it."
        )
        answered = np.asarray(once["w"], float)
        yield Finding(LEFT, says, "w", first.forward, AGAIN, theirs=answered, true=true)


def of_ours(worker, asked: Question, dtype: str):
    """Return {"w": after each step} and flaws of a file with init and update."""
    w, flaws, after = asked.given["w"].astype(dtype), [], []
    signature = worker.loaded["signatures"]["init"]
    if not accepts(signature, 0, asked.given["settings"]):
        says = (
            f"not tried: {asked.setting}, as init takes no {', '.join(asked.given['settings'])}"
        )
        raise Wrong(Finding("left out", says, function="init", verdict="note"))
    reply = worker.call("init", w, keep="state", **asked.given["settings"])
    if not isinstance(value(reply, "init", asked.setting), dict):
        says = "init should return the state, a dict."
        raise Wrong(Finding("no state", says, function="init", setting=asked.setting))
    flaws += untouched(w, reply["after"][0], "w", "init", asked.setting)
    for t, dw in enumerate(asked.given["dw"].astype(dtype)):
        if t == LATER:
            worker.ask({"do": "set", "slot": "state", "items": asked.given["later"]})
        reply = worker.call("update", w, dw, Slot("state"))
        returned = value(reply, "update", asked.setting)
        moved = array(reply["after"][0], "w", w, "update", asked.setting)
        if (
            returned is not None
            and np.array_equal(moved, w)
            and isinstance(returned, np.ndarray)
        ):
            says = (
                "update returns the new w and leaves w as it was; it should move w in place "
                "(w -= ..., or w[...] = ...) and return nothing."
            )
            raise Wrong(Finding("not in place", says, "w", "update", asked.setting))
        flaws += untouched(dw, reply["after"][1], "dw", "update", asked.setting)
        flaws += kinds(reply["after"][2], dtype, asked.setting)
        w = moved
        after.append(w)
    return {"w": np.array(after)}, flaws[:1]


def kinds(state, dtype: str, setting: str):
    """Yield a Finding for each array of the state that is of another dtype than w."""
    for key, a in state.items() if isinstance(state, dict) else ():
        if isinstance(a, np.ndarray) and a.dtype.kind == "f" and a.dtype != dtype:
            yield Finding(
                "another dtype",
                f'state["{key}"] is {a.dtype} where w and dw are {dtype}: make it with '
                "np.zeros_like(w).",
                key, "init", setting,
            )  # fmt: skip


def of_theirs(rule):
    """Return the same for f(w, dw, config) -> next_w, config."""

    def steps(worker, asked: Question, dtype: str):
        w, flaws, after = asked.given["w"], [], []
        config = rule.config(asked.given)
        for dw in asked.given["dw"]:
            reply = worker.call(rule.name, w, dw, config, keep="config", last=True)
            found = value(reply, rule.name, asked.setting)
            if not isinstance(found, tuple | list) or len(found) != 2:
                says = f"{rule.name} should return next_w, config."
                raise Wrong(Finding("other values returned", says, function=rule.name))
            flaws += untouched(dw, reply["after"][1], "dw", rule.name, asked.setting)
            w, config = array(found[0], "next_w", w, rule.name, asked.setting), Slot("config")
            after.append(w)
        if asked.setting == AGAIN and accepts(worker.loaded["signatures"][rule.name], 2):
            flaws += without_config(worker, rule.name, asked)
        return {"w": np.array(after)}, flaws[:1]

    return steps


def without_config(worker, name: str, asked: Question):
    """Yield a Finding if two calls without a config differ: a default that is written to."""
    w, dw = asked.given["w"], asked.given["dw"][0]
    replies = (value(worker.call(name, w, dw), name, AGAIN) for _ in range(2))
    found = [several(reply, ("next_w", "config"), name, AGAIN)[0] for reply in replies]
    once, twice = (array(a, "next_w", w, name, "no config") for a in found)
    if differ(once, twice).any():
        says = (
            f"Two calls of {name} without a config give two answers: a default of config={{}} "
            "is one dict for all calls. Take config=None, and make a new dict in the function."
        )
        yield Finding(LEFT, says, "w", name, "no config", theirs=twice, true=once)
