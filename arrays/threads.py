"""Threads: the blocks of a loop taken by several threads at once, as many as BLAS has.

    share(work, parts)    [work(first half of parts), work(second half)], at the same time
    each(f, parts)        [f(part) for part in parts], likewise

BLAS runs one product on all cores, but a ufunc or a copy runs on one. NumPy lets go of the
interpreter's lock in all of them, so each core can take its own blocks through copies and
products alike, with BLAS at one thread in each. A convolution of 64 images of 16 x 16, 64
channels to 64, takes 10 ms where BLAS alone has two threads and 7 where the loop does.

How many is BLAS's own number: OPENBLAS_NUM_THREADS and threadpoolctl's limits hold here too,
if they are set before.
Which thread takes which part does not depend on the clock, so sums are the same every time.

After a product on several threads OpenBLAS's wait for the next in a busy loop, for some 30 ms,
and would take a core from ours. A training loop is therefore best run in kept(), which leaves
BLAS at one thread from the first share on. A net that never shares keeps BLAS as it is.
"""

import os
import sys
import threading
from contextlib import contextmanager
from contextvars import copy_context
from functools import cache
from queue import SimpleQueue

from arrays import memory


class Here(threading.local):
    """What is so in one thread."""

    sharing = False  # it is at work on a part, and takes what that shares alone


here = Here()
lock = threading.Lock()  # for what is below, which is of the process, as BLAS's threads are
users = 0  # how many kept() and shares there are at the moment
before = {}  # BLAS library: its threads before the first of these set them to one
handed = SimpleQueue()  # parts for whichever of our threads is free
helpers = 0  # how many there are


def share(work, parts) -> list:
    """Return what work returns for each of as many even runs of parts as there are threads."""
    parts = list(parts)
    n = min(number(), len(parts))
    if n < 2:
        return [work(parts)]
    ends = [len(parts) * i // n for i in range(n + 1)]
    first, *others = (parts[a:b] for a, b in zip(ends[:-1], ends[1:], strict=True))
    with one_for_blas():
        if not helped_by(n - 1):
            return [alone(work, run) for run in (first, *others)]
        shares = [Share(work, run) for run in others]
        for one in shares:
            handed.put(one)
        try:
            found = alone(work, first)
        finally:
            for one in shares:
                one.done.acquire()  # nobody still writes when an error leaves here
    return [found, *(one.result() for one in shares)]


def each(f, parts) -> list:
    """Return [f(part) for part in parts]."""
    return sum(share(lambda run: [f(part) for part in run], parts), [])


class Share:
    """What another thread is to do, and what came of it.

    A future of concurrent.futures is the same, and takes 50 us more from hand to hand.
    """

    def __init__(self, work, parts):
        self.context, self.work, self.parts = copy_context(), work, parts
        self.found = self.error = None
        self.done = threading.Lock()
        self.done.acquire()

    def do(self) -> None:
        try:
            self.found = self.context.run(alone, self.work, self.parts)
        except BaseException as error:
            self.error = error
        self.done.release()

    def result(self):
        if self.error is not None:
            raise self.error
        return self.found


def help_on(queue: SimpleQueue) -> None:
    while True:
        queue.get().do()


def helped_by(n: int) -> bool:
    """See to it that n other threads are there; say no if the interpreter is ending."""
    global helpers
    if sys.is_finalizing():  # they are still in our books, and stand still
        return False
    with lock:
        try:
            while helpers < n:
                threading.Thread(target=help_on, args=(handed,), daemon=True).start()
                helpers += 1
        except RuntimeError:  # it starts nothing more
            return False
    return True


def alone(work, parts):
    here.sharing = True
    try:
        return work(parts)
    finally:
        here.sharing = False


def number() -> int:
    """Return how many threads share takes: BLAS's own, and 1 within a part."""
    if here.sharing:
        return 1
    with lock:
        return max((before.get(lib, 0) or lib.num_threads for lib in libraries()), default=1)


def held() -> bool:
    """Say whether BLAS is at one thread for our sake."""
    return bool(before)


@contextmanager
def kept():
    """Leave BLAS at one thread from the first share on, and give the others back at the end.

    What is freed stays with the process from here on (arrays/memory.py).
    """
    memory.keep_freed()
    with using():
        yield


@contextmanager
def one_for_blas():
    with using():
        with lock:
            for lib in libraries():
                if lib not in before:
                    before[lib] = lib.num_threads
                    set_threads(lib, 1)
        yield


@contextmanager
def using():
    """Count a user; with the last one to go, BLAS has its threads again."""
    global users
    with lock:
        users += 1
    try:
        yield
    finally:
        with lock:
            users -= 1
            while before and not users:
                set_threads(*before.popitem())


def set_threads(lib, n: int) -> None:
    """Set BLAS's threads, whichever Python thread asks.

    threadpoolctl's own way heeds, as long as it lives, the one that asked first.
    """
    getattr(lib, "_real_set_num_threads", lib.set_num_threads)(n)


@cache
def libraries() -> list:
    """Return every BLAS that is loaded, as threadpoolctl's controllers."""
    import numpy  # noqa: F401, so that its BLAS is loaded
    from threadpoolctl import ThreadpoolController  # 10 ms, for those who need it

    return ThreadpoolController().select(user_api="blas").lib_controllers


def begin_anew() -> None:
    """Forget the parent's threads, of which a forked child has none, and what they hold."""
    global lock, handed, helpers
    lock, handed, helpers = threading.Lock(), SimpleQueue(), 0


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=begin_anew)
