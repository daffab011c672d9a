"""Kin: the mistakes of a layer of known/, told under the names of CS231n's functions."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

from diagnose.checking.problem import Mistake


def of_kin(
    mistakes: list,
    *,
    but: tuple[str, ...] = (),
    renamed: dict | None = None,
    seen: Callable = lambda t: {},
    shaped: Callable = lambda of, a, t: a,
) -> list[Mistake]:
    """Return mistakes of known/ as the course's functions would make them.

    but has words in the names of those that cannot be made here; renamed gives arrays their
    names here, as "out" that is called loss. seen(t) is what known/ reads differently, as gamma
    without its axes of 1, and shaped(of, a, t) gives a wrong array the shape that it has here.
    """
    renamed = renamed or {}

    def made_here(mistake: Mistake) -> bool:
        return not any(word in mistake.name for word in but)

    def told(mistake: Mistake) -> Mistake:
        of = renamed.get(mistake.of, mistake.of)

        def wrong(t):
            names = {old: getattr(t, new) for old, new in renamed.items() if hasattr(t, new)}
            known = SimpleNamespace(**vars(t) | names | seen(t))
            return shaped(of, mistake.wrong(known), t)

        return replace(mistake, of=of, wrong=wrong)

    return [told(mistake) for mistake in mistakes if made_here(mistake)]


def formula_of_kin(formula: dict, renamed: dict) -> dict:
    """Return the lines of a formula of known/ under the names of arrays here."""
    return {renamed.get(of, of): line for of, line in formula.items()}
