"""Position: where to try it, and its wrong derivations."""

from diagnose.checking.problem import RNG, At, Mistake
from diagnose.checking.wrong.averaged import EXAMPLES, averaged
from diagnose.checking.wrong.position import placed

FORMULA = {
    "out": "out[n, t] = x[n, t] + w[t]",
    "dx": "dx = dout",
    "dw": "dw[t] = dout[n, t] summed over n, and 0 for the steps from T on",
}


def sweep(draw) -> list[At]:
    """Return the points: x of shape (N, T, D), T at most w's."""
    return [
        At("fewer steps than rows", draw(2, 3, 4), (5, 4, RNG)),
        At("as many steps as rows", draw(2, 5, 4), (5, 4, RNG)),
        At("one example", draw(1, 3, 4), (5, 4, RNG), trait="one example"),
        At("one step", draw(2, 1, 4), (5, 4, RNG), trait="one step"),
        At("one feature", draw(2, 3, 1), (5, 1, RNG), trait="one feature"),
        At("no steps", draw(2, 0, 4), (5, 4, RNG), trait="no steps"),
    ]


MISTAKES = [
    Mistake("out", "w is left out", "out is x: add w[t] to step t.", lambda t: t.x + 0.0),
    Mistake(
        "out",
        "the last rows are taken",
        "Step t has row T_max - T + t of w: it has row t, w[:T].",
        lambda t: t.x + t.w[len(t.w) - t.x.shape[1] :],
    ),
    Mistake(
        "out",
        "rows are counted from 1",
        "Step t has w[t + 1]: steps count from 0, so it has w[t].",
        lambda t: t.x + t.w[1 : 1 + t.x.shape[1]],
    ),
    Mistake(
        "out",
        "the row is that of the example",
        "Example n has w[n]: it is the step that has a row, w[t], the same in all examples.",
        lambda t: t.x + t.w[: len(t.x), None],
    ),
    Mistake(
        "out",
        "all steps have the first row",
        "w[0] is added to every step: step t has w[t].",
        lambda t: t.x + t.w[0],
    ),
    Mistake(
        "out",
        "w multiplies",
        "out is x * w[t]: it is x + w[t].",
        lambda t: t.x * t.w[: t.x.shape[1]],
    ),
    Mistake(
        "dx",
        "dx is multiplied by w",
        "dx has a factor w[t]: w is added to x, so the slope is 1 and dx = dout.",
        lambda t: t.dout * t.w[: t.x.shape[1]],
    ),
    Mistake(
        "dx",
        "w is added to dx",
        "dx is dout + w[t]: the slope of x + w[t] in x is 1, so dx = dout.",
        lambda t: t.dout + t.w[: t.x.shape[1]],
    ),
    Mistake(
        "dx",
        "dx is summed over the examples",
        "dx is dout summed over n: that is dw, and dx[n] is dout[n] itself.",
        lambda t: t.dout.sum(0) + 0 * t.dout,
    ),
    Mistake(
        "dw",
        "dw lies at the last rows",
        "dw is put into the last T rows: step t took row t, so it goes into dw[:T].",
        lambda t: placed(t, t.dout.sum(0), len(t.w) - t.x.shape[1]),
    ),
    Mistake(
        "dw",
        "dw's rows are counted from 1",
        "Step t's gradient is in dw[t + 1]: it belongs in dw[t].",
        lambda t: placed(t, t.dout.sum(0), 1),
    ),
    Mistake(
        "dw",
        "dw is that of the last example",
        "dw has dout of the last example alone: w[t] was added to step t of all of them, so "
        "sum over n.",
        lambda t: placed(t, t.dout[-1]),
    ),
    Mistake(
        "dw",
        "dw is that of the first example",
        "dw has dout of the first example alone: w[t] was added to step t of all of them, so "
        "sum over n.",
        lambda t: placed(t, t.dout[0]),
    ),
    Mistake(
        "dw",
        "dw is summed over the steps too",
        "Each row of dw is the sum over all steps: row t sums step t over the examples alone.",
        lambda t: placed(t, t.dout.sum((0, 1)) + 0 * t.dout[0]),
    ),
    Mistake(
        "dw",
        "rows that took no part have a gradient",
        "All rows of dw have the sum over all steps: row t sums step t alone, and rows from T "
        "on are 0.",
        lambda t: t.dout.sum((0, 1)) + 0 * t.w,
    ),
    Mistake(
        "dw",
        "dw is of x",
        "dw is x * dout summed over n: w is added, so it is the sum of dout alone.",
        lambda t: placed(t, (t.x * t.dout).sum(0)),
    ),
    Mistake(
        "dw",
        "dw starts at w",
        "dw is w with dout added: it starts at 0, np.zeros_like(w).",
        lambda t: t.w + placed(t, t.dout.sum(0)),
    ),
    *averaged("dw", EXAMPLES | {"the steps": lambda t: t.x.shape[1]}),
]
