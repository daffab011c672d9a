"""Threads: parts are shared evenly and in order, with BLAS at one thread meanwhile."""

import gc
import os
import subprocess
import sys
import threading
import warnings
import weakref
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from arrays import threads

BLAS = "OPENBLAS_NUM_THREADS"


def blas() -> set[int]:
    return {lib.num_threads for lib in threads.libraries()}


@pytest.fixture(autouse=True, params=[1, 2, 3])
def n(request):
    with threadpool_limits(request.param, user_api="blas"):
        if blas() != {request.param}:
            pytest.skip(f"this BLAS does not go by limits: {blas()} for {request.param}")
        yield request.param


def test_there_are_as_many_threads_as_blas_has(n):
    assert threads.number() == n


def test_each_takes_an_even_run_and_the_order_stays(n):
    runs = threads.share(list, range(10))
    assert len(runs) == n and sum(runs, []) == [*range(10)]
    assert max(map(len, runs)) - min(map(len, runs)) <= 1


def test_they_work_at_the_same_time(n):
    meeting = threading.Barrier(n)
    threads.share(lambda parts: meeting.wait(timeout=10), range(n))


def test_what_was_worked_on_is_let_go():
    x = np.ones(8)
    held = weakref.ref(x)

    def work(parts, x=x):
        return [x[i] for i in parts]

    assert threads.share(work, range(8)) != []
    del work, x
    gc.collect()
    assert held() is None


def test_fewer_parts_than_threads_take_fewer():
    assert threads.share(list, [7]) == [[7]]
    assert threads.share(list, []) == [[]]


def test_each_is_a_loop():
    assert threads.each(lambda i: i * i, range(7)) == [i * i for i in range(7)]


def test_a_part_that_shares_does_so_alone(n):
    def work(parts):
        return threads.number(), threads.share(list, range(4))

    assert threads.share(work, range(n)) == [(1, [[0, 1, 2, 3]])] * n


def test_blas_has_one_thread_meanwhile_and_its_own_again_after(n):
    assert threads.each(lambda _: blas(), range(4)) == [{1}] * 4
    assert blas() == {n}


def test_an_error_in_a_part_is_raised_when_all_have_stopped(n):
    stopped = []

    def work(parts):
        if 0 in parts:
            raise KeyError("a fault")
        stopped.append(parts)

    with pytest.raises(KeyError, match="a fault"):
        threads.share(work, range(n))
    assert len(stopped) == n - 1 and blas() == {n} and threads.number() == n


def test_an_error_in_another_thread_is_raised(n):
    with pytest.raises(ZeroDivisionError):
        threads.each(lambda i: 1 // (n - 1 - i), range(n))


def test_in_kept_blas_stays_at_one_from_the_first_share_on(n):
    with threads.kept():
        assert blas() == {n}
        threads.share(list, range(4))
        assert blas() == ({1} if n > 1 else {n}) and threads.number() == n
        with threads.kept():
            pass
        assert len(threads.share(list, range(4))) == n
    assert blas() == {n}


def test_kept_gives_back_after_an_error(n):
    with pytest.raises(KeyError), threads.kept():
        threads.share(list, range(4))
        raise KeyError
    assert blas() == {n} and threads.number() == n


def in_a_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_thread_that_shares_meanwhile_gives_nothing_back_that_is_kept(n):
    with threads.kept():
        threads.share(list, range(4))
        in_a_thread(lambda: threads.share(list, range(4))).join()
        assert blas() == {1} and threads.number() == n
    assert blas() == {n} and threads.number() == n


def test_a_thread_can_hold_blas_after_another_did(n):
    threads.share(list, range(4))
    seen = []

    def work():
        with threads.kept():
            threads.share(list, range(4))
            seen.append(blas())

    in_a_thread(work).join()
    assert seen == [{1}] and blas() == {n}


def test_many_threads_that_share_at_once_leave_blas_as_it_was(n):
    def work():
        for _ in range(100):
            threads.share(list, range(4))

    for thread in [in_a_thread(work) for _ in range(4)]:
        thread.join()
    assert blas() == {n} and threads.number() == n


def test_a_thread_that_outlives_the_main_one_still_shares():
    late = (
        "import threading, time\n"
        "from arrays import threads\n"
        "def work():\n"
        "    time.sleep(0.3)\n"
        "    print(threads.each(abs, range(4)))\n"
        "threading.Thread(target=work).start()\n"
    )
    run = [sys.executable, "-c", late]
    more = {"cwd": Path(threads.__file__).parents[1], "env": os.environ | {BLAS: "2"}}
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, **more)
    assert done.stdout == "[0, 1, 2, 3]\n" and done.stderr == ""


def test_errstate_holds_in_every_part():
    with warnings.catch_warnings(), np.errstate(divide="raise"):
        with pytest.raises(FloatingPointError):
            threads.each(lambda i: np.float64(1) / (i if i < 3 else np.float64(0)), range(1, 4))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_child_has_threads_of_its_own():
    threads.share(list, range(4))
    child = os.fork()
    if child == 0:
        found = threads.each(lambda i: i + 1, range(4))
        os._exit(0 if found == [1, 2, 3, 4] else 1)
    assert os.waitpid(child, 0)[1] == 0
