"""Adam: where to try it, and its wrong derivations."""

import numpy as np

from diagnose.checking.known.sgd import follow, keep, steps
from diagnose.checking.problem import Mistake, Steps

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


def first(t, m, dw):
    """Return m after the step."""
    return t.beta1 * m + (1 - t.beta1) * dw


def second(t, v, dw):
    """Return v after the step."""
    return t.beta2 * v + (1 - t.beta2) * dw**2


def falls(t, i):
    """Return what m and v fall short by after i steps."""
    return 1 - t.beta1**i, 1 - t.beta2**i


def divided(t, mhat, vhat, dw):
    """Return the step, lr included."""
    return t.lr * mhat / (np.sqrt(vhat) + t.eps)


def moments(m=first, v=second, short=falls, step=divided, hats_kept=""):
    """Return the wrong function of an Adam in which some parts are other than the right ones.

    hats_kept names those of m and v that the state keeps corrected.
    """

    def next_w(t, w, dw, kept):
        found = m(t, kept.get("m", 0), dw), v(t, kept.get("v", 0), dw)
        mhat, vhat = (a / share for a, share in zip(found, short(t, kept["t"]), strict=True))
        kept["m"] = mhat if "m" in hats_kept else found[0]
        kept["v"] = vhat if "v" in hats_kept else found[1]
        return w - step(t, mhat, vhat, dw)

    return follow(next_w)


def wrong(name, says, **parts):
    """Return the mistake of an Adam with these parts."""
    return Mistake("w", name, says, moments(**parts))


def of_its_mean(t, w, dw, kept):
    """Return w after a step whose v is of m^2."""
    m = keep(kept, "m", first(t, kept.get("m", 0), dw))
    v = keep(kept, "v", second(t, kept.get("v", 0), m))
    short = falls(t, kept["t"])
    return w - divided(t, m / short[0], v / short[1], dw)


def early(below):
    """Return the wrong function of an Adam that corrects lr, m being divided by below."""

    def next_w(t, w, dw, kept):
        m = keep(kept, "m", first(t, kept.get("m", 0), dw))
        v = keep(kept, "v", second(t, kept.get("v", 0), dw))
        short = falls(t, kept["t"])
        root = np.sqrt(short[1])
        return w - t.lr * root / short[0] * m / below(t, v, root)

    return follow(next_w)


CLIMBS = "w moves up the slope: the step is taken off w, against the gradient."
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
        "it multiplies by the corrections",
        "m and v are multiplied by 1 - beta^t: they fall short by that factor, so divide.",
        short=lambda t, i: tuple(1 / share for share in falls(t, i)),
    ),
    wrong(
        "the correction has no power",
        "m and v are divided by 1 - beta1 and 1 - beta2 times t: it should be 1 - beta^t.",
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
    wrong(
        "beta1 and beta2 are swapped",
        "m has beta2 and v has beta1: it is the other way round.",
        m=lambda t, m, dw: t.beta2 * m + (1 - t.beta2) * dw,
        v=lambda t, v, dw: t.beta1 * v + (1 - t.beta1) * dw**2,
        short=lambda t, i: falls(t, i)[::-1],
    ),
    wrong(
        "beta1 and beta2 are swapped in the means",
        "m is made with beta2 and v with beta1, though the corrections are right: swap them.",
        m=lambda t, m, dw: t.beta2 * m + (1 - t.beta2) * dw,
        v=lambda t, v, dw: t.beta1 * v + (1 - t.beta1) * dw**2,
    ),
    wrong(
        "the mean has the square's beta",
        "m is made with beta2: it should be beta1 * m + (1 - beta1) * dw.",
        m=lambda t, m, dw: t.beta2 * m + (1 - t.beta2) * dw,
    ),
    wrong(
        "the square has the mean's beta",
        "v is made with beta1: it should be beta2 * v + (1 - beta2) * dw^2.",
        v=lambda t, v, dw: t.beta1 * v + (1 - t.beta1) * dw**2,
    ),
    wrong(
        "the old mean has the square's beta",
        "m is beta2 * m + (1 - beta1) * dw: the old m is multiplied by beta1.",
        m=lambda t, m, dw: t.beta2 * m + (1 - t.beta1) * dw,
    ),
    wrong(
        "the old square has the mean's beta",
        "v is beta1 * v + (1 - beta2) * dw^2: the old v is multiplied by beta2.",
        v=lambda t, v, dw: t.beta1 * v + (1 - t.beta2) * dw**2,
    ),
    wrong(
        "the mean's two shares are swapped",
        "m is (1 - beta1) * m + beta1 * dw: beta1 is the share of m that is kept.",
        m=lambda t, m, dw: (1 - t.beta1) * m + t.beta1 * dw,
    ),
    wrong(
        "the square's two shares are swapped",
        "v is (1 - beta2) * v + beta2 * dw^2: beta2 is the share of v that is kept.",
        v=lambda t, v, dw: (1 - t.beta2) * v + t.beta2 * dw**2,
    ),
    wrong(
        "all shares are swapped",
        "m and v keep the shares 1 - beta1 and 1 - beta2: beta is the share that is kept.",
        m=lambda t, m, dw: (1 - t.beta1) * m + t.beta1 * dw,
        v=lambda t, v, dw: (1 - t.beta2) * v + t.beta2 * dw**2,
    ),
    wrong(
        "the mean has the share beta1 twice",
        "m is beta1 * m + beta1 * dw: the new part has the share 1 - beta1.",
        m=lambda t, m, dw: t.beta1 * (m + dw),
    ),
    wrong(
        "the mean has the share one minus beta1 twice",
        "m is (1 - beta1) * m + (1 - beta1) * dw: beta1 is the share of the old m.",
        m=lambda t, m, dw: (1 - t.beta1) * (m + dw),
    ),
    wrong(
        "the new part of the mean has the square's beta",
        "m is beta1 * m + (1 - beta2) * dw: the new part has the share 1 - beta1.",
        m=lambda t, m, dw: t.beta1 * m + (1 - t.beta2) * dw,
    ),
    wrong(
        "the square has the share beta2 twice",
        "v is beta2 * v + beta2 * dw^2: the new part has the share 1 - beta2.",
        v=lambda t, v, dw: t.beta2 * (v + dw**2),
    ),
    wrong(
        "the square has the share one minus beta2 twice",
        "v is (1 - beta2) * v + (1 - beta2) * dw^2: beta2 is the share of the old v.",
        v=lambda t, v, dw: (1 - t.beta2) * (v + dw**2),
    ),
    wrong(
        "the new part of the square has the mean's beta",
        "v is beta2 * v + (1 - beta1) * dw^2: the new part has the share 1 - beta2.",
        v=lambda t, v, dw: t.beta2 * v + (1 - t.beta1) * dw**2,
    ),
    wrong(
        "the new gradient has no share",
        "m is beta1 * m + dw: the new gradient is multiplied by 1 - beta1.",
        m=lambda t, m, dw: t.beta1 * m + dw,
    ),
    wrong(
        "the new square has no share",
        "v is beta2 * v + dw^2: the new square is multiplied by 1 - beta2.",
        v=lambda t, v, dw: t.beta2 * v + dw**2,
    ),
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
