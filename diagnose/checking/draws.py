"""Draws: whether a layer that draws at random keeps the share that it should, and anew."""

from dataclasses import replace

import numpy as np

from diagnose.checking.finding import Finding, same
from diagnose.checking.truth import Question

SIDE = 100  # of an x whose entries are all 1
SIGMAS = 6  # beyond which a share is not the one asked for: once in 500 million


def drawn(turns, question: Question):
    """Yield what is wrong with the share kept, with the seed, and from call to call."""
    x = np.ones((SIDE, SIDE))
    question = replace(question, given=question.given | {"x": x}, setting="10,000 ones")
    keep, function = question.given["keep"], question.forward
    turn = turns(question)
    turn.start()
    outs = [turn.forward({"out": x})["out"] for _ in range(2)]
    share = float(np.mean(outs[0] != 0))
    if abs(share - keep) > SIGMAS * np.sqrt(keep * (1 - keep)) / SIDE:
        says = f"{share:.1%} of the entries are kept, where {keep:.0%} should be"
        if abs(1 - share - keep) < 0.05:
            says += (
                ": an entry is kept where a number drawn from 0..1 is below the share "
                "kept, not above"
            )
        yield Finding("another share is kept", says + ".", "out", function, question.setting)
    if not turn.one_way:
        yield from zeros_kept(turns, question)
    fresh = turns(question)
    fresh.start()
    again = same(fresh.forward({"out": x})["out"], outs[0])
    if fresh.reuses:
        yield from of_generator(question, same(*outs), again)
    else:
        yield from of_seed(turns, question, again)


def zeros_kept(turns, question: Question):
    """Yield a Finding if an entry of x that is 0 and kept gets no gradient."""
    x, keep = np.zeros((SIDE, SIDE)), question.given["keep"]
    turn = turns(replace(question, given=question.given | {"x": x}, setting="10,000 zeros"))
    turn.start()
    turn.forward({"out": x})
    grads = turn.backward({"out": np.ones_like(x)}, {"dx": x})
    share = float(np.mean(grads["dx"] != 0))
    if abs(share - keep) > SIGMAS * np.sqrt(keep * (1 - keep)) / SIDE:
        says = (
            f"Of entries that are 0, {share:.1%} get a gradient, where {keep:.0%} are kept: an "
            "entry may be 0 and kept, so save the mask itself, and do not read it off out."
        )
        name = "the mask is read off out"
        yield Finding(name, says, "dx", question.backward, "10,000 zeros")


def of_generator(question: Question, stands: bool, again: bool):
    """Yield what is wrong with draws from cache["rng"], which goes on from call to call."""
    function, setting = question.forward, question.setting
    if stands:
        says = (
            'Two calls drop the same entries: draw anew in each, from cache["rng"] as it '
            "goes on."
        )
        yield Finding("every draw is the same", says, "out", function, setting)
    elif not again:
        says = (
            "Two caches with generators of the same seed drop other entries: draw from "
            'cache["rng"], not from np.random.'
        )
        yield Finding("draws of another generator", says, "out", function, setting)


def of_seed(turns, question: Question, again: bool):
    """Yield what is wrong with draws that a seed decides, where there is one."""
    function, setting = question.forward, question.setting
    if not again:
        says = (
            "Two calls with the same seed drop other entries: seed the generator before "
            "drawing."
        )
        yield Finding("the seed is not used", says, "out", function, setting)
    free = {key: v for key, v in question.given.items() if key != "seed"}
    turn = turns(replace(question, given=free))
    outs = [turn.forward({"out": free["x"]})["out"] for _ in range(2)]
    if same(*outs):
        says = "Without a seed, two calls drop the same entries: draw anew in each."
        yield Finding("every draw is the same", says, "out", function, setting)
