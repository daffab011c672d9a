"""Download: bring a set's files to this computer, and tell whether they are the right ones.

A mirror is not trusted. Whatever it sends is counted and hashed on the way to a file beside
its place, and gets the place only if it has the published size and SHA-256; if not, the next
mirror is asked. An archive stays in memory and is never extracted: of its members those are
read whose names we know, if they are plain files of the size we know, and hashed once more.
"""

import gzip
import hashlib
import io
import tarfile
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from arrays.atomic import replacing
from data import splits
from data.folders import File, Version, folder, root

OK = "ok"
TIMEOUT = 30  # seconds for which a mirror may be silent
PAUSE = 1.0  # seconds until the mirrors that did not answer are asked once more


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


def download(version: Version, names: list[str]) -> None:
    """Put these files of a version into its folder."""
    if not names:
        return
    place = folder(version.folder)
    check_writable(place, version, names)
    if version.archive:
        for name, content in unpacked(archive(version), version, names):
            with replacing(place / name) as file:
                file.write(content)
    else:
        for name in names:
            with replacing(place / name) as file:
                from_mirrors(version, name, version.files[name], file)


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


def from_mirrors(version: Version, name: str, wanted: File, file) -> None:
    """Write into file what the first honest mirror sends. ConnectionError if there is none."""
    from requests.exceptions import RequestException  # requests is what pooch downloads with

    failures = {}
    for pause in (0, PAUSE):
        time.sleep(pause)
        for url in (mirror + name for mirror in version.mirrors):
            if isinstance(failures.get(url), ValueError):
                continue  # it did answer, and will send the same again
            try:
                return receive(url, wanted, file)
            except (RequestException, ValueError) as error:
                failures[url] = error
    said = "".join(f"    {url}\n        {error}\n" for url, error in failures.items())
    raise ConnectionError(
        f"{version.name}: no mirror sent {name}.\n{said}{offline(version, name, wanted)}"
    )


def offline(version: Version, name: str, wanted: File) -> str:
    """Return how to do without a network on this computer."""
    place, then = folder(version.folder), f"`dout data verify {version.name}` checks it"
    if version.archive:
        place, then = root(), f"`dout data fetch {version.name}` checks and unpacks it"
    return (
        "Without a network, get it on another computer from one of these addresses:\n"
        f"    {name}, {wanted.size:,} bytes, SHA-256 {wanted.sha256}\n"
        f"Put it as it is into {place}; then {then}."
    )


def receive(url: str, wanted: File, file) -> None:
    """Write what url sends into file. ValueError unless it is what is wanted."""
    from pooch import HTTPDownloader  # 90 ms, and needed once in a set's life
    from tqdm import tqdm

    stack = ExitStack()

    def close_later(response, **_):  # pooch leaves open what it has not read to the end
        stack.callback(response.close)

    ask = HTTPDownloader(
        chunk_size=1 << 16,
        timeout=TIMEOUT,
        hooks={"response": close_later},
        headers={
            "Accept-Encoding": "identity"
        },  # else requests may unzip a file that is a gzip
    )
    bar = tqdm(total=wanted.size, desc=Path(url).name, unit="B", unit_scale=True, disable=None)
    with stack, bar:
        checked = Checked(file, wanted.size, bar)
        ask(url, checked, None)
    said = compare(checked.size, checked.digest, wanted)
    if said != OK:
        raise ValueError(f"what it sent {said}")


class Checked:
    """A file from its beginning on, that takes no more than limit bytes and hashes them."""

    def __init__(self, file, limit: int, bar):
        file.seek(0)
        file.truncate()
        self.file, self.limit, self.bar = file, limit, bar
        self.size, self.digest = 0, hashlib.sha256()

    def write(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size > self.limit:
            raise ValueError(f"it sends more than {self.limit:,} bytes")
        self.digest.update(chunk)
        self.file.write(chunk)
        self.bar.update(len(chunk))

    def flush(self) -> None:
        """Pooch asks for this after every chunk; the file is flushed when it is whole."""


def archive(version: Version) -> io.BytesIO:
    """Return the archive, from beside the sets' folders if it lies there, or from a mirror."""
    ((name, wanted),) = version.archive.items()
    path = root() / name
    if not path.exists():
        packed = io.BytesIO()
        from_mirrors(version, name, wanted, packed)
        return packed
    said = status(path, wanted)
    if said != OK:
        raise ValueError(f"{path} {said}; without it, the archive would be downloaded")
    return io.BytesIO(path.read_bytes())


def unpacked(packed, version: Version, names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield these files of the archive: name and content. ValueError if one is not as known."""
    packed.seek(0)
    sought = {f"{version.folder}/{name}": name for name in names}
    try:
        with tarfile.open(fileobj=packed, mode="r:gz") as tar:
            for member in tar:
                name = sought.pop(member.name, None)
                if name:
                    yield name, member_content(tar, member, version.files[name])
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise ValueError(f"the archive of {version.name} is damaged: {error}") from error
    if sought:
        raise ValueError(f"the archive of {version.name} lacks {', '.join(sought)}")


def member_content(tar, member, wanted: File) -> bytes:
    """Return a member's bytes. ValueError unless it is a plain file, and the one wanted."""
    if not member.isreg() or member.size != wanted.size:
        raise ValueError(
            f"{member.name} in the archive must be a plain file of {wanted.size:,} bytes, "
            f"not of {member.size:,} and type {member.type!r}"
        )
    content = tar.extractfile(member).read(wanted.size + 1)
    said = compare(len(content), hashlib.sha256(content), wanted)
    if said != OK:
        raise ValueError(f"{member.name} in the archive {said}")
    return content
