"""Planted faults: whatever is wrong in a layer or a rule, some test sees it. See faults.py."""

import importlib
import inspect
import pkgutil
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from itertools import product

import numpy as np
import pytest
import test_laws
from faults import FAULTS
from table import LAYERS

import optim

SEEN = (AssertionError, ValueError, ArithmeticError, Warning, pytest.fail.Exception)

each_fault = pytest.mark.parametrize(
    "name, right, wrong",
    [
        pytest.param(name, right, wrong, id=f"{name}: {what}")
        for name, faults in FAULTS.items()
        for right, wrong, what in faults
    ],
)


@each_fault
def test_a_planted_fault_is_seen(name, right, wrong):
    with planted(name, right, wrong), pytest.raises(SEEN):
        for check in checks(name):
            check()


@pytest.mark.parametrize("name", FAULTS)
def test_without_a_fault_the_same_tests_pass(name):
    with planted(name, "", ""):
        for check in checks(name):
            check()


def test_every_layer_and_every_rule_has_faults():
    layers = {case.module.__name__ for case in LAYERS.values()}
    modules = (f"optim.{info.name}" for info in pkgutil.iter_modules(optim.__path__))
    rules = {name for name in modules if hasattr(importlib.import_module(name), "update")}
    assert sorted((layers | rules) - FAULTS.keys()) == []


@contextmanager
def planted(name: str, right: str, wrong: str):
    """Give the module functions of its altered source, for as long as the block takes."""
    module = importlib.import_module(name)
    docstring, end, code = inspect.getsource(module).partition('"""\n\n')
    assert not right or code.count(right) == 1, f"{name} has not exactly one {right!r}"
    altered = docstring + end + (code.replace(right, wrong) if right else code)
    kept = dict(vars(module))
    try:
        exec(compile(altered, module.__file__, "exec"), vars(module))
        yield
    finally:
        vars(module).update(kept)


def checks(name: str):
    """Yield what the suite runs on a module and needs no PyTorch, each ready to be called."""
    for entry, case in LAYERS.items():
        if case.module.__name__ == name:
            for shape in case.shapes:
                yield partial(test_laws.test_gradients_are_the_slopes, entry, shape)
    own = "test_" + name.rpartition(".")[2]
    if find_spec(own):
        module = importlib.import_module(own)
        for key in dir(module):
            if key.startswith("test_"):
                yield from calls(getattr(module, key))


def calls(test):
    """Yield a test with each of its parameters' values; nothing if it needs more than rng."""
    tables = []
    for mark in getattr(test, "pytestmark", ()):
        names, values = [name.strip() for name in mark.args[0].split(",")], mark.args[1]
        rows = values if len(names) > 1 else [(value,) for value in values]
        tables.append([dict(zip(names, row, strict=True)) for row in rows])
    for rows in product(*tables):
        given = {key: value for row in rows for key, value in row.items()}
        more = inspect.signature(test).parameters.keys() - given.keys()
        if more <= {"rng"}:
            yield partial(test, **given, **{key: np.random.default_rng(231) for key in more})
