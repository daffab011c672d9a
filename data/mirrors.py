"""Mirrors: one file from whichever of several servers sends the right one.

A mirror is not trusted. Whatever it sends is counted and hashed on its way, and is only kept if
it has the published size and SHA-256; if not, the next mirror is asked. If none is left, the
error says what each of them did, and how to do without a network.
"""

import hashlib
import time
from contextlib import ExitStack
from pathlib import Path

from data.folders import OK, File, Version, compare, folder, root

TIMEOUT = 30  # seconds for which a mirror may be silent
PAUSE = 1.0  # seconds until the mirrors that did not answer are asked once more


def send(version: Version, name: str, wanted: File, file) -> None:
    """Let the mirrors send a file until one sends what is wanted, or ConnectionError."""
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


def receive(url: str, wanted: File, file) -> None:
    """Write what url sends into file. ValueError unless it is what is wanted."""
    from pooch import HTTPDownloader  # 90 ms, and needed once in a set's life
    from tqdm import tqdm

    stack = ExitStack()

    def close_later(response, **_):  # pooch leaves open what it has not read to the end
        stack.callback(response.close)

    headers = {"Accept-Encoding": "identity"}  # else requests may unzip a file that is a gzip
    hooks = {"response": close_later}
    ask = HTTPDownloader(chunk_size=1 << 16, timeout=TIMEOUT, headers=headers, hooks=hooks)
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
        file.seek(0)  # over what another mirror sent, which was no longer than the right thing
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
