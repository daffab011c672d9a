"""Folders: where a set lies on this computer, and of which files it consists.

    $DOUT_DATA/FOLDER/FILE              if the environment variable DOUT_DATA is set
    the user's cache/FOLDER/FILE        if not: ~/.cache/dout, or what the system has for that

The files are the publisher's own, byte for byte, in the folder into which the publisher's
archive unpacks, so that a folder made by another program serves as it is.
"""

import hashlib
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

OK = "ok"


class File(NamedTuple):
    """How a file is known: by its size in bytes and the SHA-256 of its content, in hex."""

    size: int
    sha256: str


class Version(NamedTuple):
    """One form in which a set is published. A mirror is an address up to the file's name."""

    name: str  # of the set, as the command line has it
    folder: str
    files: dict[str, File]
    splits: dict[str, tuple[str, ...]]  # "train" and "test": the files to read, in order
    mirrors: tuple[str, ...]
    archive: dict[str, File] | None = None  # one file that holds the others


def root() -> Path:
    """Return the folder that holds a folder for each set."""
    chosen = os.environ.get("DOUT_DATA")
    return Path(chosen).expanduser() if chosen else cache()


def folder(name: str) -> Path:
    """Return the folder of the set whose FOLDER is name, whether it exists or not."""
    return root() / name


def cache() -> Path:
    """Return where this system keeps what a program can fetch again."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "dout" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "dout"
    xdg = os.environ.get("XDG_CACHE_HOME")
    return (Path(xdg) if xdg else Path.home() / ".cache") / "dout"


def status(path: Path, file: File) -> str:
    """Return "ok", or in what path is not the file that it should be."""
    if not path.exists():
        return "missing"
    with path.open("rb") as opened:
        return compare(path.stat().st_size, hashlib.file_digest(opened, "sha256"), file)


def compare(size: int, digest, file: File) -> str:
    """Return "ok", or in what a content of this size and digest is not that of the file."""
    if size != file.size:
        return f"has {size:,} bytes, not {file.size:,}"
    if digest.hexdigest() != file.sha256:
        return f"has the SHA-256 {digest.hexdigest()}, not {file.sha256}"
    return OK


@contextmanager
def reading(path: Path, name: str):
    """Make a ValueError in this block say of which file it is, and what to do."""
    try:
        yield
    except ValueError as error:
        raise ValueError(
            f"{path} is not as published: {error}. `dout data verify {name}` checks the files, "
            f"`dout data fetch {name}` replaces those that are wrong"
        ) from error
