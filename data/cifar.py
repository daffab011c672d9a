"""CIFAR's two formats: a pickled dict a batch, for Python, or records of bytes, for C.

    python    {"data": uint8 (n, 3072), "labels": a list of n ints, and what we leave}
    binary    n records of 1 + 3072 bytes, label and pixels
    pixels    1024 red ones, 1024 green, 1024 blue; rows from the top, each from the left

CIFAR-100 has two lists in the place of labels, coarse_labels and fine_labels, and two bytes in
this order in the place of one.

Source
    https://www.cs.toronto.edu/~kriz/cifar.html, "Dataset layout".
"""

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
        batch = slice(k * n, (k + 1) * n)
        decode = decode_binary if path.suffix == BINARY else decode_python
        with folders.reading(path, versions[0].name):
            x[batch], columns = decode(path.read_bytes(), n, labels)
        for kind in labels:
            y[kind][batch] = columns[kind]
    return x, y


def decode_python(raw: bytes, n: int, labels: dict[str, int]):
    """Return x and the labels in a pickled batch. ValueError unless it is one of n images."""
    batch = unpickle.read(raw)
    if not isinstance(batch, dict):
        raise ValueError(f"the pickle must hold a dict, not a {type(batch).__name__}")
    # Python 2 wrote the files, and its str is our bytes
    batch = {key.decode() if isinstance(key, bytes) else key: batch[key] for key in batch}
    x = batch.get("data")
    if not isinstance(x, np.ndarray) or x.shape != (n, PIXELS):
        came = x.shape if isinstance(x, np.ndarray) else f"a {type(x).__name__}"
        raise ValueError(f"data must be uint8 of shape ({n}, {PIXELS}), not {came}")
    return images(x), {kind: column(batch.get(kind), kind, n, labels[kind]) for kind in labels}


def decode_binary(raw: bytes, n: int, labels: dict[str, int]):
    """Return x and the labels in n records. ValueError unless they are just that."""
    width = len(labels) + PIXELS
    if len(raw) != n * width:
        raise ValueError(f"{n} records of {width} bytes are {n * width:,}, not {len(raw):,}")
    records = np.frombuffer(raw, np.uint8).reshape(n, width)
    x = images(records[:, len(labels) :])
    return x, {
        kind: column(records[:, k].tolist(), kind, n, labels[kind])
        for k, kind in enumerate(labels)
    }


def images(x: np.ndarray) -> np.ndarray:
    """Return rows of pixels as images."""
    return x.reshape(-1, 3, 32, 32)


def column(y, kind: str, n: int, classes: int) -> np.ndarray:
    """Return a list of labels as int64. ValueError unless it is n ints, each a class's."""
    if not isinstance(y, list) or len(y) != n:
        came = len(y) if isinstance(y, list) else f"a {type(y).__name__}"
        raise ValueError(f"{kind} must be a list of {n}, not {came}")
    if set(map(type, y)) != {int} or min(y) < 0 or max(y) >= classes:
        raise ValueError(f"{kind} must be whole numbers from 0 to {classes - 1}")
    return np.array(y, np.int64)


def binary(splits: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the names that the files of these splits have in the binary version."""
    return {split: tuple(name + BINARY for name in names) for split, names in splits.items()}
