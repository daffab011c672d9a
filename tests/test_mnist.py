"""MNIST and Fashion-MNIST: the real files where they are, and small ones of the same format.

The downloads are in test_download.py.
"""

import gzip
import hashlib
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from data import download, fashion_mnist, folders, idx, mnist
from data.folders import File

SETS = [mnist, fashion_mnist]


def needs(module):
    """Skip unless the real files of this set are there."""
    version = module.VERSIONS[0]
    place = folders.folder(version.folder)
    if not all((place / name).exists() for name in version.files):
        pytest.skip(f"{place} does not hold {version.name}; $DOUT_DATA may name its parent")


@pytest.mark.parametrize(
    ("module", "counts", "mean", "std"),
    [
        (
            mnist,
            [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
            33.3184,
            78.5675,
        ),
        (fashion_mnist, [6000] * 10, 72.9404, 90.0212),
    ],
)
def test_the_real_training_set_has_the_known_classes_mean_and_deviation(
    module, counts, mean, std
):
    needs(module)
    x, y = module.load("train")
    assert (x.shape, x.dtype, y.dtype) == ((60_000, 1, 28, 28), np.uint8, np.int64)
    assert_array_equal(np.bincount(y), counts)
    shades = np.bincount(x.ravel())  # in the place of sums over 47 million floats
    level = np.arange(256)
    assert round(x.mean(), 4) == mean
    assert round(np.sqrt(np.average((level - x.mean()) ** 2, weights=shades)), 4) == std


@pytest.mark.parametrize(
    ("module", "counts"),
    [
        (mnist, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]),
        (fashion_mnist, [1000] * 10),
    ],
)
def test_the_real_test_set_has_the_known_classes(module, counts):
    needs(module)
    x, y = module.load("test")
    assert x.shape == (10_000, 1, 28, 28)
    assert_array_equal(np.bincount(y), counts)


@pytest.mark.parametrize("module", SETS)
def test_the_real_files_are_those_that_were_published(module):
    needs(module)
    assert {said for _, said in download.verify(module)} == {"ok"}


def packed(array) -> bytes:
    """Return a uint8 array as a gzipped IDX file."""
    sizes = b"".join(n.to_bytes(4, "big") for n in array.shape)
    return gzip.compress(bytes((0, 0, 8, array.ndim)) + sizes + array.tobytes(), mtime=0)


def lay(tmp_path, monkeypatch, module=mnist):
    """Lay a small set into tmp_path, 7 images and 3; return them by split."""
    monkeypatch.setenv("DOUT_DATA", str(tmp_path))
    rng = np.random.default_rng(231)
    (tmp_path / module.FOLDER).mkdir()
    files, sets, counts = {}, {}, {"train": 7, "test": 3}
    for split, names in module.SPLITS.items():
        n = counts[split]
        x = rng.integers(0, 256, (n, 28, 28), dtype=np.uint8)
        y = rng.integers(0, 10, n, dtype=np.uint8)
        sets[split] = x, y
        for name, array in zip(names, (x, y), strict=True):
            put(tmp_path / module.FOLDER / name, packed(array), files)
    monkeypatch.setattr(module, "COUNTS", counts)
    monkeypatch.setattr(module, "VERSIONS", (module.VERSIONS[0]._replace(files=files),))
    return sets


def put(path, raw, files):
    """Write a file, and enter it into the table as if it were published like this."""
    path.write_bytes(raw)
    files[path.name] = File(len(raw), hashlib.sha256(raw).hexdigest())


@pytest.mark.parametrize("module", SETS)
@pytest.mark.parametrize("split", ["train", "test"])
def test_a_small_set_comes_back_as_it_was_and_may_be_written_to(
    module, split, tmp_path, monkeypatch
):
    images, labels = lay(tmp_path, monkeypatch, module)[split]
    x, y = module.load(split)
    assert_array_equal(x, images[:, None])
    assert_array_equal(y, labels)
    assert x.flags.writeable and y.dtype == np.int64


@pytest.mark.parametrize(
    ("name", "array", "said"),
    [
        ("train-images-idx3-ubyte.gz", np.zeros((8, 28, 28), np.uint8), "more than the 5,504"),
        ("train-images-idx3-ubyte.gz", np.zeros((7, 27, 28), np.uint8), "5,504 bytes"),
        (
            "train-images-idx3-ubyte.gz",
            np.zeros((7, 14, 56), np.uint8),
            "not 00000803 00000007",
        ),
        ("train-labels-idx1-ubyte.gz", np.zeros(6, np.uint8), "15 bytes"),
        (
            "train-labels-idx1-ubyte.gz",
            np.full(7, 10, np.uint8),
            "labels must be 0 to 9, not 10",
        ),
    ],
)
def test_a_file_with_other_content_is_named_with_what_to_do(
    name, array, said, tmp_path, monkeypatch
):
    lay(tmp_path, monkeypatch)
    path = tmp_path / "mnist" / name
    put(path, packed(array), mnist.VERSIONS[0].files)
    with pytest.raises(ValueError) as caught:
        mnist.load()
    for word in (str(path), said, "dout data verify mnist", "dout data fetch mnist"):
        assert word in str(caught.value)


def test_a_file_of_another_size_is_not_read_at_all(tmp_path, monkeypatch):
    lay(tmp_path, monkeypatch)
    path = tmp_path / "mnist" / "t10k-labels-idx1-ubyte.gz"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(ValueError, match="t10k-labels-idx1-ubyte.gz must have"):
        mnist.load("test")
    mnist.load("train")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (b"\0\0\x08\x01\0\0\0\x04", None),
        (b"\0\x01\x08\x01\0\0\0\x04", "00010801"),
        (b"\0\0\x0d\x01\0\0\0\x04", "00000d01"),
        (b"\0\0\x08\x02\0\0\0\x04", "00000802"),
        (b"\0\0\x08\x01\0\0\0\x05", "00000005"),
        (b"\0\0\x08\x01\xff\xff\xff\xff", "ffffffff"),
    ],
)
def test_magic_type_and_dimensions_must_be_those_of_the_shape(header, said):
    raw = gzip.compress(header + b"abcd")
    if said is None:
        assert idx.decode(raw, (4,)).tobytes() == b"abcd"
        return
    with pytest.raises(ValueError, match=f"is 00000801 00000004, not .*{said}"):
        idx.decode(raw, (4,))


def test_a_gzip_unfolds_no_further_than_to_the_bytes_that_are_due():
    bomb = gzip.compress(bytes(20_000_000))
    tracemalloc.start()
    with pytest.raises(ValueError, match="more than the 12 bytes"):
        idx.decode(bomb, (4,))
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("tail", [b"\0", gzip.compress(b"more")])
def test_a_gzip_has_no_tail(tail):
    with pytest.raises(ValueError, match="tail of"):
        idx.decode(packed(np.zeros(4, np.uint8)) + tail, (4,))


@settings(max_examples=300)
@given(
    at=st.integers(0, 1 << 20), to=st.integers(0, 255), cut=st.booleans(), zipped=st.booleans()
)
def test_a_flipped_byte_or_a_cut_gives_an_error_or_the_right_array(at, to, cut, zipped):
    array = np.arange(60, dtype=np.uint8).reshape(3, 4, 5)
    raw = packed(array) if zipped else gzip.decompress(packed(array))
    at %= len(raw)
    raw = raw[:at] if cut else raw[:at] + bytes([to]) + raw[at + 1 :]
    try:
        x = idx.decode(raw if zipped else gzip.compress(raw, 1), array.shape)
    except ValueError:
        return
    assert x.shape == array.shape and not cut
    if zipped:  # a checksum is over it
        assert_array_equal(x, array)


@pytest.mark.parametrize(
    ("split", "hint"),
    [("tset", "did you mean 'test'"), ("TRAIN", "did you mean 'train'"), (None, "not None")],
)
@pytest.mark.parametrize("module", SETS)
def test_a_misspelled_split_is_told_what_was_perhaps_meant(module, split, hint):
    with pytest.raises(
        ValueError, match=f"split must be 'train' or 'test', not .*{hint}|{hint}"
    ):
        module.load(split)


@pytest.mark.parametrize("module", SETS)
def test_the_mirrors_are_several_and_speak_https(module):
    mirrors = module.VERSIONS[0].mirrors
    assert len(set(mirrors)) >= 2
    assert all(url.startswith("https://") and url.endswith("/") for url in mirrors)
