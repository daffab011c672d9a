"""Target: what is to be checked. A module, a file, or FILE:function, and its contract.

The file is only read here, not run, so that one that cannot be imported still has its items.
"""

import ast
import importlib.util
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType

from arrays.suggest import unknown
from diagnose.checking.process import File, opened

LAYER = ("forward", "backward")
RULE = ("init", "update")


@dataclass
class Target:
    """A file, and the names of what is to be checked in it."""

    file: File
    names: list[str]  # that the file defines
    contract: str  # "layer", "rule" or "cs231n"
    function: str = ""  # the one that was asked for


def target(wanted) -> Target:
    """Return the Target of a module, a dotted name, a path, or PATH:function.

    Raises ValueError if there is no such file, or nothing in it that could be checked.
    """
    if isinstance(wanted, ModuleType):
        wanted = wanted.__file__ or wanted.__name__
    if not isinstance(wanted, str | Path):
        raise ValueError(
            "check takes a module, or the name of a file or module as text, not a "
            f"{type(wanted).__name__}: write init, forward and backward to a file of their own"
        )
    text, _, function = str(wanted).rpartition(":")
    if not text or len(text) == 1 or function.endswith(".py"):  # "C:\\file.py" has no function
        text, function = str(wanted), ""
    file = opened(found(text))
    names = defined(file)
    if function and function not in names:
        raise ValueError(f"{file.path.name}: {unknown('function', function, names)}")
    if function and function not in (*LAYER, *RULE):
        return Target(file, names, "cs231n", function)
    if set(LAYER) <= set(names):
        return Target(file, names, "layer")
    return Target(file, names, "rule" if set(RULE) <= set(names) else "cs231n", function)


def found(text: str) -> Path:
    """Return the path of a file or a module by its name. Raises ValueError if there is none."""
    path = Path(text).expanduser()
    if path.is_file():
        return path
    if path.is_dir():
        raise ValueError(f"{text} is a folder; name a file in it")
    if text.endswith(".py") or "/" in text or "\\" in text:
        raise ValueError(f"there is no file {text}")
    try:
        first, *others = text.split(".")
        spec = importlib.util.find_spec(first)
        for name in others:  # not by the whole name, as that would run the packages, and here
            folders = spec and spec.submodule_search_locations
            spec = PathFinder.find_spec(name, list(folders)) if folders else None
    except (ImportError, ValueError, AttributeError):
        spec = None
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        raise ValueError(
            f"there is no file and no module {text!r}: name a file such as my_layer.py, "
            "my_layer.py:affine_backward, or a module such as layers.affine"
        )
    return Path(spec.origin)


def defined(file: File) -> list[str]:
    """Return the names that the file defines, in order. Raises ValueError for no Python."""
    try:
        body = ast.parse(file.source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        where = f" in line {line}" if line else ""
        said = getattr(error, "msg", None) or str(error)
        raise ValueError(f"{file.path.name} is not Python: {said}{where}") from None
    names = {}
    for node in statements(body):
        if isinstance(node, ast.FunctionDef):
            names[node.name] = node
        elif isinstance(node, ast.Assign):
            parts = (n for t in node.targets for n in ast.walk(t) if isinstance(n, ast.Name))
            names |= {n.id: node for n in parts}
        elif isinstance(node, ast.ImportFrom):
            names |= {a.asname or a.name: node for a in node.names if a.name != "*"}
    return list(names)


def statements(body: list):
    """Yield the statements that run when the module does, those under an if or try included."""
    for node in body:
        yield node
        for part in ("body", "orelse", "finalbody"):
            if isinstance(node, ast.If | ast.Try | ast.With):
                yield from statements(getattr(node, part, []))
