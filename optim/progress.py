"""Progress: a run of fit in a file, from which it goes on to the same end as if never stopped.

Besides fit's run (history, the rule's states, the epoch's order, the best weights so far, the
recurrent state between two batches) that takes the net's weights and the state of every
generator that its layers draw from.
"""

import numpy as np

from arrays import archive
from nets import walk


def save(path, net: dict, run: dict) -> None:
    """Write net and run to path (.npz), whole or not at all."""
    best = run["best"]
    arrays = {f"net/{where}": inner[key] for where, inner, key in walk.lasting(net)}
    if best:
        arrays |= {f"best/{where}": a for where, a in best["arrays"].items()}
    arrays |= {f"carried/{where}": a for where, a in run.get("carried", {}).items()}
    apart = ("states", "best", "carried")
    facts = {key: value for key, value in run.items() if key not in apart}
    facts["best"] = best and {"epoch": best["epoch"]}
    facts["states"] = {}
    for where, state in run["states"].items():
        held = {key: a for key, a in state.items() if isinstance(a, np.ndarray)}
        arrays |= {f"state/{where}/{key}": a for key, a in held.items()}
        facts["states"][where] = {key: state[key] for key in state.keys() - held.keys()}
    facts["generators"] = {where: rng.bit_generator.state for where, rng in generators(net)}
    archive.write(path, arrays, facts)


def load(path, net: dict) -> dict:
    """Put the saved weights and generators' states into net, and return the run.

    Raises archive.Damaged if the file is not whole, or not of a net like this one.
    """
    arrays, run = archive.read(path)
    try:
        places = [(where, inner, key) for where, inner, key in walk.lasting(net)]
        parts = ("net", "best") if run["best"] else ("net",)
        for where, inner, key in places:
            for part in parts:
                refuse_unlike(f"{part}/{where}", arrays[f"{part}/{where}"], inner[key])
        for where, inner, key in places:
            inner[key][...] = arrays[f"net/{where}"]
        if run["best"]:
            run["best"]["arrays"] = {where: arrays[f"best/{where}"] for where, _, _ in places}
        run["carried"] = {
            name.removeprefix("carried/"): a
            for name, a in arrays.items()
            if name.startswith("carried/")
        }
        for where, rng in generators(net):
            rng.bit_generator.state = run["generators"][where]
        for name, a in arrays.items():
            if name.startswith("state/"):
                where, _, key = name.removeprefix("state/").rpartition("/")
                run["states"][where][key] = a
        del run["generators"]
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise archive.Damaged(f"{path} does not hold a run of this net: {error}") from error
    return run


def refuse_unlike(name: str, found: np.ndarray, wanted: np.ndarray) -> None:
    """Raise ValueError unless a saved array has the shape and dtype of the net's own."""
    if (found.shape, found.dtype) != (wanted.shape, wanted.dtype):
        raise ValueError(
            f"{name} is {found.dtype} of shape {found.shape}, and the net's is "
            f"{wanted.dtype} of shape {wanted.shape}"
        )


def generators(net: dict):
    """Yield (path, generator) of every layer that draws."""
    for path, inner in walk.layers(net):
        if "rng" in inner:
            yield path, inner["rng"]
