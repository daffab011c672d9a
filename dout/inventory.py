"""Inventory: `dout data`, which sets there are and whether their files are right."""

from data import download, folders
from dout import choices


def listing() -> int:
    """Print a line a set: its name, classes, and where it is."""
    print(f"data sets lie in {folders.root()} (the environment variable DOUT_DATA sets it)\n")
    for name in choices.DATA:
        source = choices.module(choices.DATA, name)
        classes = f"{len(source.CLASSES):>4} classes" if hasattr(source, "CLASSES") else ""
        print(f"  {name:<15}{classes:<12}   {place(source)}")
    return 0


def place(source) -> str:
    """Return where a set is, in words."""
    if not published(source):
        return "drawn by the program, needs no files"
    version = download.at_hand(source.VERSIONS, lambda version: version.files)
    where = folders.folder(version.folder)
    missing = [name for name in version.files if not (where / name).exists()]
    if not missing:
        return str(where)
    some = f"{len(missing)} of {len(version.files)} files missing from"
    return f"not here ({some} {where})"


def verify(name: str) -> int:
    """Print what is wrong with each of the set's files; return 1 if one is, else 0."""
    source = choices.module(choices.DATA, name)
    if not published(source):
        print(f"{name}: drawn by the program, there are no files to verify")
        return 0
    found = download.verify(source)
    for path, status in found:
        print(f"{path}: {status}")
    return int(any(status != download.OK for _, status in found))


def fetch(name: str) -> int:
    """Download the set's files that are missing or wrong, and print its folder."""
    source = choices.module(choices.DATA, name)
    if not published(source):
        print(f"{name}: drawn by the program, there is nothing to fetch")
        return 0
    print(f"{name}: {download.fetch(source)}")
    return 0


def published(source) -> bool:
    """Return whether a set is made of files, rather than drawn."""
    return hasattr(source, "VERSIONS")
