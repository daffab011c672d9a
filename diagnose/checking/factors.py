"""Factors: an array that is right but for something it is multiplied by, or that is added."""

import itertools

import numpy as np

from diagnose.checking.finding import MATCH, same
from diagnose.checking.truth import Question


def factor(question, right, of, theirs, true):
    k = ratio(theirs, true)
    if k is None or abs(k - 1) < 1e-4:  # that is no factor anyone forgets
        return None
    if abs(k + 1) < MATCH:
        return (
            "wrong sign",
            f"{of} has the wrong sign: each number is -1 times what it should be.",
        )
    sign, also = ("-", ", and its sign is wrong too") if k < 0 else ("", "")
    for times, size in ((True, abs(k)), (False, 1 / abs(k))):
        found = [row for row in counted(question) if abs(size - row[0]) < MATCH * row[0]]
        if not found:
            continue
        value, word, _ = next((row for row in found if row[2]), found[0])
        meant = [f"{word}, {meaning}" for _, word, meaning in found if meaning][:2]
        many = f"{value:g}" + (f" ({' or '.join(meant)})" if meant else "")
        if times:
            return f"{sign}{word} times too large", (
                f"{of} is {many} times what it should be{also}: a division by it is missing, "
                "or it is multiplied in once too often."
            )
        return f"{sign}1/{word} of the right one", (
            f"{of} is what it should be, divided by {many}{also}: that division is one too "
            "many, or a mean stands where a sum belongs."
        )
    if np.size(true) == 1:  # any wrong number is some number of times the right one
        return None
    return (
        "a constant factor is off",
        f"{of} is {k:.6g} times what it should be, everywhere: a constant factor is off.",
    )


def ratio(theirs, true) -> float | None:
    """Return k if theirs is k times true in every entry and k is not 0."""
    scale = np.sum(true * true)
    if np.size(true) < 1 or not scale or not np.isfinite(theirs).all():
        return None
    k = float(np.sum(theirs * true) / scale)
    return k if k and same(theirs, k * true, MATCH) else None


def counted(question: Question):
    """Yield (value, its letter, what it is) of all by which things are divided by mistake."""
    yield from ((2, "2", ""), (3, "3", ""))
    for value, word, meaning in (*sizes(question), *settings(question)):
        if value not in (0, 1):
            yield value, word, meaning


def settings(question: Question):
    """Yield settings that are numbers, and what they leave to 1."""
    given = question.given
    names = {"keep": "the share that is kept"}
    for name, value in given.items():
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            yield value, name, names.get(name, "the setting")
            if name != "keep" and value < 1:
                yield 1 - value, f"(1 - {name})", "1 less the setting"
    for name, word in (("window", "HH WW"), ("stride", "stride^2")):
        if isinstance(given.get(name), tuple):
            yield int(np.prod(given[name])), word, f"the rows times the columns of the {name}"
    mask = given.get("mask")
    if mask is not None and np.ndim(mask):
        yield int(np.sum(mask)), "count", "the number that the mask counts"


def sizes(question: Question):
    """Yield the sizes of x, and their products; and those of the weights."""
    given = question.given
    x = given["x"] if "x" in given else given.get("w")
    x = x[0] if isinstance(x, tuple) else x
    shape = np.shape(x)
    names = {4: "NCHW", 3: "NTD", 2: "ND", 1: "N"}.get(len(shape), "")
    if np.asarray(x).dtype.kind in "iu":  # of indices, which have no features
        names = "NTD"[: len(shape)]
    named = dict(zip(names, shape, strict=False))
    words = {
        "N": "the number of examples", "C": "the channels", "H": "the rows of an image",
        "W": "the columns of an image", "T": "the steps", "D": "the features",
    }  # fmt: skip
    for many in range(1, len(named) + 1):
        for some in itertools.combinations(named, many):
            value = int(np.prod([named[s] for s in some]))
            yield value, " ".join(some), " times ".join(words[s] for s in some)
    for name in ("w", "wh"):
        for axis, size in enumerate(np.shape(given.get(name))):
            yield size, f"{name}.shape[{axis}]", f"axis {axis} of {name}"


def per_axis(question, right, of, theirs, true):
    """Find an array that is right but for a factor that runs along one axis."""
    if np.ndim(true) < 1 or np.size(true) < 4:
        return None
    with np.errstate(all="ignore"):
        k = theirs / true
    if not np.isfinite(k).all():
        return None
    given = {
        name: np.asarray(value)
        for name, value in (question.given | right.outs).items()
        if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size > 1
    }
    for name, value in given.items():
        try:
            spread = np.broadcast_to(value, k.shape)
        except ValueError:
            continue
        if same(theirs, true * spread, MATCH):
            return (
                f"{name} comes once too often",
                f"{of} is multiplied by {name} once too often.",
            )
        with np.errstate(all="ignore"):
            less = true / spread
        if np.isfinite(less).all() and same(theirs, less, MATCH):
            return (
                f"{name} is left out",
                f"{of} lacks the factor {name}: by the chain rule it belongs there.",
            )
    return None


def constant_added(question, right, of, theirs, true):
    apart = np.asarray(theirs - true)
    if apart.size < 3 or not same(apart, np.full(apart.shape, apart.flat[0]), MATCH):
        return None
    return (
        "a constant too much",
        f"{of} is off by the same number everywhere, {apart.flat[0]:+.4g}: a term is added "
        "that "
        "should not be, or one is missing.",
    )
