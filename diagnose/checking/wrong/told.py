"""Told: mistakes in layers that are written as rules, some of them replaced.

A table of such a layer is {name: (what it spoils, what to say, the rules in its place)}.
"""

from collections.abc import Callable

from diagnose.checking.problem import Mistake


def told(table: dict, made: Callable, names: dict | None = None) -> list[Mistake]:
    """Return the mistakes of a table; made(t, rules) is all that the layer makes by them.

    names has what else an array is called, as dh0 is dx[1] where x is (x, h0).
    """
    names = names or {}
    return [
        mistake(of, name, key, table[name], made)
        for name, (spoiled, _, _) in table.items()
        for key in spoiled
        for of in names.get(key, (key,))
    ]


def mistake(of: str, name: str, key: str, entry: tuple, made: Callable) -> Mistake:
    """Return the mistake of an entry of a table; key is what the layer calls of."""
    _, says, rules = entry
    return Mistake(of, name, says, lambda t: made(t, rules)[key])
