"""Profile: where a training step of ours spends its time, by kind of layer.

    python -m benchmarks profile            every step of the catalogue
    python -m benchmarks profile lenet      one

Every layer's two ways are timed around their calls, in a process like that of the benchmarks.
What is left of a step is "between": sums of residuals, tied weights, the walk through the net.
"""

import time
from collections import defaultdict
from functools import partial
from types import SimpleNamespace

import numpy as np

from benchmarks import report
from benchmarks.alternate import worker
from benchmarks.catalogue import STEPS
from benchmarks.training import RULES
from nets import walk
from optim import fit
from optim.step import gradients, move

COLUMNS = {  # key: (name, width, format)
    "workload": ("workload", 18, "s"),
    "part": ("part", 16, "s"),
    "ms": ("ms", 8, ".2f"),
    "forward_ms": ("forward ms", 10, ".2f"),
    "backward_ms": ("backward ms", 11, ".2f"),
    "share": ("share", 6, ".0%"),
}


def run(names, threads: int, seconds: float, rounds: int) -> list[dict]:
    """Measure and print a line a part for the workloads of these names; return the lines."""
    print(report.heading(COLUMNS), flush=True)
    found = []
    for name in names or STEPS:
        with worker("ours", threads, "kept") as ask:
            ask("load", "numpy", threads)
            drawn, rule, lr, *_ = STEPS[name].ours.args
            _, spent = ask("begin", partial(begin, drawn, rule, lr, seconds * rounds))
        for row in lines(name, spent):
            found.append(row)
            print(report.line(row, COLUMNS), flush=True)
    return found


def begin(drawn, rule: str, lr: float, seconds: float) -> tuple:
    """Return no tasks, and the check that says what each part spent, as worker.begin asks."""
    return {}, partial(parts_of_a_step, drawn, rule, lr, seconds)


def parts_of_a_step(drawn, rule: str, lr: float, seconds: float) -> dict:
    """Return the ms of a step by part, {"conv": [forward, backward]}: means over seconds."""
    module, net, loss, (x, y) = drawn()
    rule, cache, spent = RULES[rule], loss.init(), defaultdict(lambda: [0.0, 0.0])
    states = fit.begin(net, rule, lr, {}, np.random.default_rng(0))["states"]
    walk.set_training(net, True)
    next(walk.learned(net))[1]["need_dx"] = False  # as fit does
    net, loss = watched(net, spent), watching(loss, spent["loss"])
    whole, update = [0.0, 0.0], [0.0, 0.0]
    forth = timed(partial(gradients, module, net, loss, cache), whole, 0)
    back = timed(partial(move, net, rule, states, lr), update, 1)
    forth(x[0], y[0])  # which also makes the buffers
    for both in (whole, *spent.values()):
        both[:] = 0.0, 0.0
    steps, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        forth(x[steps % len(x)], y[steps % len(y)])
        back()
        steps += 1
    between = whole[0] - sum(map(sum, spent.values()))
    parts = spent | {"update": update, "between": [between, 0.0]}
    return {part: [1e3 * way / steps for way in both] for part, both in parts.items()}


def watched(net: dict, spent: dict) -> dict:
    """Return net with every layer's two ways adding their seconds to those of its kind."""

    def watch(name, module, inner):
        if "layers" in inner:
            return name, module, watched(inner, spent)
        return name, watching(module, spent[module.__name__.rpartition(".")[2]]), inner

    return net | {"layers": [watch(*layer) for layer in net["layers"]]}


def watching(module, both: list) -> SimpleNamespace:
    ways = timed(module.forward, both, 0), timed(module.backward, both, 1)
    return SimpleNamespace(forward=ways[0], backward=ways[1], __name__=module.__name__)


def timed(f, both: list, way: int):
    """Return f adding the seconds of its calls to both[way]."""

    def call(*given):
        start = time.perf_counter()
        out = f(*given)
        both[way] += time.perf_counter() - start
        return out

    return call


def lines(name: str, spent: dict) -> list[dict]:
    """Return the rows of a workload: all of it, then its parts, the largest first."""
    total = sum(map(sum, spent.values()))
    rows = [{"workload": name, "part": "step", "forward_ms": None, "backward_ms": None}]
    rows[0] |= {"share": 1.0, "ms": total}
    for part, (forward, backward) in sorted(spent.items(), key=lambda item: -sum(item[1])):
        rows.append(
            {"workload": name, "part": part, "forward_ms": forward, "backward_ms": backward}
            | {"share": (forward + backward) / total, "ms": forward + backward}
        )
    return rows
