"""Memory: glibc is told to keep what is freed, and then does."""

import ctypes
import subprocess
import sys
from types import SimpleNamespace

import pytest

from arrays import memory

TRIM, MMAP = -1, -3  # malloc.h's numbers

PAGES = """
import resource
import numpy as np
from arrays import memory

def pages():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(10):
        for array in [np.empty(3_000_000, np.uint8) for _ in range(4)]:
            array[::4096] = 1
        del array
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

print(pages(), memory.keep_freed(), pages(), pages())
"""


def listening(monkeypatch, most: int) -> list:
    """What a C library is told that takes values up to most."""
    told = []

    def mallopt(option, value):
        told.append((option, value))
        return int(value <= most)

    monkeypatch.setattr(ctypes, "CDLL", lambda name: SimpleNamespace(mallopt=mallopt))
    return told


def test_both_thresholds_are_as_high_as_can_be(monkeypatch):
    told = listening(monkeypatch, most=2**31 - 1)
    assert memory.keep_freed.__wrapped__() is True
    assert told == [(MMAP, 2**31 - 1), (TRIM, 2**31 - 1)]


def test_an_older_one_is_told_the_most_that_it_takes(monkeypatch):
    told = listening(monkeypatch, most=2**25)
    assert memory.keep_freed.__wrapped__() is False
    assert told[:2] == [(MMAP, 2**31 - 1), (MMAP, 2**25)]


@pytest.mark.parametrize("error", [AttributeError, OSError, TypeError])
def test_another_c_library_is_left_alone(error, monkeypatch):
    def missing(name):
        raise error

    monkeypatch.setattr(ctypes, "CDLL", missing)
    assert memory.keep_freed.__wrapped__() is False


@pytest.mark.skipif(not memory.keep_freed(), reason="this C library has no mallopt")
def test_after_that_the_same_arrays_meet_no_new_page():
    run = [sys.executable, "-c", PAGES]
    found = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split()
    before, said, _, after = found
    assert said == "True" and int(before) > 5000 and int(after) < 500
