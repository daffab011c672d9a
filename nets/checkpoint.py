"""Checkpoint: a net in a file, and back, as layer names, settings and arrays.

A saved net holds its learned arrays, its running averages and its settings: the Python numbers,
strings and tuples that stand in a cache under the names of init's arguments. It is rebuilt
from this project's own layers and nets alone, and nothing in the file is executed.
"""

import importlib
import inspect
import pkgutil

import numpy as np

import layers
from arrays import archive
from arrays.suggest import unknown
from nets import bidirectional, graph, residual, sequential, walk

NETS = {
    "bidirectional": bidirectional,
    "graph": graph,
    "residual": residual,
    "sequential": sequential,
}
WIRING = ("inputs", "outputs", "wires")  # what a graph has besides its layers


def save(path, module, net: dict, *, arrays=None, facts=None) -> None:
    """Write the net to path (.npz), with further arrays and JSON facts that belong to it.

    Raises ValueError for a net or layer that is not this project's, as it could not be read.
    """
    held = {f"net/{where}": inner[key] for where, inner, key in walk.lasting(net)}
    held |= {f"extra/{name}": a for name, a in (arrays or {}).items()}
    where = {id(inner[key]): where for where, inner, key in walk.lasting(net)}
    archive.write(path, held, {"net": describe(module, net, where), "extra": facts or {}})


def load(path, rng=None) -> tuple:
    """Return (module, net, arrays, facts), the net out of training; dropouts draw from rng.

    Raises archive.Damaged, or FileNotFoundError.
    """
    held, facts = archive.read(path)
    extra = {name[6:]: a for name, a in held.items() if name.startswith("extra/")}
    held = {name[4:]: a for name, a in held.items() if name.startswith("net/")}
    try:
        module, net = rebuild(facts["net"], held, rng or np.random.default_rng(0))
        missed = held.keys() - {where for where, _, _ in walk.lasting(net)}
        notes = facts["extra"]
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise archive.Damaged(f"{path} does not describe a net: {error!r}") from error
    if missed:
        raise archive.Damaged(f"{path} has arrays that no layer holds: {', '.join(missed)}")
    walk.set_training(net, False)
    return module, net, extra, notes


def describe(module, cache: dict, where: dict) -> dict:
    """Return what rebuild needs, as JSON; where gives each array's path by its id."""
    if "layers" in cache:
        kind = NETS.get(cache.get("net"))
        if kind is None or kind.forward is not module.forward:
            raise ValueError(
                f"{module.__name__} is not a net of this project: {', '.join(NETS)}"
            )
        parts = [
            {"name": name} | describe(part, inner, where)
            for name, part, inner in cache["layers"]
        ]
        wiring = {key: cache[key] for key in WIRING if key in cache}
        return {"net": cache["net"], "layers": parts} | wiring
    package, _, name = module.__name__.rpartition(".")
    if package != "layers":
        raise ValueError(
            f"{module.__name__} is not a layer of this project, and cannot be saved"
        )
    held = {key: where[id(a)] for key, a in cache.items() if id(a) in where}
    settings = {key: cache[key] for key in sorted(settings_of(module)) if key in cache}
    return {"layer": name, "settings": settings, "arrays": held, "draws": "rng" in cache}


def rebuild(facts: dict, held: dict, rng) -> tuple:
    """Return the (module, cache) that describe described, with held's arrays."""
    if "net" in facts:
        if facts["net"] not in NETS:
            raise ValueError(unknown("net", facts["net"], NETS))
        parts = [(part["name"], *rebuild(part, held, rng)) for part in facts["layers"]]
        wiring = {key: tuples(facts[key]) for key in WIRING if key in facts}
        net = {"net": facts["net"], "layers": parts} | wiring
        walk.refuse_shared_caches(net)
        return NETS[facts["net"]], net
    known = [info.name for info in pkgutil.iter_modules(layers.__path__)]
    if facts["layer"] not in known:
        raise ValueError(unknown("layer", facts["layer"], known))
    module = importlib.import_module("layers." + facts["layer"])
    cache = {}
    for key, where in facts["arrays"].items():
        cache[key] = held[where]
        if not key.startswith("running_"):
            cache["d" + key] = np.zeros_like(held[where])
    for key, value in facts["settings"].items():
        if key not in settings_of(module) or not isinstance(
            value, bool | int | float | str | list
        ):
            raise ValueError(f"{facts['layer']} has no setting {key}={value!r}")
        cache[key] = tuples(value)
    if facts["draws"]:
        cache["rng"] = rng.spawn(1)[0]
    return module, cache


def settings_of(module) -> set:
    """Return the names under which a layer's settings may stand in its cache."""
    return {*inspect.signature(module.init).parameters, "train"} - {"rng", "dtype"}


def tuples(value):
    """Return value with tuples in the place of the lists that JSON makes of them."""
    if isinstance(value, dict):
        return {key: tuples(inner) for key, inner in value.items()}
    return tuple(map(tuples, value)) if isinstance(value, list) else value
