"""Naming: from arrays that are wrong to the mistake that made them.

First come the wrong derivations known of the layer: small functions, one of which may give
exactly these numbers. Then the rules of generic.py for any array. What was right at plain
settings and is wrong at a special one is named by what is special there.
"""

import numpy as np

from diagnose.checking import generic
from diagnose.checking.finding import MATCH, Finding, same
from diagnose.checking.traits import TRAITS
from diagnose.checking.truth import Question, Truth, view


def named(question: Question, right: Truth, wrongs: dict, known, plain: bool):
    """Yield a Finding for each wrong array that is explained, and else one for the first.

    plain is whether all was right at the plain setting.
    """
    told = False
    for of, mistake in recognized(question, right, wrongs, known.MISTAKES):
        told = True
        yield exactly(question, right, wrongs, of, mistake, known)
    if wrongs and not told:
        of, name, says = explained(question, right, wrongs, plain)
        yield finding(question, right, wrongs, of, name, says, known)


def recognized(question: Question, right: Truth, wrongs: dict, mistakes: list):
    """Yield (of, Mistake) for each wrong array that a known wrong derivation gives exactly."""
    t = view(question, right)
    for of, (theirs, true) in wrongs.items():
        if question.trait and not np.isfinite(theirs).all():  # many ways lead to a nan there
            continue
        for mistake in mistakes:
            if mistake.of != of:
                continue
            try:
                with np.errstate(all="ignore"):
                    wrong = np.asarray(mistake.wrong(t))
            except (ValueError, IndexError, TypeError, AttributeError, KeyError):
                continue  # it is written for other settings than these
            if same(theirs, wrong, MATCH) and not same(wrong, true):
                yield of, mistake
                break


def exactly(question, right, wrongs: dict, of: str, mistake, known) -> Finding:
    """Return the Finding of a known wrong derivation."""
    found = finding(question, right, wrongs, of, mistake.name, mistake.says, known)
    found.exact = True
    return found


def explained(question: Question, right: Truth, wrongs: dict, plain: bool) -> tuple:
    """Return (of, name, sentence) by the rules for any array, and by what is special here."""
    found = None
    for explain in (generic.explain, generic.locate):
        for of, (theirs, true) in wrongs.items():
            found = found or named_by(explain(question, right, of, theirs, true), of)
    if plain and question.trait and not (found and found[1] == "not finite"):
        of, name, says = found or (next(iter(wrongs)), "", "")
        special = TRAITS[question.trait].format(setting=question.setting)
        says = f"{special} There {says}" if says else special
        return of, ": ".join(filter(None, (f"wrong only: {question.trait}", name))), says
    if found:
        return found
    of = next(iter(wrongs))
    what = "the gradient" if of in right.grads else "what it should be"
    says = f"{of} is not {what}, and differs from it in no way that has a name here."
    return of, "not the gradient" if of in right.grads else "another value", says


def named_by(found, of: str):
    return (of, *found) if found else None


def finding(question, right, wrongs: dict, of: str, name: str, says: str, known) -> Finding:
    """Return the Finding of one wrong array; what else is wrong is a note."""
    theirs, true = wrongs[of]
    others = [other for other in wrongs if other != of]
    verb = "is" if len(others) == 1 else "are"
    return Finding(
        name,
        says,
        of,
        question.backward if of in right.grads else question.forward,
        question.setting,
        known.FORMULA.get(of) or known.FORMULA.get(of.partition("[")[0], ""),
        theirs,
        true,
        notes=[f"{', '.join(others)} {verb} wrong too"] if others else [],
    )
