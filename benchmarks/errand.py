"""Errand: a function of the benchmarks and its arguments, in words, for another process to run.

    {"function": "benchmarks.workloads.mlp.drawn", "arguments": [[784, 10], 128],
     "keywords": {}}

An argument may be an errand itself. What is found by its words is a function of this package,
or dict, and nothing else.
"""

import importlib
from functools import partial

PACKAGE = __name__.partition(".")[0]


def spelled(value):
    """Return a function, or a partial of one, in words; anything else as it is."""
    if not callable(value):
        return value
    whole = value if isinstance(value, partial) else partial(value)
    if whole.func is dict:
        return {"function": "dict", "arguments": [], "keywords": {}}
    return {
        "function": f"{whole.func.__module__}.{whole.func.__qualname__}",
        "arguments": [spelled(a) for a in whole.args],
        "keywords": {key: spelled(a) for key, a in whole.keywords.items()},
    }


def found(words):
    """Return the function that words name, its arguments bound; anything else as it is.

    Raises ValueError for a function that is not of this package.
    """
    if not isinstance(words, dict) or "function" not in words:
        return words
    module, _, name = words["function"].rpartition(".")
    if words["function"] == "dict":
        return dict
    if module.partition(".")[0] != PACKAGE:
        raise ValueError(f"an errand is a function of {PACKAGE}, not {words['function']}")
    f = getattr(importlib.import_module(module), name)
    keywords = {key: found(a) for key, a in words["keywords"].items()}
    return partial(f, *map(found, words["arguments"]), **keywords)
