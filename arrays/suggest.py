"""Suggest: the message for a name that is not among the known ones, and the nearest of them."""

from difflib import get_close_matches


def unknown(kind: str, name: str, known) -> str:
    """Return "no net is called 'mpl'; did you mean 'mlp'? Known: linear, mlp"."""
    known = sorted(known)
    near = get_close_matches(str(name), known, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else "."
    return f"no {kind} is called {name!r}{hint} Known: {', '.join(known)}"
