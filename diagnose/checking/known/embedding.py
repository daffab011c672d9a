"""Embedding: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.problem import RNG, At, Mistake
from diagnose.checking.wrong.averaged import averaged
from diagnose.checking.wrong.embedding import (
    COUNTS,
    added,
    averaged_by_index,
    first_wins,
    flat,
    in_order,
    last_wins,
    loses_in_each,
    skipping_row_0,
    squashed,
)

FORMULA = {
    "out": "out = w[x]",
    "dw": "dw[v] = dout[n] summed over all n at which x[n] is v, and 0 where there is none",
}


def sweep(draw) -> list[At]:
    """Return the points: x of any number of axes, its indices once or more often."""
    once = draw.rng.permutation(11)[:6].reshape(2, 3)
    often = np.array([[4, 1, 4], [0, 2, 4]])
    return [
        At("every index once", once, (11, 4, RNG)),
        At("indices more than once", often, (7, 4, RNG), trait="repeated"),
        At("one index throughout", np.full((2, 3), 5), (7, 4, RNG), trait="repeated"),
        At("x of one axis", draw.whole(5, 8), (5, 3, RNG), trait="more axes"),
        At("x of three axes", draw.whole(5, 2, 3, 2), (5, 3, RNG), trait="more axes"),
        At("one sequence", draw.whole(5, 1, 6), (5, 3, RNG), trait="one example"),
        At("sequences of one", draw.whole(5, 6, 1), (5, 3, RNG), trait="one step"),
        At("one word", np.zeros((2, 3), int), (1, 4, RNG), trait="one feature"),
        At("the last word", np.array([[6, 0], [6, 3]]), (7, 4, RNG), trait="repeated"),
        At("no indices", np.zeros((0, 3), int), (7, 4, RNG), trait="no examples"),
    ]


MISTAKES = [
    Mistake(
        "out",
        "rows are counted from 1",
        "out is w[x - 1]: indices count from 0, so it is w[x].",
        lambda t: t.w[t.x - 1],
    ),
    Mistake(
        "out",
        "the row after is taken",
        "out is w[x + 1]: indices count from 0, so it is w[x].",
        lambda t: t.w[t.x + 1],
    ),
    Mistake(
        "out",
        "out is scaled by sqrt(D)",
        "out is w[x] * sqrt(D), as transformers scale it outside of the layer: here it is "
        "w[x].",
        lambda t: t.w[t.x] * np.sqrt(t.w.shape[1]),
    ),
    Mistake(
        "out",
        "the first rows are taken",
        "out has w's rows in their order, whatever x says: row x[n] of w belongs at n, w[x].",
        lambda t: t.w[: t.x.size].reshape(t.out.shape),
    ),
    Mistake(
        "dw",
        "repeats are lost",
        "An index that comes twice keeps the last dout alone: dw[x] += dout, like dw[x] = "
        "dout, writes each row once. Use np.add.at(dw, x, dout).",
        last_wins,
    ),
    Mistake(
        "dw",
        "the first of repeats is kept",
        "An index that comes twice has the dout of its first place alone: the gradients of all "
        "its places add up, np.add.at(dw, x, dout).",
        first_wins,
    ),
    Mistake(
        "dw",
        "repeats are averaged",
        "dw is divided by how often an index comes: the gradients of its places add up, and no "
        "mean is taken, np.add.at(dw, x, dout).",
        averaged_by_index,
    ),
    Mistake(
        "dw",
        "repeats within a sequence are lost",
        "A loop over sequences with dw[x[n]] += dout[n] loses an index that comes twice in "
        "one: use np.add.at(dw, x, dout).",
        lambda t: loses_in_each(t, 0),
    ),
    Mistake(
        "dw",
        "repeats within a step are lost",
        "A loop over steps with dw[x[:, t]] += dout[:, t] loses an index that several "
        "sequences have at that step: use np.add.at(dw, x, dout).",
        lambda t: loses_in_each(t, 1),
    ),
    Mistake(
        "dw",
        "dw is in the order of the places",
        "dw has dout's rows in the order of x's places: dout[n] belongs in row x[n], "
        "np.add.at(dw, x, dout).",
        in_order,
    ),
    Mistake(
        "dw",
        "dw's rows are counted from 1",
        "dw has each gradient a row above its own: that of index v belongs in dw[v].",
        lambda t: added(t, flat(t)[0] - 1, flat(t)[1]),
    ),
    Mistake(
        "dw",
        "row 0 gets no gradient",
        "dw[0] is 0, as if index 0 were padding: here it is a word like the others.",
        skipping_row_0,
    ),
    Mistake(
        "dw",
        "dw has a factor w",
        "dw is multiplied by w: out is w's rows as they are, so the slope is 1 and dw[v] is "
        "the sum of dout.",
        lambda t: t.w * added(t, *flat(t)),
    ),
    Mistake(
        "dw",
        "dw starts at w",
        "dw is w with dout added: it starts at 0, np.zeros_like(w).",
        lambda t: t.w + added(t, *flat(t)),
    ),
    Mistake(
        "dw",
        "dw counts indices",
        "dw[v] is how often v comes: it is the sum of dout over the places where v comes.",
        lambda t: added(t, flat(t)[0], np.ones_like(flat(t)[1])),
    ),
    Mistake(
        "dw",
        "every index gets the whole of dout",
        "dw[v] is the sum of dout over all places: it sums only those where x is v, "
        "np.add.at(dw, x, dout).",
        squashed,
    ),
    Mistake(
        "dw",
        "dw is scaled by sqrt(D)",
        "dw is sqrt(D) times too large: out = w[x] has no such factor, so dw has none.",
        lambda t: added(t, *flat(t)) * np.sqrt(t.w.shape[1]),
    ),
    *averaged("dw", COUNTS),
]
