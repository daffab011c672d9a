"""Select: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.problem import At, Mistake
from diagnose.checking.wrong.select import crossed, dout, picked

FORMULA = {
    "out": "out[n] = x[n, index[n]]",
    "dx": "dx[n, k] = dout[n] if k is index[n], else 0",
}


def sweep(draw) -> list[At]:
    """Return the points: all sizes unequal, an index more than once, and shapes."""

    def at(setting, x, index, trait=""):
        return At(setting, x, inputs={"index": index}, trait=trait)

    return [
        at("all sizes unequal", draw(5, 4), draw.rng.permutation([2, 0, 2, 1, 0])),
        at("as many rows as entries in a row", draw(4, 4), draw.rng.permutation(4)),
        at("the same index in every row", draw(5, 4), np.full(5, 2), "repeated"),
        at("one example", draw(1, 4), np.array([2]), "one example"),
        at("rows of one entry", draw(5, 1), np.zeros(5, int), "one feature"),
        at("x of three axes", draw(2, 3, 4), draw.whole(4, 2, 3), "more axes"),
        at("x of one axis", draw(4), np.array(2), "more axes"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "the largest is picked",
        "out is the largest entry of each row: it should be the one at index[n].",
        lambda t: t.x.max(axis=-1),
    ),
    Mistake(
        "out",
        "all rows have the first one's index",
        "out is x[n, index[0]]: each row has an index of its own, x[n, index[n]].",
        lambda t: t.x[..., np.ravel(t.index)[0]],
    ),
    Mistake(
        "out",
        "the row is summed",
        "out is the sum of each row: pick the entry at index[n].",
        lambda t: t.x.sum(axis=-1),
    ),
    Mistake(
        "out",
        "the index is one off",
        "out is the entry before index[n]: indices start at 0, so take nothing off.",
        lambda t: (t.x * picked(t, (np.asarray(t.index) - 1) % t.x.shape[-1])).sum(axis=-1),
    ),
    Mistake(
        "dx",
        "all entries of a row get dout",
        "dx[n, k] is dout[n] for all k: only the entry at index[n] was picked, and the others "
        "get 0.",
        lambda t: dout(t) * np.ones(t.x.shape),
    ),
    Mistake(
        "dx",
        "all indices are set in every row",
        "dx[:, index] is set in all rows, for each index of any row: pair them, "
        "dx[np.arange(N), index] = dout.",
        lambda t: dout(t) * np.isin(np.arange(t.x.shape[-1]), t.index),
    ),
    Mistake(
        "dx",
        "every row has the gradients of all rows",
        "dx[:, index] = dout writes every row's dout into all rows, at the index of each: "
        "pair them, dx[np.arange(N), index] = dout.",
        crossed,
    ),
    Mistake(
        "dx",
        "the largest gets dout",
        "dx has dout at the largest entry of each row: it should be at index[n].",
        lambda t: dout(t) * picked(t, t.x.argmax(axis=-1)),
    ),
    Mistake(
        "dx",
        "dout is left out",
        "dx is 1 at the entry that was picked: it should be dout[n] there.",
        picked,
    ),
    Mistake(
        "dx",
        "dout is multiplied by x",
        "dx is dout[n] * x[n, index[n]] at the entry that was picked: the slope there is 1.",
        lambda t: dout(t) * picked(t) * t.x,
    ),
    Mistake(
        "dx",
        "the others get dout",
        "dx is dout[n] at all entries but the one that was picked: it is the other way round.",
        lambda t: dout(t) * (1 - picked(t)),
    ),
    Mistake(
        "dx",
        "dx is shared out over the row",
        "dx[n, k] is dout[n] / K for all k, a mean's gradient: the entry at index[n] gets all.",
        lambda t: dout(t) * np.full(t.x.shape, 1 / t.x.shape[-1]),
    ),
    Mistake(
        "dx",
        "the index is one off",
        "dx has dout at the entry before index[n]: indices start at 0, so take nothing off.",
        lambda t: dout(t) * picked(t, (np.asarray(t.index) - 1) % t.x.shape[-1]),
    ),
]
