"""Signature: whether a file's functions can be called as its contract says."""

from diagnose.checking.finding import Finding


def missing(signatures: dict, wanted: dict):
    """Yield a Finding for each function that is missing or takes other arguments.

    wanted gives the arguments as text: {"forward": "(x, cache)"}; "(sizes..., rng)" is any.
    """
    for name, takes in wanted.items():
        given = signatures.get(name)
        if given is None or isinstance(given, str):
            found = given or "missing"
            says = (
                f"{name}{takes} is {found}, and a file of this kind needs {', '.join(wanted)}."
            )
            yield Finding("missing", says, function=name, verdict="unchecked")
        elif "..." not in takes and not accepts(given, takes.count(",") + 1):
            names = ", ".join(n for n, *_ in given)
            says = f"{name} takes ({names}), and should take {takes}."
            yield Finding("signature", says, function=name)


def accepts(given: list, many: int, names=()) -> bool:
    """Return whether a function takes so many arguments by place, and these by name."""
    kinds = [kind for _, kind, _ in given]
    places = [p for p in given if p[1] in ("POSITIONAL_OR_KEYWORD", "POSITIONAL_ONLY")]
    if len(places) < many and "VAR_POSITIONAL" not in kinds:
        return False
    if many and any(not default for _, _, default in places[many:]):
        return False
    named = {n for n, kind, _ in given if kind in ("POSITIONAL_OR_KEYWORD", "KEYWORD_ONLY")}
    return "VAR_KEYWORD" in kinds or set(names) <= named
