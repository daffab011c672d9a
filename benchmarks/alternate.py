"""Alternate: ours and PyTorch's in two processes that take turns in short bursts.

In one process the two libraries' thread pools spin against each other, and both fall to a third
of their speed. And a machine shared with others changes its speed from second to second, so two
figures taken a minute apart say little about each other; two bursts side by side do. A round of
one burst each is therefore the unit, every other round runs backwards, and what is reported are
medians over rounds.
"""

import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from arrays import message
from benchmarks import machine, products
from benchmarks.agree import refuse_difference
from benchmarks.errand import spelled
from benchmarks.workload import Workload

ROOT = Path(__file__).parents[1]
RATES = 5  # rounds of the square product
PAUSE = 0.01  # seconds between bursts


def measure(name: str, workload: Workload, threads: int, seconds: float, rounds: int) -> dict:
    """Return what the two processes are, "ours" and "theirs", and all "bursts", in seconds.

    bursts has for each task those of "ours", "theirs" and "limit", if it has any. Without
    PyTorch "theirs" is {"absent": why}, and only ours runs. Raises Disagreement if the sides do
    not compute the same, RuntimeError if one of them fails.
    """
    with (
        worker("ours", threads, "kept") as ask_ours,
        worker("PyTorch", threads) as ask_theirs,
        worker("NumPy's products", threads) as ask_products,  # ours takes threads from BLAS
    ):
        ours = ask_ours("load", "numpy", threads)
        theirs = ask_theirs("load", "torch", threads)
        sides = {"ours": (ask_ours, ours, workload.ours)}
        rated = {"ours": (ask_products, products.square_numpy)}
        if "absent" not in theirs:
            sides["theirs"] = (ask_theirs, theirs, workload.theirs)
            rated["theirs"] = (ask_theirs, products.square_torch)

        begun = [ask("begin", build) for ask, _, build in sides.values()]
        refuse_difference(name, *(found for _, found in begun))
        tasks, _ = begun[0]
        for ask, facts, _ in sides.values():
            for task in tasks:
                ask("pace", task, seconds)  # after which its memory stays as it is
            facts["peak_bytes"] = ask("memory")
        for ask, square in rated.values():
            ask("add", square)
        limited = ask_products("add", partial(products.limits, workload.products))

        rates = alternate([(ask, "square") for ask, _ in rated.values()], seconds, RATES)
        for (_, facts, _), rate in zip(sides.values(), rates, strict=True):
            facts["square"] = rate
        bursts = {}
        for task in tasks:
            turns = {side: (ask, task) for side, (ask, *_) in sides.items()}
            if f"{task} limit" in limited:
                turns["limit"] = ask_products, f"{task} limit"
            found = alternate([*turns.values()], seconds, rounds)
            bursts[task] = dict(zip(turns, found, strict=True))
    return {"ours": ours, "theirs": theirs, "bursts": bursts}


def alternate(turns: list, seconds: float, rounds: int) -> list[list[float]]:
    """Return for each turn, an (ask, task), the seconds a run took in each round's burst."""
    counts = [ask("pace", task, seconds) for ask, task in turns]
    times = [[] for _ in turns]
    order = [*zip(turns, counts, times, strict=True)]
    for _ in range(rounds):
        for (ask, task), n, found in order:
            time.sleep(PAUSE)
            found.append(ask("burst", task, n))
        order.reverse()
    return times


@contextmanager
def worker(side: str, threads: int, *words: str):
    """Start a process of benchmarks/worker.py; yield ask(question, *arguments), its answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.worker", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=machine.environment(threads),
        cwd=ROOT,
    )

    def ask(question, *arguments):
        try:
            message.write(process.stdin, [question, *map(spelled, arguments)])
            kind, value = message.read(process.stdout)
        except (EOFError, OSError) as error:
            with suppress(OSError):
                process.stdin.close()  # here, with what could not be sent, and not on leaving
            code = process.wait()
            raise RuntimeError(f"the process of {side} ended, with exit code {code}") from error
        if kind == "error":
            raise RuntimeError(f"the process of {side} failed:\n{value}")
        return value

    with process:  # which closes the pipes, and so ends it, and waits
        yield ask
