"""Where: the line of a student's file to look at for what is wrong."""

import ast

from diagnose.checking.finding import Finding

SETTINGS = {  # in a mistake's name, and what the line says that gets it wrong
    "eps": ("eps", "epsilon", "sqrt"),
    "momentum": ("momentum",),
    "momentum's": ("momentum",),
    "mu": ("mu", "momentum"),
    "decay": ("decay", "decay_rate"),
    "beta1": ("beta1",),
    "beta2": ("beta2",),
    "keep": ("keep", "p"),
    "margin": ("margin",),
}


def line(source: str, finding: Finding, ran=()) -> int | None:
    """Return the number of the line that makes what is wrong, as near as names tell.

    It is the last line of the function that assigns to the array's name, or to the cache under
    it; where there is none, the return; for an argument that is written to, the first
    line that does so; and for a mistake about a setting, the last line that reads the setting.
    Lines that did not run are passed over; ran are those that did, if that is known.
    """
    if finding.line:
        return finding.line
    try:
        functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef)]
    except (SyntaxError, ValueError, RecursionError):
        return None
    body = [f for f in functions if f.name == finding.function]
    if not body:
        return None
    lines = [
        n for n in ast.walk(body[-1]) if isinstance(n, ast.stmt) and not hasattr(n, "body")
    ]
    lines = [n for n in lines if {*range(n.lineno, n.end_lineno + 1)} & set(ran)] or lines
    named = next((word for word in SETTINGS if word in finding.name.split()), None)
    if named and finding.exact:
        uses = [n for n in lines if not assigns(n, named) and reads(n, SETTINGS[named])]
        if uses:
            return uses[-1].lineno
    made = [n for n in lines if assigns(n, finding.of.partition("[")[0].lower())]
    if made:
        return made[0 if finding.name.endswith("is written to") else -1].lineno
    returns = [n for n in lines if isinstance(n, ast.Return)]
    return returns[-1].lineno if returns else body[-1].lineno


def reads(statement, words: tuple) -> bool:
    """Return whether a statement reads one of these names, keys or functions."""
    nodes = list(ast.walk(statement))
    found = {n.id for n in nodes if isinstance(n, ast.Name)}
    found |= {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    found |= {
        n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }
    return bool(found & set(words))


def assigns(node, wanted: str) -> bool:
    """Return whether a statement assigns to a name, or to an entry under it."""
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = [node.target]
    else:
        return False
    wanted = {wanted, f"next_{wanted}"} if wanted else set()
    return any(wanted & names(target) for target in targets)


def names(target) -> set[str]:
    """Return the names that an assignment's left side has: dw of dw, dw[i] and cache["dw"]."""
    if isinstance(target, ast.Tuple | ast.List):
        return set().union(*map(names, target.elts))
    if isinstance(target, ast.Name):
        return {target.id.lower()}
    if isinstance(target, ast.Subscript):
        key = target.slice
        own = (
            {key.value.lower()}
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
            else set()
        )
        return own | names(target.value)
    return set()
