"""Adam: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.sgd import steps
from diagnose.checking.problem import Mistake, Steps
from diagnose.checking.wrong.adam import (
    divided,
    early,
    falls,
    first,
    moments,
    of_its_mean,
    second,
    wrong,
)
from diagnose.checking.wrong.adam_shares import SHARES
from diagnose.checking.wrong.rules import LR_ONCE, follow, once

FORMULA = {
    "w": "m <- beta1 m + (1 - beta1) dw;  v <- beta2 v + (1 - beta2) dw^2;  "
    "w <- w - lr mhat / (sqrt(vhat) + eps), mhat = m / (1 - beta1^t), vhat = v / (1 - beta2^t)"
}


def sweep(draw) -> list[Steps]:
    """Return the points: shapes, zeros, other rates and shares, and an eps that counts."""
    return steps(
        draw,
        {"lr": 0.07, "eps": 0.01},
        ("a large eps", "eps", {"eps": 0.5}),
        ("lr=2", "setting", {"lr": 2.0}),
        ("beta1=0.3", "setting", {"beta1": 0.3}),
        ("beta2=0.4", "setting", {"beta2": 0.4}),
        ("eps=1e-8, as init has it by itself", "setting", {"eps": 1e-8}),
        ("beta1=0, beta2=0", "setting", {"beta1": 0.0, "beta2": 0.0}),
    )


CLIMBS = "w moves up the slope, along the gradient: turn the sign of the step round."
MISTAKES = [
    wrong("it climbs", CLIMBS, step=lambda t, *a: -divided(t, *a)),
    wrong(
        "lr is left out",
        "The step has no factor lr: multiply it by lr.",
        step=lambda t, *a: divided(t, *a) / t.lr,
    ),
    wrong(
        "w does not move",
        "w is as it was before: the step has to end in w, as w -= step does in place; "
        "w = w - step makes another array.",
        step=lambda t, *a: 0.0,
    ),
    Mistake("w", "lr is read only once", LR_ONCE, once(moments())),
    wrong(
        "lr is in the mean",
        "m is made of lr * dw, and the step has no lr, so that a new lr does not reach what m "
        "holds. m is made of dw, and the step is lr * mhat / (sqrt(vhat) + eps).",
        m=lambda t, m, dw: first(t, m, t.lr * dw),
        step=lambda t, *a: divided(t, *a) / t.lr,
    ),
    wrong(
        "neither mean is corrected",
        "m and v are used as they are: divide them by 1 - beta1^t and 1 - beta2^t.",
        short=lambda t, i: (1, 1),
    ),
    wrong(
        "the mean is not corrected",
        "m is used as it is: mhat = m / (1 - beta1^t).",
        short=lambda t, i: (1, 1 - t.beta2**i),
    ),
    wrong(
        "the square is not corrected",
        "v is used as it is: vhat = v / (1 - beta2^t).",
        short=lambda t, i: (1 - t.beta1**i, 1),
    ),
    wrong(
        "every step is the first",
        "t stays 1: count it up, and keep it in the state.",
        short=lambda t, i: falls(t, 1),
    ),
    wrong(
        "t is one too small",
        "t is 0 in the first step, where 1 - beta^0 is 0: count t up before it is used.",
        short=lambda t, i: falls(t, i - 1),
    ),
    wrong(
        "t is counted after the step",
        "The correction is one step late: count t up before it is used.",
        short=lambda t, i: falls(t, max(i - 1, 1)),
    ),
    wrong(
        "t is one too large",
        "t is 2 in the first step: t is the number of steps taken, 1 in the first.",
        short=lambda t, i: falls(t, i + 1),
    ),
    wrong(
        "the corrections are swapped",
        "m is divided by 1 - beta2^t and v by 1 - beta1^t: beta1 belongs to m, beta2 to v.",
        short=lambda t, i: falls(t, i)[::-1],
    ),
    wrong(
        "v is corrected with beta1",
        "v is divided by 1 - beta1^t, as m is: v was made with beta2, so vhat = "
        "v / (1 - beta2^t).",
        short=lambda t, i: falls(t, i)[:1] * 2,
    ),
    wrong(
        "m is corrected with beta2",
        "m is divided by 1 - beta2^t, as v is: m was made with beta1, so mhat = "
        "m / (1 - beta1^t).",
        short=lambda t, i: falls(t, i)[1:] * 2,
    ),
    wrong(
        "it multiplies by the corrections",
        "m and v are multiplied by 1 - beta^t: they fall short by that factor, so divide.",
        short=lambda t, i: tuple(1 / share for share in falls(t, i)),
    ),
    wrong(
        "the correction has no power",
        "m is divided by (1 - beta1) * t and v by (1 - beta2) * t: t is a power, 1 - "
        "beta1^t and 1 - beta2^t.",
        short=lambda t, i: ((1 - t.beta1) * i, (1 - t.beta2) * i),
    ),
    wrong(
        "the corrected mean is kept",
        "m is corrected in place, and corrected again in the next step: keep m itself, and "
        "give mhat a name of its own.",
        hats_kept="m",
    ),
    wrong(
        "the corrected square is kept",
        "v is corrected in place, and corrected again in the next step: keep v itself, and "
        "give vhat a name of its own.",
        hats_kept="v",
    ),
    wrong(
        "both corrected means are kept",
        "m and v are corrected in place, and again in the next step: keep m and v themselves, "
        "and give mhat and vhat names of their own.",
        hats_kept="mv",
    ),
    *SHARES,
    wrong(
        "the mean is forgotten",
        "m is of this step's dw alone: it is kept from step to step, in the state.",
        m=lambda t, m, dw: first(t, 0, dw),
    ),
    wrong(
        "the square is forgotten",
        "v is of this step's dw alone: it is kept from step to step, in the state.",
        v=lambda t, v, dw: second(t, 0, dw),
    ),
    wrong(
        "both means are forgotten",
        "m and v are of this step's dw alone: they are kept from step to step, in the state.",
        m=lambda t, m, dw: first(t, 0, dw),
        v=lambda t, v, dw: second(t, 0, dw),
    ),
    wrong(
        "dw is not squared",
        "v is the running mean of dw: it should be that of dw^2.",
        v=lambda t, v, dw: t.beta2 * v + (1 - t.beta2) * dw,
    ),
    wrong(
        "the share is squared with dw",
        "v has ((1 - beta2) * dw)^2: the share stands outside the square.",
        v=lambda t, v, dw: t.beta2 * v + ((1 - t.beta2) * dw) ** 2,
    ),
    wrong(
        "the step is of dw, not of its mean",
        "dw itself is divided by the root, as in RMSprop: the step is lr * mhat / (...).",
        step=lambda t, mhat, vhat, dw: divided(t, dw, vhat, dw),
    ),
    wrong(
        "the root is forgotten",
        "mhat is divided by vhat + eps: divide by its root, sqrt(vhat) + eps.",
        step=lambda t, mhat, vhat, dw: t.lr * mhat / (vhat + t.eps),
    ),
    wrong(
        "eps is forgotten",
        "mhat is divided by sqrt(vhat): add eps to the root, which keeps the division finite "
        "where v is 0.",
        step=lambda t, mhat, vhat, dw: t.lr * mhat / np.sqrt(vhat),
    ),
    wrong(
        "eps is inside the root",
        "mhat is divided by sqrt(vhat + eps): eps is added to the root, sqrt(vhat) + eps.",
        step=lambda t, mhat, vhat, dw: t.lr * mhat / np.sqrt(vhat + t.eps),
    ),
    wrong(
        "eps is outside the fraction",
        "The step is lr * mhat / sqrt(vhat) + eps: a bracket is missing, (sqrt(vhat) + eps).",
        step=lambda t, mhat, vhat, dw: t.lr * mhat / np.sqrt(vhat) + t.eps,
    ),
    Mistake(
        "w",
        "the square is of the mean",
        "v is the running mean of m^2: it should be that of dw^2.",
        follow(of_its_mean),
    ),
    Mistake(
        "w",
        "eps is added before the correction",
        "The step is lr * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + eps): eps is "
        "added to the root of vhat, so here it needs the factor sqrt(1 - beta2^t).",
        early(lambda t, v, root: np.sqrt(v) + t.eps),
    ),
    Mistake(
        "w",
        "eps is inside the root before the correction",
        "m is divided by sqrt(v + eps): eps is added to the root, sqrt(vhat) + eps.",
        early(lambda t, v, root: np.sqrt(v + t.eps)),
    ),
    Mistake(
        "w",
        "eps and its correction are inside the root",
        "m is divided by sqrt(v + sqrt(1 - beta2^t) * eps): eps is added to the root, "
        "sqrt(vhat) + eps.",
        early(lambda t, v, root: np.sqrt(v + root * t.eps)),
    ),
]
