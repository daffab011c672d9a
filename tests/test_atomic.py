"""Atomic: whatever stops a writer, the file is the old one or the new one, whole."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from arrays.atomic import replacing


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "facts.json"
    path.write_text("old")
    return path


def test_the_new_file_is_there_when_the_block_ends_and_not_before(path):
    with replacing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert [*path.parent.iterdir()] == [path]


def test_a_file_that_was_not_there_is_made(tmp_path):
    with replacing(tmp_path / "new.bin") as file:
        file.write(b"new")
    assert (tmp_path / "new.bin").read_bytes() == b"new"


def test_text_is_utf8_wherever_it_is_written(path):
    with replacing(path, "w") as file:
        file.write("größer")
    assert path.read_bytes() == "größer".encode()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_error_in_the_block_leaves_the_old_file_and_no_other(path, error):
    with pytest.raises(error), replacing(path) as file:
        file.write(b"half")
        raise error
    assert path.read_text() == "old"
    assert [*path.parent.iterdir()] == [path]


def test_a_full_disk_leaves_the_old_file_and_no_other(path):
    resource = pytest.importorskip("resource", reason="Windows has no limits of file size")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(OSError), replacing(path) as file:
            file.write(bytes(2000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_text() == "old"
    assert [*path.parent.iterdir()] == [path]


def test_a_missing_folder_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "none" / "facts.json"):
        pass


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_the_file_may_be_read_by_whoever_the_umask_lets(path, tmp_path):
    plain = tmp_path / "plain"
    plain.touch()
    with replacing(path):
        pass
    assert path.stat().st_mode == plain.stat().st_mode


@pytest.mark.skipif(os.name == "nt", reason="Windows has no kill -9")
def test_kill_9_halfway_leaves_the_old_file(path):
    halfway = (
        "import os, signal, sys; from arrays.atomic import replacing\n"
        "with replacing(sys.argv[1]) as file:\n"
        "    file.write(b'half'), file.flush(), os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parents[1]
    writer = subprocess.run([sys.executable, "-c", halfway, path], cwd=root)
    assert writer.returncode == -signal.SIGKILL
    assert path.read_text() == "old"
    (part,) = {*path.parent.iterdir()} - {path}
    assert part.read_bytes() == b"half"
