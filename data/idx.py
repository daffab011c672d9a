"""IDX, the format of MNIST: a gzipped array of bytes behind a few big-endian numbers.

    0, 0, 8, number of dimensions       one byte each; 8 says that entries are unsigned bytes
    the dimensions                      four bytes each, the slowest first
    the entries                         one byte each, the last index running fastest

The reader is told the shape, for a set's shape is known. So it takes no size from the file:
no header makes it allocate, and no gzip unfolds beyond the bytes that are due.

Source
    LeCun, Cortes and Burges, "The MNIST database of handwritten digits", file formats.
"""

import math
import zlib

import numpy as np

from data import download, folders

SIDE = 28


def load(versions, counts: dict[str, int], split: str, classes: int):
    """Return x uint8 (N, 1, 28, 28) and y int64 (N,) of a set made like MNIST.

    Raises ValueError for another split, or for a file that is not as it should be.
    """
    images, labels = download.obtain(versions, split)
    n, name = counts[split], versions[0].name
    with folders.reading(images, name):
        x = decode(images.read_bytes(), (n, SIDE, SIDE))
    with folders.reading(labels, name):
        y = decode(labels.read_bytes(), (n,)).astype(np.int64)
        if y.max() >= classes:
            raise ValueError(f"labels must be 0 to {classes - 1}, not {y.max()}")
    return x[:, None], y


def decode(packed: bytes, shape: tuple[int, ...]) -> np.ndarray:
    """Return the uint8 array in a gzipped IDX file. ValueError unless it is of this shape."""
    header = bytes((0, 0, 8, len(shape))) + b"".join(n.to_bytes(4, "big") for n in shape)
    content = unzip(packed, len(header) + math.prod(shape))
    came = content[: len(header)]
    if came != header:
        raise ValueError(
            f"the IDX header of {' x '.join(map(str, shape))} unsigned bytes is "
            f"{header.hex(' ', 4)}, not {came.hex(' ', 4)}"
        )
    return np.frombuffer(content, np.uint8, offset=len(header)).reshape(shape).copy()


def unzip(packed: bytes, size: int) -> bytes:
    """Return what was gzipped. ValueError unless it is whole and of this size."""
    unzipper = zlib.decompressobj(wbits=31)  # 31: gzip, checksum included
    try:
        content = unzipper.decompress(packed, size + 1)
    except zlib.error as error:
        raise ValueError(f"the gzip is damaged ({error})") from error
    if len(content) > size:
        raise ValueError(f"the gzip unfolds to more than the {size:,} bytes that are due")
    if not unzipper.eof:
        raise ValueError(f"the gzip is cut off after {len(content):,} of {size:,} bytes")
    if len(content) < size or unzipper.unused_data:
        raise ValueError(
            f"the gzip must hold {size:,} bytes and have no tail, not {len(content):,} "
            f"and a tail of {len(unzipper.unused_data):,}"
        )
    return content
