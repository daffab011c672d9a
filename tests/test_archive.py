"""Archive: what is written is read, and whatever else stands in a file is refused."""

import io
import json
import zipfile

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from arrays import archive

W = np.array([1.5, -2.0, 3.25], np.float32)


def npy(a, version=(1, 0)) -> bytes:
    """Return an array as NumPy would write it, an object array with its pickle."""
    file = io.BytesIO()
    np.lib.format.write_array(file, a, version=version)
    return file.getvalue()


def manifest(changes=None) -> bytes:
    """Return the member that a file of W should have, but for the changes."""
    true = {"format": archive.FORMAT, "facts": {}, "arrays": {"w": archive.describe(W)}}
    return npy(np.frombuffer(json.dumps(true | (changes or {})).encode(), np.uint8))


def forge(path, members: dict, compression=zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, content in members.items():
            file.writestr(name, content)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "net.npz"


@pytest.mark.parametrize("dtype", sorted(archive.KINDS))
@pytest.mark.parametrize("shape", [(), (1,), (4, 3), (0,), (2, 0, 3), (2, 3, 4, 5)])
def test_what_is_written_is_read(path, dtype, shape, rng):
    a = np.asarray(100 * rng.random(shape)).astype(dtype)
    archive.write(path, {"net/0.affine.w": a, "b": W}, {"epoch": 3, "note": [1.5, None]})
    arrays, facts = archive.read(path)
    assert arrays.keys() == {"net/0.affine.w", "b"}
    assert_array_equal(arrays["b"], W)
    assert_array_equal(arrays["net/0.affine.w"], a)
    assert arrays["net/0.affine.w"].dtype == dtype
    assert arrays["net/0.affine.w"].shape == shape
    assert facts == {"epoch": 3, "note": [1.5, None]}


def test_no_arrays_and_no_facts_are_read_as_none(path):
    archive.write(path, {}, {})
    assert archive.read(path) == ({}, {})


def test_memory_order_does_not_show(path):
    a = np.arange(24.0).reshape(2, 3, 4)
    archive.write(path, {"t": a.T, "half": a[:, :, ::2]}, {})
    arrays, _ = archive.read(path)
    assert_array_equal(arrays["t"], a.T)
    assert_array_equal(arrays["half"], a[:, :, ::2])


def test_what_is_read_can_be_written_to(path):
    archive.write(path, {"w": W}, {})
    arrays, _ = archive.read(path)
    arrays["w"] += 1
    assert_array_equal(arrays["w"], W + 1)


def test_numpy_reads_the_arrays_too(path):
    archive.write(path, {"w": W}, {"epoch": 3})
    with np.load(path, allow_pickle=False) as file:
        assert set(file) == {"w", "manifest"}
        assert_array_equal(file["w"], W)


def test_the_same_arrays_make_the_same_bytes(path, tmp_path):
    archive.write(path, {"w": W}, {"epoch": 3})
    archive.write(tmp_path / "again.npz", {"w": W}, {"epoch": 3})
    assert path.read_bytes() == (tmp_path / "again.npz").read_bytes()


def test_no_single_flipped_bit_is_read_as_other_values(path):
    archive.write(path, {"w": W}, {})
    refused = set()
    with open(path, "r+b", buffering=0) as file:
        content = file.read()
        for place, byte in enumerate(content):
            for bit in range(8):
                file.seek(place)
                file.write(bytes([byte ^ 1 << bit]))
                if not reads_as_written(path):
                    refused.add((place, bit))
            file.seek(place)
            file.write(bytes([byte]))
    assert reads_as_written(path)
    first = content.index(W.tobytes())  # elsewhere are dates and the like, which may change
    assert refused >= {(first + i, bit) for i in range(W.nbytes) for bit in range(8)}


def test_a_file_cut_short_is_refused_wherever_the_cut_is(path):
    archive.write(path, {"w": W}, {})
    content = path.read_bytes()
    for length in range(len(content)):
        path.write_bytes(content[:length])
        assert not reads_as_written(path)


def reads_as_written(path) -> bool:
    """Return whether W is read; False if the file is refused. Fail if anything else is read."""
    try:
        arrays, facts = archive.read(path)
    except archive.Damaged:
        return False
    assert arrays.keys() == {"w"} and facts == {}
    assert arrays["w"].dtype == W.dtype and arrays["w"].shape == W.shape
    assert arrays["w"].tobytes() == W.tobytes()
    return True


def test_the_forger_of_these_tests_can_write_what_is_read(path):
    forge(path, {"w.npy": npy(W), "manifest.npy": manifest()})
    assert reads_as_written(path)


@pytest.mark.parametrize(
    "members, message",
    [
        ({"w.npy": npy(W)}, "manifest"),
        ({"manifest.npy": manifest()}, "members"),
        ({"w.npy": npy(W), "v.npy": npy(W), "manifest.npy": manifest()}, "members"),
        ({"w.npy": npy(W), "evil.py": b"1/0", "manifest.npy": manifest()}, "members"),
        ({"w.npy": npy(2 * W), "manifest.npy": manifest()}, "manifest says"),
        ({"w.npy": npy(W.view(np.uint8)), "manifest.npy": manifest()}, "manifest says"),
        ({"w.npy": npy(W[None]), "manifest.npy": manifest()}, "manifest says"),
        ({"w.npy": npy(W, (2, 0)), "manifest.npy": manifest()}, "version"),
        ({"w.npy": npy(np.array([print, 1])), "manifest.npy": manifest()}, "header"),
        ({"w.npy": npy(np.array(["a", "b"])), "manifest.npy": manifest()}, "header"),
        ({"w.npy": npy(W) + b"more", "manifest.npy": manifest()}, "header"),
        ({"w.npy": npy(W)[:-4], "manifest.npy": manifest()}, "header"),
        ({"w.npy": b"", "manifest.npy": manifest()}, "cannot be read"),
        ({"w.npy": npy(W), "manifest.npy": manifest({"format": "other 2"})}, "'other 2'"),
        ({"w.npy": npy(W), "manifest.npy": npy(W)}, "cannot be read"),
    ],
)
def test_a_forged_file_is_refused(path, members, message):
    forge(path, members)
    with pytest.raises(archive.Damaged, match=message):
        archive.read(path)


@pytest.mark.parametrize("changes", [{"arrays": ["w"]}, {"arrays": 3}, {"arrays": {"w": 3}}])
def test_a_manifest_that_is_not_a_table_of_arrays_is_refused(path, changes):
    forge(path, {"w.npy": npy(W), "manifest.npy": manifest(changes)})
    with pytest.raises(archive.Damaged):
        archive.read(path)


@pytest.mark.parametrize("missing", ["format", "facts", "arrays"])
def test_a_manifest_without_one_of_its_parts_is_refused(path, missing):
    true = {"format": archive.FORMAT, "facts": {}, "arrays": {"w": archive.describe(W)}}
    del true[missing]
    text = np.frombuffer(json.dumps(true).encode(), np.uint8)
    forge(path, {"w.npy": npy(W), "manifest.npy": npy(text)})
    with pytest.raises(archive.Damaged):
        archive.read(path)


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_compressed_member_is_refused(path, compression):
    forge(path, {"w.npy": npy(W), "manifest.npy": manifest()}, compression)
    with pytest.raises(archive.Damaged, match="a member is compressed"):
        archive.read(path)


def test_members_that_claim_more_bytes_than_the_file_has_are_refused(path):
    forge(path, {"w.npy": npy(W), "manifest.npy": manifest()})
    content, true = path.read_bytes(), len(npy(W)).to_bytes(4, "little")
    path.write_bytes(content.replace(true * 2, true + (10**9).to_bytes(4, "little")))
    with pytest.raises(archive.Damaged, match="claim more bytes"):
        archive.read(path)


@pytest.mark.parametrize("shape", [(10**15,), (3, -1), (-3,), (-1, -3), (2,), (3, 10**30)])
def test_a_shape_that_the_bytes_do_not_fill_is_refused_without_asking_for_memory(path, shape):
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f4", "fortran_order": False, "shape": shape}
    )
    forge(path, {"w.npy": header.getvalue() + W.tobytes(), "manifest.npy": manifest()})
    with pytest.raises(archive.Damaged):
        archive.read(path)


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip file", npy(W)])
def test_a_file_of_another_kind_is_refused_with_its_path(path, content):
    path.write_bytes(content)
    with pytest.raises(archive.Damaged, match="net.npz cannot be read as a dout archive"):
        archive.read(path)


def test_a_missing_file_is_told_apart_from_a_damaged_one(path):
    with pytest.raises(FileNotFoundError):
        archive.read(path)


@pytest.mark.parametrize("dtype", ["float16", "int32", "complex128", "U3"])
def test_an_array_that_could_not_be_read_is_not_written(path, dtype):
    with pytest.raises(ValueError):
        archive.write(path, {"w": np.ones(3, dtype)}, {})
    assert not path.exists()


def test_no_array_can_take_the_manifests_name(path):
    with pytest.raises(ValueError):
        archive.write(path, {"manifest": W}, {})


@pytest.mark.parametrize(
    "arrays, facts",
    [
        ({"w": np.array([print])}, {}),
        ({"w": W}, {"loss": float("nan")}),
        ({"w": W}, {"rng": np.random.default_rng()}),
    ],
)
def test_what_cannot_be_written_leaves_the_old_file(path, tmp_path, arrays, facts):
    archive.write(path, {"w": W}, {})
    with pytest.raises((ValueError, TypeError)):
        archive.write(path, arrays, facts)
    assert reads_as_written(path)
    assert [*tmp_path.iterdir()] == [path]
