"""Judge: the order in which a layer's answers are looked at, the same under both contracts.

A turn is one cache of the student's and the calls on it: turn.start(), turn.forward(right) and
turn.backward(douts, right) give arrays by name, and turn.flaws what is amiss with the last
call beside its numbers: a dtype, an argument written to.
"""

from contextlib import suppress
from dataclasses import replace

import numpy as np

from diagnose.checking import naming
from diagnose.checking.answer import Wrong
from diagnose.checking.draws import drawn
from diagnose.checking.finding import CLOSE, Finding, differ, same
from diagnose.checking.traits import TRAITS
from diagnose.checking.truth import Question, Truth, at_a_kink, truth

COARSE = 2e-3  # of the largest number: what float32 may be off


def through(turns, questions: list[Question], known, seed: int):
    """Yield a Finding for each thing that is wrong; turns(question, ...) gives a turn."""
    rng = np.random.default_rng([7, seed])
    plain = True
    for i, question in enumerate(questions):
        found = caught(at_one(turns(question), known, plain and i > 0, rng))
        found = [f.unless_plain(i == 0) for f in found]
        found = [placed(f, question, plain and i > 0) for f in found]
        yield from found
        if i == 0:
            plain = all(f.verdict == "note" for f in found)
            if plain:
                yield from caught(varied(turns, questions, known, rng))


def placed(finding: Finding, question: Question, plain: bool) -> Finding:
    """Return the finding, with what was given where it shows, and what is special there."""
    if finding.setting.startswith(question.setting):
        finding = replace(finding, setting=f"{finding.setting}: {shapes(question.given)}")
    if not (plain and question.trait) or finding.verdict != "wrong" or finding.exact:
        return finding
    only = f"wrong only: {question.trait}"
    if finding.name.startswith(only):
        return finding
    special = TRAITS[question.trait].format(setting=question.setting)
    return replace(finding, name=f"{only}: {finding.name}", says=f"{finding.says} {special}")


def shapes(given: dict) -> str:
    """Return "x (5, 3), w (3, 4)", for all arrays that are given."""
    several = {k: v if isinstance(v, tuple) else (v,) for k, v in given.items()}
    found = {
        k: [np.shape(a) for a in v if isinstance(a, np.ndarray)] for k, v in several.items()
    }
    first = sorted(found, key=lambda k: k != "x")
    return ", ".join(f"{k} {' and '.join(map(str, found[k]))}" for k in first if found[k])


def caught(findings):
    """Yield findings, and last the one for which nothing further could be judged."""
    try:
        yield from findings
    except Wrong as wrong:
        yield wrong.finding


def at_one(turn, known, plain: bool, rng, close=CLOSE):
    """Yield what is wrong in one call of each function; plain says that all was well before."""
    turn.start()
    question, outs, right = ahead(turn, known, rng)
    yield from turn.flaws
    wrongs = compared(question, right, outs, right.outs, close)
    yield from naming.named(question, right, wrongs, known, plain)
    if turn.one_way:
        return
    grads = turn.backward(right.douts, right.grads)
    yield from turn.flaws
    yield from twice(turn, question, right, grads, close, getattr(known, "infer", None))
    wrongs = compared(question, right, grads, right.grads, close)
    for of in list(wrongs):
        wrong = differ(*wrongs[of], close)
        if at_a_kink(question, of[1:], grads, wrong, right.douts):
            del wrongs[of]
            says = (
                f"where a slope jumps any between its two sides is right for {of}, and yours is"
            )
            yield Finding("kink", says, of, verdict="note", setting=question.setting)
    yield from naming.named(question, right, wrongs, known, plain)
    if not question.unit and not wrongs:
        halves = {of: dout / 2 for of, dout in right.douts.items()}
        halved = turn.backward(halves, right.grads)
        for of, a in grads.items():
            if not same(2 * halved[of], a, close):
                says = f"{question.backward} gives the {of} of an earlier dout: it is kept."
                yield Finding(LEFT, says, of, question.backward, question.setting)
                return


def twice(turn, question: Question, right: Truth, once: dict, close, draws):
    """Yield a Finding if backward gives another answer when called again with the same dout."""
    name, function = "backward twice differs", question.backward
    try:
        again = turn.backward(right.douts, right.grads)
    except Wrong as wrong:
        says = f"{function} works once and not a second time, with the same dout: {wrong}"
        yield Finding(name, says, "", function, question.setting, line=wrong.finding.line)
        return
    for of, a in once.items():
        if not same(again[of], a, close):
            if draws:
                says = f"A second {function} gives another {of}, of a new draw: use the mask "
                says += "that forward drew and saved."
            elif same(again[of], 2 * np.asarray(a), close):
                says = f"A second {function} with the same dout gives 2 * {of}: yours adds to "
                says += f"what the first has left there. Set {of} with =, not with +=."
            else:
                says = f"A second {function} with the same dout gives another {of}: it adds to "
                says += "what was there, or writes over what forward saved."
            theirs = {"theirs": again[of], "true": a}
            yield Finding(name, says, of, function, question.setting, **theirs)


def ahead(turn, known, rng) -> tuple[Question, dict, Truth]:
    """Return the question, forward's answers, and the truth.

    Where a layer draws at random, the truth is that of the draws that are seen in its out.
    """
    question = turn.question
    if not getattr(known, "infer", None):
        right = truth(question, rng)
        return question, turn.forward(right.outs), right
    outs = turn.forward({"out": question.given["x"]})
    seen = replace(question, given=known.infer(question.given, outs["out"]))
    return seen, outs, truth(seen, rng)


def compared(question: Question, right: Truth, theirs: dict, true: dict, close) -> dict:
    """Return {what: (theirs, true)} of the arrays that differ."""
    return {
        of: (np.asarray(a, np.float64), np.asarray(true[of], np.float64))
        for of, a in theirs.items()
        if differ(a, true[of], close).any()
    }


def varied(turns, questions: list[Question], known, rng):
    """Yield what is wrong at the plain setting in another dtype, memory, or order of calls."""
    first = questions[0]
    layer = turns(first).reuses  # CS231n's contract leaves dtypes open, and uses no cache twice
    if getattr(known, "infer", None):
        yield from drawn(turns, first)
    else:
        yield from in_turn(turns, first, other(questions), rng)
    if layer and not first.ask.get("draws"):
        for before in (other(questions), *filter(is_evaluation, questions)):
            yield from after(turns, before, first, known, rng)
            if is_evaluation(before):
                yield from after(turns, first, before, known, rng)
        narrow = turns(first.special("float32", "float32"), dtype="float32")
        yield from at_one(narrow, known, True, rng, COARSE)
    for memory in ("strided", "fortran"):
        lying = turns(first.special(memory, "strided"), memory=memory)
        yield from at_one(lying, known, True, rng)


def is_evaluation(question: Question) -> bool:
    return question.trait == "evaluation"


def other(questions: list[Question]) -> Question:
    """Return another question for the same cache: the next of its settings, or the first."""
    alike = (q for q in questions[1:] if q.ask["alike"] == questions[0].ask["alike"])
    return next(alike, questions[0])


def in_turn(turns, first: Question, second: Question, rng):
    """Yield a Finding if a second cache's forward changes the first one's backward."""
    a, b = turns(first, slot="first cache"), turns(second, slot="second cache")
    right = truth(first, rng)
    a.start()
    a.forward(right.outs)
    with suppress(Wrong):  # the second is judged on its own later
        b.start()
        b.forward(truth(second, rng).outs)
    if not a.one_way:
        grads = a.backward(right.douts, right.grads)
        yield from (replace(flaw, setting="two caches in turn") for flaw in a.flaws)
        wrongs = compared(first, right, grads, right.grads, CLOSE)
        yield from left_over(replace(first, setting="two caches in turn"), wrongs, KEPT_OUTSIDE)


def after(turns, before: Question, question: Question, known, rng):
    """Yield a Finding if a question has a wrong answer after another with the same cache."""
    points = [q.ask["at"] for q in (before, question)]
    if any((at.init, at.settings) != (points[0].init, points[0].settings) for at in points):
        return
    turn = turns(before)
    with suppress(Wrong):  # it is judged at its own point of the sweep
        turn.start()
        _, _, right = ahead(turn, known, rng)
        turn.backward(right.douts, right.grads)
    turn.question = replace(
        question, setting=f"{question.setting}, after {before.setting}, in the same cache"
    )
    turn.put_all()
    try:
        seen, outs, right = ahead(turn, known, rng)
        grads = {} if turn.one_way else turn.backward(right.douts, right.grads)
    except Wrong as wrong:
        if all_right(turns, question, known, rng):
            says = f"{wrong.finding.says} In a fresh cache it does not: something is left over."
            yield replace(wrong.finding, name=LEFT, says=says)
        return
    wrongs = compared(seen, right, outs, right.outs, CLOSE)
    wrongs |= compared(seen, right, grads, right.grads, CLOSE)
    if wrongs and all_right(turns, question, known, rng):
        yield from left_over(turn.question, wrongs, LEFT_OVER)


def all_right(turns, question: Question, known, rng) -> bool:
    """Return whether a question is answered rightly with a cache of its own."""
    findings = caught(at_one(turns(question), known, False, rng))
    return all(f.verdict == "note" for f in findings)


LEFT = "left over from the last call"
KEPT_OUTSIDE = (
    "With two caches in turn, forward, forward, backward, backward, {of} is wrong: what "
    "backward "
    "needs is kept outside of the cache, where the next forward writes over it."
)
LEFT_OVER = (
    "{of} is right in a fresh cache, and wrong in one that was used before: something is left "
    "over "
    "from the last call, or is added to."
)


def left_over(question: Question, wrongs: dict, says: str):
    """Yield the Finding of the first array that is wrong only the second time."""
    for of, (theirs, true) in list(wrongs.items())[:1]:
        function = question.backward if of.startswith("d") else question.forward
        says, setting = says.format(of=of), question.setting
        yield Finding(LEFT, says, of, function, setting, theirs=theirs, true=true)
