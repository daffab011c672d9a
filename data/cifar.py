"""CIFAR's two formats: a pickled dict a batch, for Python, or records of bytes, for C.

    python    {"data": uint8 (n, 3072), "labels": a list of n ints, and what we leave}
    binary    n records of 1 + 3072 bytes, label and pixels
    pixels    1024 red ones, 1024 green, 1024 blue; rows from the top, each from the left

CIFAR-100 has two lists in the place of labels, coarse_labels and fine_labels, and two bytes in
this order in the place of one.

Source
    https://www.cs.toronto.edu/~kriz/cifar.html, "Dataset layout".
"""

import hashlib

import numpy as np

from data import download, folders, unpickle

PIXELS = 3 * 32 * 32
BINARY = ".bin"  # how the names of the binary version's files end


def load(versions, counts: dict[str, int], split: str, labels: dict[str, int]):
    """Return x uint8 (N, 3, 32, 32) and a dict with y int64 (N,) for each kind of label.

    labels is the number of classes of each kind, in the order of a record's bytes. Raises
    ValueError for another split, or for a file that is not as it should be.
    """
    paths = download.obtain(versions, split)
    N, n = counts[split], counts[split] // len(paths)
    x, y = np.empty((N, 3, 32, 32), np.uint8), {kind: np.empty(N, np.int64) for kind in labels}
    for k, path in enumerate(paths):
        batch, raw = slice(k * n, (k + 1) * n), path.read_bytes()
        with folders.reading(path, versions[0].name):
            if path.suffix == BINARY:
                pixels, columns = decode_binary(raw, n, labels)
            else:
                pixels, columns = decode_python(raw, versions[0].files[path.name], labels)
            x[batch] = pixels.reshape(n, 3, 32, 32)
        for kind in labels:
            y[kind][batch] = columns[kind]
    return x, y


def decode_python(raw: bytes, published: folders.File, labels: dict[str, int]):
    """Return pixels and labels in a pickled batch. ValueError unless it is the published one.

    It is hashed before any of its instructions is run; 31 MB take 0.02 to 0.2 s.
    """
    said = folders.compare(len(raw), hashlib.sha256(raw), published)
    if said != folders.OK:
        raise ValueError(f"it {said}")
    batch = unpickle.read(raw)
    return batch[b"data"], {kind: batch[kind.encode()] for kind in labels}


def decode_binary(raw: bytes, n: int, labels: dict[str, int]):
    """Return pixels and labels in n records. ValueError unless they are just that."""
    width = len(labels) + PIXELS
    if len(raw) != n * width:
        raise ValueError(f"{n} records of {width} bytes are {n * width:,}, not {len(raw):,}")
    records = np.frombuffer(raw, np.uint8).reshape(n, width)
    columns = {kind: records[:, k] for k, kind in enumerate(labels)}
    for kind, y in columns.items():
        if y.max() >= labels[kind]:
            raise ValueError(f"{kind} must be from 0 to {labels[kind] - 1}, not {y.max()}")
    return records[:, len(labels) :], columns


def binary(splits: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the names that the files of these splits have in the binary version."""
    return {split: tuple(name + BINARY for name in names) for split, names in splits.items()}
