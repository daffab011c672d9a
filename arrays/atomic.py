"""Atomic: a file is there whole, or as it was before; never half-written."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path, mode="wb"):
    """Open a file beside path, and put it in path's place when the block ends without error.

    Raises OSError, with path as it was, where the disk is full or the folder not writable.
    """
    path = Path(path)
    if path.exists() and not path.is_file():  # as /dev/null, which would be a file from then on
        raise FileExistsError(f"{path} is there and is no file: name another place")
    text = None if "b" in mode else "utf-8"
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, mode, encoding=text) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~UMASK)  # mkstemp's files are for their owner alone
        os.replace(name, path)
    except BaseException as error:
        os.unlink(name)
        error.add_note(f"while writing {path}, which is as it was before")
        raise


UMASK = os.umask(0)
os.umask(UMASK)
