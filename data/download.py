"""Download: see that the files of a set are on this computer, and that they are the right ones.

    obtain(versions, split)    what load reads: the files, downloaded if they are missing
    verify(module)             what `dout data verify` prints: the state of every file
    fetch(module)              what `dout data fetch` does: download those that are not right

A file gets its place only when it is whole and has its SHA-256, so that what is there can be
read at once: only the size is looked at each time, and of what could be hostile, CIFAR's
pickles, the SHA-256. verify reads it all.
"""

import io
import tempfile
from pathlib import Path

from arrays.atomic import replacing
from data import mirrors, splits, unpack
from data.folders import OK, Version, folder, root, status


def obtain(versions: tuple[Version, ...], split: str) -> list[Path]:
    """Return the files of a split, in order; those that are missing are downloaded.

    The first version that is there is taken, or else the first. Raises ValueError for another
    split or a file that has not its size, PermissionError if the folder cannot be written,
    ConnectionError if no mirror serves.
    """
    splits.check(split)
    version = at_hand(versions, lambda version: version.splits[split])
    paths = [folder(version.folder) / name for name in version.splits[split]]
    download(version, [path.name for path in paths if not path.exists()])
    for path in paths:
        size, due = path.stat().st_size, version.files[path.name].size
        if size != due:
            raise ValueError(
                f"{path} must have {due:,} bytes, not {size:,}. "
                f"`dout data fetch {version.name}` replaces it"
            )
    return paths


def verify(module) -> list[tuple[Path, str]]:
    """Return every file of a set's version at hand, and "ok" or what is wrong with it.

    module is the set's, such as data.mnist. Reads all files, to hash them.
    """
    version = at_hand(module.VERSIONS, lambda version: version.files)
    place = folder(version.folder)
    return [(place / name, status(place / name, file)) for name, file in version.files.items()]


def fetch(module) -> Path:
    """Download those files of a set that are missing or wrong, and return its folder.

    Raises PermissionError and ConnectionError as obtain does.
    """
    version = at_hand(module.VERSIONS, lambda version: version.files)
    download(version, [path.name for path, said in verify(module) if said != OK])
    return folder(version.folder)


def at_hand(versions: tuple[Version, ...], names) -> Version:
    """Return the first version of which all names(version) are there, or else the first."""
    for version in versions:
        if all((folder(version.folder) / name).exists() for name in names(version)):
            return version
    return versions[0]


def download(version: Version, names: list[str]) -> None:
    """Put these files of a version into its folder."""
    if not names:
        return
    place = folder(version.folder)
    check_writable(place, version, names)
    if version.archive:
        for name, content in unpack.files(archive(version), version, names):
            with replacing(place / name) as file:
                file.write(content)
    else:
        for name in names:
            with replacing(place / name) as file:
                mirrors.send(version, name, version.files[name], file)


def check_writable(place: Path, version: Version, names: list[str]) -> None:
    """Make the folder. PermissionError, before anything is downloaded, if it takes no file."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=place).close()
    except OSError as error:
        raise PermissionError(
            f"{version.name}: {', '.join(names)} must be downloaded, and {place} cannot be "
            f"written: {error}.\nSet the environment variable DOUT_DATA to a folder that can"
        ) from error


def archive(version: Version) -> io.BytesIO:
    """Return the archive, from beside the sets' folders if it lies there, or from a mirror."""
    ((name, wanted),) = version.archive.items()
    path = root() / name
    if not path.exists():
        packed = io.BytesIO()
        mirrors.send(version, name, wanted, packed)
        packed.seek(0)
        return packed
    said = status(path, wanted)
    if said != OK:
        raise ValueError(f"{path} {said}; without it, the archive would be downloaded")
    return io.BytesIO(path.read_bytes())
