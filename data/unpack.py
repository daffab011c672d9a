"""Unpack: the files of a set out of the archive in which it is published.

The archive is never extracted, as it could have files written anywhere. It is read in memory,
and of its members only those whose names we know, if they are plain files of the size that we
know; and they are hashed, although the archive was.
"""

import gzip
import hashlib
import tarfile
import zlib
from collections.abc import Iterator

from data.folders import OK, File, Version, compare


def files(packed, version: Version, names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield these files of the archive: name and content. ValueError if one is not as known."""
    sought = {f"{version.folder}/{name}": name for name in names}
    try:
        with tarfile.open(fileobj=packed, mode="r:gz") as tar:
            for member in tar:
                name = sought.pop(member.name, None)
                if name:
                    yield name, content_of(tar, member, version.files[name])
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise ValueError(f"the archive of {version.name} is damaged: {error}") from error
    if sought:
        raise ValueError(f"the archive of {version.name} lacks {', '.join(sought)}")


def content_of(tar, member, wanted: File) -> bytes:
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
