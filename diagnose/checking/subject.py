"""Subject: for a name in a file, which functions it needs and how they are judged."""

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from types import SimpleNamespace

from arrays.suggest import unknown
from diagnose.checking import judge, known, layer, pair, rule, stranger, visitor
from diagnose.checking.target import Target

KNOWN = frozenset(info.name for info in pkgutil.iter_modules(known.__path__))


@dataclass
class Subject:
    """One item of a check."""

    name: str
    functions: dict  # that must be there, and what they take: {"forward": "(x, cache)"}
    judged: Callable  # (worker, item) -> findings
    only: tuple = ()  # the functions whose findings are this item's own; () is all
    partner: str = ""  # a backward that is judged too, if it is written


@cache
def taught() -> tuple[dict, dict]:
    """Return CS231n's pairs by each of their names, and its rules."""
    from diagnose.checking.cs231n.table import PAIRS, RULES  # only for a file of that contract

    pairs = {name: pair for pair in PAIRS for name in (pair.forward, *pair.backward)}
    return pairs, {rule.name: rule for rule in RULES}


def subjects(aim: Target, seed: int, like=None, sizes=None, shape=None) -> list[Subject]:
    """Return the items of a target. Raises ValueError if nothing in it can be checked."""
    if aim.contract != "cs231n":
        return [own(aim, seed, like, sizes, shape)]
    if like or sizes or shape:
        raise ValueError(
            f"{aim.file.path.name} has functions under CS231n's names, which say what they "
            "should be: --like, --sizes and --shape are for a file with init and forward"
        )
    kins, rules = taught()
    names = [n for n in aim.names if n in kins or n in rules]
    pairs = [n for n in visitor.pairs(aim.names) if n not in kins]
    pairs += [n for n in visitor.losses(aim.names) if n not in kins]
    if aim.function:
        names = [n for n in names if n == aim.function]
        pairs = [n for n in pairs if aim.function in (n, visitor.partner(n))]
    if not names and not pairs:
        raise ValueError(
            f"{aim.file.path.name} has nothing to check: neither forward(x, cache) and "
            "backward(dout, cache), nor an update rule's init and update, nor functions of "
            "CS231n's names such as affine_forward and affine_backward"
        )
    found = [course(name, seed, aim) for name in names]
    return found + [visiting(name, seed) for name in pairs]


def own(aim: Target, seed: int, like, sizes, shape) -> Subject:
    """Return the item of a file with this project's functions."""
    name = aim.file.path.stem
    if like is not None and like not in KNOWN:
        raise ValueError(unknown("layer or rule", like, KNOWN))
    kin = like or (name if name in KNOWN else name.removeprefix("my_"))
    folder = "layers" if aim.contract == "layer" else "optim"
    functions = layer.FUNCTIONS if aim.contract == "layer" else rule.FUNCTIONS
    judged = partial(of_kin, kin, folder, seed)
    if kin not in KNOWN or not importlib.util.find_spec(f"{folder}.{kin}"):
        if like is not None:
            raise ValueError(f"{aim.file.path.name} is a {aim.contract}, and {like} is none")
        judged = partial(stranger.rule, name, seed)
        if folder == "layers":
            judged = partial(stranger.layer, shape, sizes, seed)
    return Subject(name, functions, judged)


def of_kin(kin: str, folder: str, seed: int, worker, item):
    """Yield what is wrong with a layer or rule that the project knows."""
    tables = importlib.import_module(f"diagnose.checking.known.{kin}")
    reference = importlib.import_module(f"{folder}.{kin}")
    if folder == "optim":
        asked = rule.ours(reference, tables, seed)
        item.settings = len(asked)
        return rule.through(worker, asked, tables, rule.of_ours)
    asked = layer.questions(reference, tables, seed)
    item.settings = len(asked)
    return judge.through(partial(layer.Turn, worker), asked, tables, seed)


def course(name: str, seed: int, aim: Target) -> Subject:
    """Return the item of one of CS231n's names; of one that is asked for, with its partner."""
    asked = bool(aim.function)
    kins, rules = taught()
    if name in rules:
        return Subject(
            name, {name: "(w, dw, config)"}, partial(of_course_rule, rules[name], seed)
        )
    kin = kins[name]
    backward = name if name in kin.backward else ""
    if asked and not backward:  # then its partner is judged with it, if there is one by now
        backward = next((b for b in kin.backward if b in aim.names), "")
    functions = {kin.forward: "(...)"} | ({backward: "(...)"} if backward else {})
    only = () if asked or not backward else (name,)
    partner = backward if backward != name else ""
    return Subject(name, functions, partial(of_course, kin, backward, seed), only, partner)


def of_course(kin, backward: str, seed: int, worker, item):
    """Yield what is wrong with one of CS231n's pairs."""
    tables = SimpleNamespace(FORMULA=kin.formula, MISTAKES=kin.mistakes, infer=kin.infer)
    asked = pair.questions(kin, backward, seed)
    item.settings = len(asked)
    return judge.through(partial(pair.Turn, worker), asked, tables, seed)


def of_course_rule(kin, seed: int, worker, item):
    """Yield what is wrong with one of CS231n's update rules."""
    asked = rule.theirs(kin, seed)
    item.settings = len(asked)
    tables = SimpleNamespace(FORMULA=kin.formula, MISTAKES=kin.mistakes)
    return rule.through(worker, asked, tables, rule.of_theirs(kin))


def visiting(name: str, seed: int) -> Subject:
    """Return the item of a forward and a backward that nobody here knows."""
    functions = {name: "(...)"}
    if not name.endswith("_loss"):
        functions[visitor.partner(name)] = "(dout, cache)"
    return Subject(name, functions, partial(visitor.pair, name, seed))
