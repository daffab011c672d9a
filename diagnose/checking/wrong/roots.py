"""Roots: what can be wrong about a rule that divides by a root of squares kept."""

import numpy as np

from diagnose.checking.problem import Mistake
from diagnose.checking.wrong.rules import follow, keep, moves


def rule(square, step):
    """Return the wrong function for v <- square(t, v, dw, kept), w <- w - step(t, v, dw)."""
    return follow(
        lambda t, w, dw, kept: (
            w - step(t, keep(kept, "v", square(t, kept.get("v", 0), dw, kept)), dw)
        )
    )


def divided(t, v, dw):
    """Return the step from v, right."""
    return t.lr * dw / (np.sqrt(v) + t.eps)


def roots(square) -> list[Mistake]:
    """Return what can be wrong about the root and eps of any rule, and about v's place."""

    def late(t, w, dw, kept):
        v = kept.get("v", np.zeros_like(dw))
        kept["v"] = square(t, v, dw, kept)
        return w - divided(t, v, dw)

    return [
        *moves(
            lambda t, dw, kept: (
                -divided(t, keep(kept, "v", square(t, kept.get("v", 0), dw, kept)), dw)
            )
        ),
        Mistake(
            "w",
            "the root is forgotten",
            "dw is divided by v + eps: divide by the root of v, sqrt(v) + eps.",
            rule(square, lambda t, v, dw: t.lr * dw / (v + t.eps)),
        ),
        Mistake(
            "w",
            "it multiplies by the root",
            "dw is multiplied by sqrt(v) + eps: divide by it.",
            rule(square, lambda t, v, dw: t.lr * dw * (np.sqrt(v) + t.eps)),
        ),
        Mistake(
            "w",
            "v is used before it is updated",
            "dw is divided by the root of the v of the step before: update v first.",
            follow(late),
        ),
        Mistake(
            "w",
            "eps is forgotten",
            "dw is divided by sqrt(v): add eps to the root, which keeps the division finite "
            "where v is 0.",
            rule(square, lambda t, v, dw: t.lr * dw / np.sqrt(v)),
        ),
        Mistake(
            "w",
            "eps is inside the root",
            "dw is divided by sqrt(v + eps): eps is added to the root, sqrt(v) + eps.",
            rule(square, lambda t, v, dw: t.lr * dw / np.sqrt(v + t.eps)),
        ),
        Mistake(
            "w",
            "eps is outside the fraction",
            "The step is lr * dw / sqrt(v) + eps: a bracket is missing, "
            "lr * dw / (sqrt(v) + eps).",
            rule(square, lambda t, v, dw: t.lr * dw / np.sqrt(v) + t.eps),
        ),
        Mistake(
            "w",
            "eps is outside the fraction that lr multiplies",
            "The step is lr * (dw / sqrt(v) + eps): a bracket is missing, "
            "lr * dw / (sqrt(v) + eps).",
            rule(square, lambda t, v, dw: t.lr * (dw / np.sqrt(v) + t.eps)),
        ),
        Mistake(
            "w",
            "all entries share a rate",
            "v is one number, of the sum over all entries: each entry has a v of its own, so "
            "dw**2 goes into v as it is, without a sum.",
            rule(lambda t, v, dw, kept: square(t, v, np.sqrt((dw**2).sum()), kept), divided),
        ),
        Mistake(
            "w",
            "all entries share a mean rate",
            "v is one number, of the mean over all entries: each entry has a v of its own, so "
            "dw**2 goes into v as it is, without a mean.",
            rule(lambda t, v, dw, kept: square(t, v, np.sqrt((dw**2).mean()), kept), divided),
        ),
        Mistake(
            "w",
            "v is forgotten",
            "v is of this step's dw alone: it is kept from step to step, in the state.",
            rule(lambda t, v, dw, kept: square(t, 0, dw, kept), divided),
        ),
    ]


def corrected(t, w, dw, kept):
    """Return w after a step with v corrected as Adam's."""
    v = keep(kept, "v", t.decay * kept.get("v", 0) + (1 - t.decay) * dw**2)
    return w - divided(t, v / (1 - t.decay ** kept["t"]), dw)
