"""Memory: glibc is told to keep what is freed, and then does."""

import ctypes
import subprocess
import sys
from pathlib import Path
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


def asked(library) -> bool:
    """Return what keep_freed does where ctypes.CDLL is library."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ctypes, "CDLL", library)
        return memory.keep_freed.__wrapped__()


def told(most: int) -> list:
    """Return what a C library is told that takes values up to most."""
    found = []

    def mallopt(option, value):
        found.append((option, value))
        return int(value <= most)

    asked(lambda name: SimpleNamespace(mallopt=mallopt))
    return found


def test_both_thresholds_are_as_high_as_can_be():
    assert told(most=2**31 - 1) == [(MMAP, 2**31 - 1), (TRIM, 2**31 - 1)]


def test_an_older_one_is_told_the_most_that_it_takes():
    assert told(most=2**25)[:2] == [(MMAP, 2**31 - 1), (MMAP, 2**25)]


@pytest.mark.parametrize("error", [AttributeError, OSError, TypeError])
def test_another_c_library_is_left_alone(error):
    def missing(name):
        raise error

    assert asked(missing) is False


def test_after_that_the_same_arrays_meet_no_new_page(tmp_path):
    if not memory.keep_freed():
        pytest.skip("this C library has no mallopt")
    (tmp_path / "pages.py").write_text(PAGES)
    run = [sys.executable, tmp_path / "pages.py"]
    where = Path(memory.__file__).parents[1]
    found = subprocess.run(run, capture_output=True, text=True, check=True, cwd=where).stdout
    before, said, _, after = found.split()
    assert said == "True" and int(before) > 5000 and int(after) < 500
