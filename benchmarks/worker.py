"""Worker: the process of one side. It answers what it is asked through its pipe, and between
questions it is blocked on reading, with all its threads asleep.

    asked, on standard input        (question, arguments...), functions in errand.py's words
    answered, on standard output    ("answer", value) or ("error", traceback)

    python -m benchmarks.worker         with BLAS as it is
    python -m benchmarks.worker kept    in arrays/threads.py's kept(), as fit is
"""

import os
import signal
import sys
import time
import traceback
from contextlib import nullcontext

from arrays import message, threads
from benchmarks import machine
from benchmarks.errand import found

LIBRARIES = {"numpy": machine.numpy_library, "torch": machine.torch_library}


def load(tasks: dict, library: str, n: int) -> dict:
    """Import the library and return its facts; {"absent": why} if it is not installed."""
    try:
        return LIBRARIES[library](n)
    except ImportError as error:
        return {"absent": str(error)}


def begin(tasks: dict, build) -> tuple[list[str], dict]:
    """Build a side; return its tasks' names and what its check found."""
    built, check = build()
    tasks |= built
    return [*built], check()


def add(tasks: dict, build) -> list[str]:
    """Build something else to be timed; return the tasks' names."""
    built = build()
    tasks |= built
    return [*built]


def pace(tasks: dict, task: str, seconds: float) -> int:
    """Warm up for so long, and return how many runs then fill that time once more."""
    for _ in range(2):
        n, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            tasks[task]()
            n += 1
    fall_asleep()
    return n


def burst(tasks: dict, task: str, n: int) -> float:
    """Return the mean seconds of n runs; the tenth before them refills the caches unseen.

    One run that fills a burst by itself is so long that an empty cache does not show in it.
    """
    run = tasks[task]
    for _ in range(-(-(n - 1) // 10)):
        run()
    start = time.perf_counter()
    for _ in range(n):
        run()
    seconds = (time.perf_counter() - start) / n
    fall_asleep()
    return seconds


def memory(tasks: dict) -> int | None:
    return machine.peak_memory()


def fall_asleep(moment=0.005, patience=2.0) -> None:
    """Wait until no thread of this process runs: OpenBLAS's spin on for 30 ms and more.

    Raises RuntimeError if they never stop.
    """
    started = time.perf_counter()
    while time.perf_counter() - started < patience:
        before = time.process_time()
        time.sleep(moment)
        if time.process_time() - before < moment / 10:
            return
    raise RuntimeError(
        f"threads still spin {patience:g} s after their work, and would slow the other side; "
        "is OMP_WAIT_POLICY=active or GOMP_SPINCOUNT set?"
    )


QUESTIONS = {f.__name__: f for f in (load, begin, add, pace, burst, memory)}


def serve(asked, answers) -> None:
    """Answer until the other end closes."""
    tasks = {}
    while True:
        try:
            question, *given = map(found, message.read(asked))
        except EOFError:
            return
        except Exception:
            answer = "error", traceback.format_exc()
        else:
            answer = respond(tasks, question, given)
        try:
            message.write(answers, answer)
        except BrokenPipeError:
            os._exit(1)  # nobody listens any more, and a tidy exit would write once again


def respond(tasks: dict, question: str, given: list) -> tuple:
    try:
        return "answer", QUESTIONS[question](tasks, *given)
    except Exception:
        return "error", traceback.format_exc()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # on Ctrl-C the parent closes the pipe
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # so that a print goes to the screen and not between the answers
    # in a training loop, of which every burst is a piece, our threads keep BLAS at one
    with threads.kept() if "kept" in sys.argv else nullcontext():
        serve(sys.stdin.buffer, answers)
