"""Planted mistakes: every one is found, and called what it is. See planted.py."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from planted import PLANTED

from diagnose import check

NAMED = 0.95  # of all, at least


def called(one, folder) -> str | None:
    """Return what the check calls a mistake; None if it is not found."""
    folder.mkdir()
    (item,) = check(one.write(folder)).items
    return item.findings[0].name if item.verdict == "wrong" else None


def test_there_are_enough_of_them():
    assert len(PLANTED) >= 200 and len({one.key for one in PLANTED}) >= 90
    assert sum(one.name is not None for one in PLANTED) >= NAMED * len(PLANTED)


@pytest.mark.parametrize("one", PLANTED[::40], ids=lambda one: f"{one.key}: {one.what}")
def test_a_mistake_is_found_and_named(one, tmp_path):
    found = called(one, tmp_path / "mine")
    assert found is not None and one.name in (None, found)


@pytest.mark.slow
def test_each_of_them_is_found_and_named(tmp_path):
    folders = [tmp_path / str(i) for i in range(len(PLANTED))]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(called, PLANTED, folders))
    rows = zip(PLANTED, found, strict=True)
    assert [one for one, name in rows if name is None or one.name not in (None, name)] == []
