"""Logarithms: what can be wrong about log p in a loss, its base, or an eps that guards it."""

import numpy as np

from diagnose.checking.problem import Mistake
from diagnose.checking.wrong.losses import mean

GUARDS = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20, 1e-30)


def logarithms(guarded, instead: str) -> list[Mistake]:
    """Return what can be wrong about the logarithms of a loss.

    guarded(t, guard) gives each one's loss if log p is log(guard(p)); instead says in which
    form the logarithm needs no guard.
    """
    return [
        Mistake(
            "out",
            "the logarithm is to base 2",
            "The loss is in bits, of np.log2: it should be in nats, np.log.",
            lambda t: t.out / np.log(2),
        ),
        Mistake(
            "out",
            "the logarithm is to base 10",
            "The loss is of np.log10: it should be in nats, np.log.",
            lambda t: t.out / np.log(10),
        ),
        *(
            Mistake(
                "out",
                "an eps bounds the loss",
                "In the logarithm stands p + eps, or a p that is kept off 0, which bounds the "
                f"loss where p is near 0. Take log p from the scores, with no eps: {instead}.",
                mean(lambda t, eps=eps, guard=guard: guarded(t, lambda p: guard(p, eps))),
            )
            for eps in GUARDS
            for guard in (plus, np.maximum, within)
        ),
    ]


def plus(p, eps):
    return p + eps


def within(p, eps):
    """Return p kept off 0 and 1."""
    return np.clip(p, eps, 1 - eps)
