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


def line(source: str, finding: Finding) -> int | None:
    """Return the number of the line that makes what is wrong, as near as names tell.

    It is the last line of the function that assigns to the array's name, or to the cache under
    it; where there is none, the return; for an argument that is written to, the first
    line that does so; and for a mistake about a setting, the last line that reads the setting.
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
    named = next((word for word in SETTINGS if word in finding.name.split()), None)
    if named and finding.exact:
        nodes = [
            n for n in ast.walk(body[-1]) if isinstance(n, ast.stmt) and not assigns(n, named)
        ]
        uses = [n.lineno for n in nodes if not hasattr(n, "body") and reads(n, SETTINGS[named])]
        if uses:
            return max(uses)
    wanted = finding.of.partition("[")[0].lower()
    lines = [n.lineno for n in ast.walk(body[-1]) if assigns(n, wanted)]
    if lines:
        return min(lines) if finding.name.endswith("is written to") else max(lines)
    returns = [n.lineno for n in ast.walk(body[-1]) if isinstance(n, ast.Return)]
    return max(returns, default=body[-1].lineno)


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
