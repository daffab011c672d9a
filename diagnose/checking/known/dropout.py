"""Dropout: where to try it, and its wrong derivations.

What a layer draws is its own affair, so on is read off its out; but that on must look like a
draw in which each entry is on by itself, with probability keep. Where it does not, the
reference has a mask that does, and theirs differs from it.
"""

import numpy as np

from diagnose.checking.problem import RNG, At, Mistake
from diagnose.checking.wrong.chain import CHAIN
from diagnose.checking.wrong.dropout import fair, unfair

FORMULA = {
    "out": "out = x * on / keep in training, on with probability keep; out = x in evaluation",
    "dx": "dx = dout * on / keep in training; dx = dout in evaluation",
}


def sweep(draw) -> list[At]:
    """Return the points: both modes, three shares, shapes. The first is large, to count on."""
    train, test = {"train": True}, {"train": False}
    return [
        At("training, keep=0.3", draw(15, 12), (0.3, RNG), state=train),
        At("training, keep=0.7", draw(15, 12), (0.7, RNG), state=train, trait="setting"),
        At("evaluation, keep=0.3", draw(5, 6), (0.3, RNG), state=test, trait="evaluation"),
        At("evaluation, keep=0.7", draw(5, 6), (0.7, RNG), state=test, trait="evaluation"),
        At("training, keep=1", draw(5, 6), (1.0, RNG), state=train, trait="setting"),
        At("one example", draw(1, 6), (0.7, RNG), state=train, trait="one example"),
        At("a single number", draw(1, 1), (0.7, RNG), state=train, trait="one feature"),
        At("x of three axes", draw(2, 3, 4), (0.7, RNG), state=train, trait="more axes"),
    ]


def infer(given: dict, out) -> dict:
    """Return given with on, which entries of the student's out are on."""
    return given | {"on": np.asarray(out) != 0}


def reference(given: dict) -> dict:
    """Return out, right for the mask on, if that is one that a right layer could draw."""
    x, keep = given["x"], given["keep"]
    return {"out": x * fair(given["on"], keep) / keep if given["train"] else x}


MISTAKES = [
    Mistake(
        "out",
        "nothing is dropped, but all is scaled",
        "out is x / keep in training: multiply by on, which is False for a share 1 - keep.",
        lambda t: t.x / t.keep if t.train else t.out,
    ),
    Mistake(
        "out",
        "nothing is dropped",
        "out is x in training, as in evaluation: it should be x * on / keep.",
        lambda t: t.x,
    ),
    Mistake(
        "out",
        "keep is taken as the share dropped",
        "Too many or too few are on: an entry is on with probability keep, "
        "on = rng.random(x.shape) < keep, of uniform numbers, not normal ones.",
        lambda t: t.x * ~fair(t.on, t.keep) / t.keep if t.train else t.out,
    ),
    Mistake(
        "out",
        "keep and one minus keep are exchanged",
        "An entry is on with probability 1 - keep and divided by 1 - keep: keep is the share "
        "kept, out = x * on / keep with on = rng.random(x.shape) < keep.",
        lambda t: t.x * ~fair(t.on, t.keep) / (1 - t.keep) if t.train else t.out,
    ),
    Mistake(
        "out",
        "an example has a single draw",
        "All entries of an example are on or off together: draw one number for each entry, "
        "on = rng.random(x.shape) < keep.",
        lambda t: t.x * t.on[..., :1] / t.keep if t.train else t.out,
    ),
    Mistake(
        "out",
        "all examples have the same draw",
        "An entry is on or off in all examples together: draw one number for each entry of "
        "each, on = rng.random(x.shape) < keep.",
        lambda t: t.x * t.on[:1] / t.keep if t.train else t.out,
    ),
    Mistake(
        "out",
        "another share than keep is on",
        "The share of entries that are on is not keep: on = rng.random(x.shape) < keep.",
        lambda t: t.x * unfair(t.on, t.keep) / t.keep if t.train else t.out,
    ),
    Mistake(
        "out",
        "out is not rescaled",
        "out is x * on in training: divide by keep, so that its mean over the draws is x and "
        "evaluation needs no scaling.",
        lambda t: t.x * t.on,
    ),
    Mistake(
        "out",
        "out is divided by the share dropped",
        "out is x * on / (1 - keep): divide by the share kept, keep.",
        lambda t: t.x * t.on / (1 - t.keep) if t.train else t.out,
    ),
    Mistake(
        "out",
        "out is multiplied by keep",
        "out is x * on * keep in training: divide by keep, as only that share of x is left.",
        lambda t: t.x * t.on * t.keep if t.train else t.out,
    ),
    Mistake(
        "out",
        "evaluation multiplies by keep",
        "out is x * keep in evaluation: training has divided by keep already, so out = x.",
        lambda t: t.out if t.train else t.x * t.keep,
    ),
    Mistake(
        "out",
        "evaluation divides by keep",
        "out is x / keep in evaluation: nothing is dropped there, so out = x.",
        lambda t: t.out if t.train else t.x / t.keep,
    ),
    Mistake(
        "out",
        "evaluation drops too",
        "out has entries dropped in evaluation, when train is False: there out = x.",
        lambda t: t.out if t.train else t.x * t.on / t.keep,
    ),
    Mistake(
        "dx",
        "dx is not rescaled",
        "dx is dout * on: out was divided by keep, and so is dx.",
        lambda t: t.dout * t.on,
    ),
    Mistake(
        "dx",
        "evaluation divides by keep",
        "dx is dout / keep in evaluation: out is x there, so dx = dout.",
        lambda t: t.dx if t.train else t.dout / t.keep,
    ),
    Mistake(
        "dx",
        "evaluation multiplies by keep",
        "dx is dout * keep in evaluation: out is x there, so dx = dout.",
        lambda t: t.dx if t.train else t.dout * t.keep,
    ),
    Mistake(
        "dx",
        "the mask is left out",
        "dx is dout / keep for all entries: those that were dropped get 0, by the mask on that "
        "forward drew.",
        lambda t: t.dout / t.keep,
    ),
    Mistake(
        "dx",
        "the mask is the wrong way round",
        "dout passes where the entry was dropped: dx = dout * on / keep, with forward's on.",
        lambda t: t.dout * ~t.on / t.keep if t.train else t.dx,
    ),
    Mistake(
        "dx",
        "dx is divided by the share dropped",
        "dx is dout * on / (1 - keep): divide by the share kept, keep.",
        lambda t: t.dout * t.on / (1 - t.keep) if t.train else t.dx,
    ),
    Mistake(
        "dx",
        "dx is multiplied by keep",
        "dx is dout * on * keep: out was divided by keep, and so is dx.",
        lambda t: t.dout * t.on * t.keep if t.train else t.dx,
    ),
    Mistake(
        "dx",
        "dx is scaled twice",
        "dx is dout * on / keep^2: the mask that is saved is divided by keep already, or "
        "should not be. Divide once.",
        lambda t: t.dout * t.on / t.keep**2 if t.train else t.dx,
    ),
    Mistake(
        "dx",
        "dout is multiplied by out",
        "dx is dout * out: multiply dout by the slope of out, on / keep.",
        lambda t: t.dout * t.out,
    ),
    Mistake(
        "dx",
        "the mask is made of dout",
        "The mask is dout > 0: it should be the on that forward drew.",
        lambda t: t.dout * (t.dout > 0) / t.keep if t.train else t.dx,
    ),
    *CHAIN,
]
