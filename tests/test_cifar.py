"""CIFAR-10 and CIFAR-100: the real files where they are, small ones of the same two formats.

The pickles themselves are in test_unpickle.py, the downloads in test_download.py.
"""

import hashlib
import pickle

import numpy as np
import pytest
import python2
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from data import cifar, cifar10, cifar100, download, folders, unpickle
from data.folders import File

LABELS = {"coarse_labels": 20, "fine_labels": 100}


def there(version, split):
    place = folders.folder(version.folder)
    return all((place / name).exists() for name in version.splits[split])


needs_cifar10 = pytest.mark.skipif(
    not (there(cifar10.VERSIONS[0], "train") and there(cifar10.VERSIONS[0], "test")),
    reason="CIFAR-10 is neither in $DOUT_DATA nor in the cache",
)


@needs_cifar10
def test_the_real_training_images_have_the_known_classes_means_and_deviations():
    x, y = cifar10.load("train")
    assert (x.shape, x.dtype, y.dtype) == ((50_000, 3, 32, 32), np.uint8, np.int64)
    assert_array_equal(np.bincount(y), 5000)
    assert cifar10.CLASSES[y[0]] == "frog"
    level = np.arange(256)
    for c, mean, std in [(0, 125.307, 62.993), (1, 122.950, 62.089), (2, 113.865, 66.705)]:
        shades = np.bincount(x[:, c].ravel())  # in the place of sums over 51 million floats
        m = np.average(level, weights=shades)
        assert round(m, 3) == mean
        assert round(np.sqrt(np.average((level - m) ** 2, weights=shades)), 3) == std


@needs_cifar10
def test_the_real_test_images_are_1000_a_class_and_whole():
    x, y = cifar10.load("test")
    assert x.shape == (10_000, 3, 32, 32)
    assert_array_equal(np.bincount(y), 1000)
    records = np.concatenate([y.astype(np.uint8)[:, None], x.reshape(len(x), -1)], axis=1)
    published = cifar10.BINARY_FILES["test_batch.bin"]  # where the same images are records
    assert records.size == published.size
    assert hashlib.sha256(records.tobytes()).hexdigest() == published.sha256


@pytest.mark.parametrize(
    ("meta", "file"),
    [
        (
            {
                b"num_cases_per_batch": 10_000,
                b"label_names": [name.encode() for name in cifar10.CLASSES],
                b"num_vis": 3072,
            },
            cifar10.FILES["batches.meta"],
        ),
        (
            {
                b"fine_label_names": [name.encode() for name in cifar100.CLASSES],
                b"coarse_label_names": [name.encode() for name in cifar100.COARSE_CLASSES],
            },
            cifar100.FILES["meta"],
        ),
    ],
)
def test_the_class_names_are_letter_for_letter_those_of_the_published_file(meta, file):
    raw = python2.dumps(meta)
    assert File(len(raw), hashlib.sha256(raw).hexdigest()) == file


def drawn(n, labels, seed=231):
    """Return x and the labels of n random images."""
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 256, (n, 3, 32, 32), dtype=np.uint8)
    return x, {kind: rng.integers(0, classes, n) for kind, classes in labels.items()}


def python_batch(x, labels) -> bytes:
    """Return these images as CIFAR's python version has them."""
    columns = {kind.encode(): y.tolist() for kind, y in labels.items()}
    names = [f"image_{k}.png".encode() for k in range(len(x))]
    batch = {b"batch_label": b"drawn", **columns}
    return python2.dumps({**batch, b"data": x.reshape(len(x), -1), b"filenames": names})


def binary_batch(x, labels) -> bytes:
    """Return these images as CIFAR's binary version has them."""
    columns = [y.astype(np.uint8)[:, None] for y in labels.values()]
    return np.concatenate([*columns, x.reshape(len(x), -1)], axis=1).tobytes()


def lay(tmp_path, monkeypatch, module, n, forms):
    """Lay a small set, n images a file, into tmp_path in these forms; return the images."""
    monkeypatch.setenv("DOUT_DATA", str(tmp_path))
    counts = {split: n * len(names) for split, names in module.SPLITS.items()}
    monkeypatch.setattr(module, "COUNTS", counts)
    splits, versions = {}, []
    for version in module.VERSIONS:
        write = binary_batch if version is module.VERSIONS[1] else python_batch
        files = {}
        for split, names in version.splits.items():
            batches = [drawn(n, module.LABELS, seed=k) for k in range(len(names))]
            x, labels = zip(*batches, strict=True)
            columns = {kind: np.concatenate([y[kind] for y in labels]) for kind in labels[0]}
            splits[split] = np.concatenate(x), columns
            for name, batch in zip(names, batches, strict=True):
                raw = write(*batch)
                files[name] = File(len(raw), hashlib.sha256(raw).hexdigest())
                if write in forms:
                    (tmp_path / version.folder).mkdir(exist_ok=True)
                    (tmp_path / version.folder / name).write_bytes(raw)
        versions.append(version._replace(files=files, mirrors=()))
    monkeypatch.setattr(module, "VERSIONS", tuple(versions))
    return splits


BOTH = [python_batch, binary_batch]


@pytest.mark.parametrize("forms", [BOTH[:1], BOTH[1:], BOTH])
@pytest.mark.parametrize("split", ["train", "test"])
def test_cifar10_is_read_from_either_version_in_the_order_of_its_batches(
    split, forms, tmp_path, monkeypatch
):
    x, labels = lay(tmp_path, monkeypatch, cifar10, 3, forms)[split]
    for theirs, ours in zip(cifar10.load(split), (x, labels["labels"]), strict=True):
        assert theirs.dtype == ours.dtype and theirs.flags.writeable
        assert_array_equal(theirs, ours)


@pytest.mark.parametrize("forms", [BOTH[:1], BOTH[1:]])
@pytest.mark.parametrize("split", ["train", "test"])
def test_cifar100_has_fine_labels_and_if_asked_coarse_ones(split, forms, tmp_path, monkeypatch):
    x, labels = lay(tmp_path, monkeypatch, cifar100, 5, forms)[split]
    fine, coarse = cifar100.load(split), cifar100.load(split, coarse=True)
    assert_array_equal(fine[0], x)
    assert_array_equal(fine[1], labels["fine_labels"])
    assert_array_equal(coarse[1], labels["coarse_labels"])


def test_where_both_versions_are_there_the_python_one_is_read(tmp_path, monkeypatch):
    lay(tmp_path, monkeypatch, cifar100, 2, BOTH)
    (tmp_path / "cifar-100-binary" / "test.bin").write_bytes(b"never read")
    cifar100.load("test")


def test_an_incomplete_python_version_gives_way_to_a_whole_binary_one(tmp_path, monkeypatch):
    splits = lay(tmp_path, monkeypatch, cifar10, 2, BOTH)
    (tmp_path / "cifar-10-batches-py" / "data_batch_3").unlink()
    assert_array_equal(cifar10.load("train")[0], splits["train"][0])


def test_a_damaged_file_is_named_with_what_to_do(tmp_path, monkeypatch):
    lay(tmp_path, monkeypatch, cifar100, 2, BOTH[1:])
    path = tmp_path / "cifar-100-binary" / "test.bin"
    raw = bytearray(path.read_bytes())
    raw[1] = 100  # the first fine label
    path.write_bytes(raw)
    with pytest.raises(ValueError) as caught:
        cifar100.load("test")
    for word in (str(path), "fine_labels", "0 to 99", "dout data fetch cifar100"):
        assert word in str(caught.value)
    assert dict(download.verify(cifar100))[path].startswith("has the SHA-256")


def test_a_file_of_another_size_is_not_read_at_all(tmp_path, monkeypatch):
    lay(tmp_path, monkeypatch, cifar10, 2, BOTH[:1])
    path = tmp_path / "cifar-10-batches-py" / "test_batch"
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(
        ValueError, match=f"test_batch must have {size:,} bytes, not {size - 1:,}"
    ):
        cifar10.load("test")


def test_a_pickle_that_is_not_the_published_one_is_refused_before_it_is_unpickled(
    tmp_path, monkeypatch
):
    lay(tmp_path, monkeypatch, cifar10, 2, BOTH[:1])
    path, touched = tmp_path / "cifar-10-batches-py" / "test_batch", tmp_path / "touched"
    raw = python2.calling("builtins", "eval", f"open({str(touched)!r}, 'w').close()")
    path.write_bytes(raw.ljust(path.stat().st_size, b"."))  # of the right size
    monkeypatch.setattr(unpickle, "read", pickle.loads)  # whatever is unpickled, is executed
    with pytest.raises(ValueError) as caught:
        cifar10.load("test")
    for word in (str(path), "has the SHA-256", "dout data fetch cifar10"):
        assert word in str(caught.value)
    assert not touched.exists()
    unpickle.read(path.read_bytes())
    assert touched.exists()


@settings(max_examples=50)
@given(at=st.integers(0, 1 << 20), flip=st.integers(1, 255), cut=st.booleans())
def test_a_flipped_byte_or_a_cut_of_a_pickle_is_refused(at, flip, cut):
    raw = python_batch(*drawn(3, LABELS))
    published = File(len(raw), hashlib.sha256(raw).hexdigest())
    with pytest.raises(ValueError, match="bytes, not" if cut else "SHA-256"):
        cifar.decode_python(damaged(raw, at, flip, cut), published, LABELS)


@settings(max_examples=100)
@given(at=st.integers(0, 1 << 20), flip=st.integers(1, 255), cut=st.booleans())
def test_a_flipped_byte_or_a_cut_of_records_gives_an_error_or_valid_arrays(at, flip, cut):
    raw = binary_batch(*drawn(3, LABELS))
    if at % 2:  # half of the flips among the labels
        at = at % 3 * 3074 + at // 3 % 2
    try:
        pixels, columns = cifar.decode_binary(damaged(raw, at, flip, cut), 3, LABELS)
    except ValueError:
        return
    assert pixels.shape == (3, 3072) and pixels.dtype == np.uint8 and not cut
    for kind, classes in LABELS.items():
        assert columns[kind].shape == (3,) and columns[kind].max() < classes


def damaged(raw: bytes, at: int, flip: int, cut: bool) -> bytes:
    """Return raw with one byte changed, or cut off there."""
    at %= len(raw)
    return raw[:at] if cut else raw[:at] + bytes([raw[at] ^ flip]) + raw[at + 1 :]


def test_every_file_of_a_split_is_in_the_table_of_files():
    for version in cifar10.VERSIONS + cifar100.VERSIONS:
        assert set(sum(version.splits.values(), ())) <= set(version.files)
        assert all(mirror.startswith("https://") for mirror in version.mirrors)
        assert all(mirror.endswith("/") for mirror in version.mirrors)
